"""Donors found in a registry become options of the case, with what is known of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from hemograft.donors.frequencies.haplotype_set import haplotype_set
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import Registry, open_registry
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.planning.case import Case, case_schema
from hemograft.planning.case_file import read_case
from hemograft.planning.case_parts import DonorMatch, Locus
from hemograft.planning.found_donors import with_found_donors
from hemograft.planning.strategies import strategies_for
from tests.donors.donor_files import donor, fill
from tests.planning.cases_at_hand import case_of

HLA: dict[Locus, list[str]] = {
    "A": ["01:01", "02:01"],
    "B": ["07:02", "08:01"],
    "C": ["07:01", "07:02"],
    "DRB1": ["03:01", "15:01"],
    "DQB1": ["02:01", "06:02"],
}
FULL = {"C": "07:01+07:02", "DQB1": "02:01+06:02"}
UNIT = {"kind": "cord", "nucleated_cells": "2.4e9", "cd34_cells": "1.2e7", **FULL}
HALF = {**UNIT, "nucleated_cells": "0.4e9", "cd34_cells": "2.4e6"}


def sick(diagnosis: str = "severe_aplastic_anemia", **fields: Any) -> Case:
    base: dict[str, Any] = {"hla": HLA, "weight": 20, "age": 30, "sex": "male"}
    return case_of(diagnosis, **(base | fields))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """Three adults, two units that suffice alone and three of which two are needed."""
    folder = tmp_path_factory.mktemp("found") / "registry"
    fill(
        folder,
        [
            donor("older", **FULL, age="55", sex="male", cmv="negative", abo="A"),
            donor("young", **FULL, age="24", sex="male", cmv="negative", abo="O", DPB1="04:01+04:02"),
            donor("mis/matched", a="02:01+03:01", **FULL, age="20", sex="female", cmv="positive"),
            donor("unit 1", **UNIT),
            donor("unit 2", **{**UNIT, "DRB1": "03:01+04:01"}),
            donor("half 1", **HALF),
            donor("half 2", **HALF),
            donor("half 3", b="07:02+44:02", **HALF),
        ],
    )
    return open_registry(folder)


def test_adults_single_units_and_pairs_are_options_behind_the_donors_of_the_case(registry: Registry) -> None:
    own = {
        "relation": "matched_sibling",
        "source": "bone_marrow",
        "cd34_per_kg": 3e6,
        "conditioning": "busulfan_targeted",
    }
    case = with_found_donors(sick(donors=[own]), registry, PLAIN_NAMES, None, 2)
    assert case.donor_labels == ("1", "young", "older", "unit_1", "unit_2", "half_1_and_half_2", "half_1_and_half_3")
    relations = [donor.relation for donor in case.donors]
    assert relations == ["matched_sibling", "matched_unrelated", "matched_unrelated", *["cord_blood"] * 4]
    assert [donor.match for donor in case.donors[1:]] == ["10/10", "10/10", "8/8", "7/8", "8/8", "7/8"]
    assert {donor.conditioning for donor in case.donors} == {"busulfan_targeted"}
    assert case.donors[1].cd34_per_kg == 3.7e6
    assert case.donors[3].cd34_per_kg == pytest.approx(1.2e7 / 20)
    pair = case.donors[5]
    assert (pair.cd34_per_kg, pair.second_unit_cd34_per_kg) == pytest.approx((1.2e5, 1.2e5))
    assert pair.total_nucleated_cells_per_kg == pytest.approx(0.8e9 / 20)
    assert pair.details and pair.second_unit_details
    assert (pair.details.identifier, pair.second_unit_details.identifier) == ("half 1", "half 2")


def test_what_is_known_of_a_donor_goes_into_the_strategy(registry: Registry) -> None:
    case = with_found_donors(sick(), registry, PLAIN_NAMES, None, 3)
    found = {strategy.name: strategy.donor for strategy in strategies_for(case)}
    young, other = found["transplant_young"], found["transplant_mis_matched"]
    assert young and young.details and other and other.details
    assert young.details == DonorMatch(
        identifier="young",
        age=young.details.age,
        sex="male",
        cytomegalovirus_positive=False,
        blood_group="O",
        mismatches=dict.fromkeys(HLA, 0),
        graft_versus_host=dict.fromkeys(HLA, 0),
        host_versus_graft=dict.fromkeys(HLA, 0),
    )
    assert young.details.age == pytest.approx(24.5, abs=0.6)
    assert (other.relation, other.match, other.details.mismatches["A"]) == ("mismatched_unrelated", "9/10", 1)
    assert (other.details.graft_versus_host["A"], other.details.host_versus_graft["A"]) == (1, 1)
    assert other.details.cytomegalovirus_positive is True and other.details.identifier == "mis/matched"
    assert found["observation"] is None
    told = {strategy.name: strategy.description for strategy in strategies_for(case)}
    known = f"({young.details.age:.0f} years, male, cytomegalovirus negative, blood group O)"
    assert told["transplant_young"].startswith(f"Matched unrelated 10/10 {known}, bone marrow 3.7x10^6 CD34+/kg")


def test_the_patients_own_facts_decide_among_equals_and_exclude(registry: Registry) -> None:
    against = [{"against": "A*03:01", "mfi": 9000}]
    case = with_found_donors(sick(antibodies=against), registry, PLAIN_NAMES, None, 3)
    assert "mis_matched" not in case.donor_labels
    assert any("A*03:01 (9000)" in note for note in case.assumptions)


def test_only_what_is_typed_in_the_patient_is_compared(registry: Registry) -> None:
    typed = {locus: HLA[locus] for locus in ("A", "B", "DRB1")}
    case = with_found_donors(sick(hla=typed), registry, PLAIN_NAMES, None, 1)
    assert case.donors[0].match == "6/6"


@pytest.mark.parametrize(
    ("diagnosis", "age", "source", "dose", "conditioning"),
    [
        ("severe_aplastic_anemia", 30, "bone_marrow", 3.7e6, "cyclophosphamide_antithymocyte_globulin"),
        ("severe_aplastic_anemia", 6, "bone_marrow", 3.42e6, "cyclophosphamide_antithymocyte_globulin"),
        ("myelodysplastic_syndrome", 60, "mobilized_blood", 5.8e6, "myeloablative"),
        ("acute_leukemia", 40, "mobilized_blood", 5.8e6, "myeloablative"),
        ("fanconi_anemia", 6, "bone_marrow", 3.42e6, "fanconi_low_dose"),
    ],
)
def test_source_dose_and_conditioning_follow_diagnosis_and_age(
    registry: Registry, diagnosis: str, age: float, source: str, dose: float, conditioning: str
) -> None:
    first = with_found_donors(sick(diagnosis, age=age), registry, PLAIN_NAMES, None, 1).donors[0]
    assert (first.source, first.cd34_per_kg, first.conditioning) == (source, dose, conditioning)


def test_a_probability_goes_with_the_donor_and_an_open_match_is_said(tmp_path: Path) -> None:
    loci = ("A", "B", "DRB1")
    haplotypes = [("01:01", "08:01", "03:01"), ("02:01", "07:02", "15:01"), ("02:01", "07:02", "04:01")]
    known = haplotype_set("test", loci, haplotypes, (0.3, 0.2, 0.1))
    likelihoods = Likelihoods(Populations((known,)), PLAIN_NAMES)
    fill(tmp_path / "open", [donor("open", drb1="")], likelihoods)
    typed = {locus: names for locus, names in HLA.items() if locus in loci}
    found = with_found_donors(sick(hla=typed), open_registry(tmp_path / "open"), PLAIN_NAMES, likelihoods, 1)
    (only,) = found.donors
    assert only.details and only.details.probability == pytest.approx(2 / 3, abs=1e-6)
    assert "open: 6/6 is the best that the typings allow; probability of a full match 67 %." in found.assumptions


def test_a_case_with_found_donors_is_written_and_read_again(registry: Registry, tmp_path: Path) -> None:
    case = with_found_donors(sick(), registry, PLAIN_NAMES, None, 2)
    (tmp_path / "case.json").write_text(json.dumps(case.model_dump(mode="json", exclude_none=True)))
    assert read_case(tmp_path / "case.json") == case
    written = case_schema()["$defs"]
    assert "details" in written["Donor"]["properties"] and "graft_versus_host" in written["DonorMatch"]["properties"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"hla": {}}, "hla is missing: a donor search needs the patient's typing"),
        ({"hla": {"A": ["01:01"]}}, "locus B is not typed; a search needs it typed"),
        ({"hla": {**HLA, "A": ["01:ZZZ"]}}, "HLA-A typing '01:ZZZ'"),
        (
            {"diagnosis": "immune_thrombocytopenia"},
            "diagnosis immune_thrombocytopenia: transplantation is not modelled",
        ),
        (
            {"hla": {**HLA, "A": ["33:01"], "B": ["58:01"], "C": ["05:01"]}},
            "nobody of the 8 in the registry is a donor",
        ),
    ],
)
def test_what_cannot_be_searched_is_told(registry: Registry, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("(", r"\(")):
        with_found_donors(sick(**changes), registry, PLAIN_NAMES, None, 1)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        ({"mismatches": {"A": 3}}, "less than or equal to 2"),
        ({"graft_versus_host": {"A": 1}}, "graft_versus_host has 1 at A, mismatches nothing"),
        ({"mismatches": {"A": 1}, "host_versus_graft": {"A": 2}}, "host_versus_graft has 2 at A, mismatches 1"),
        ({"dpb1": "good"}, "'permissive'"),
        ({"age": -1}, "greater than or equal to 0"),
    ],
)
def test_impossible_details_are_refused(details: dict[str, Any], why: str) -> None:
    own = {"relation": "matched_unrelated", "source": "bone_marrow", "cd34_per_kg": 3e6, "details": details}
    with pytest.raises(ValueError, match=why):
        sick(donors=[own])


def test_what_a_search_knows_of_antibodies_reaches_the_strategy(registry: Registry) -> None:
    """A donor typed at the locus who lacks the antigen is safe; one who is not typed there is said to be open."""
    cases = {
        against: with_found_donors(sick(antibodies=[{"against": against, "mfi": 9000}]), registry, PLAIN_NAMES, None, 2)
        for against in ("A*24:02", "DPB1*02:01")
    }
    known = {
        against: {donor.label: donor.details and donor.details.antibody_target for donor in case.donors[:2]}
        for against, case in cases.items()
    }
    assert known == {"A*24:02": {"young": False, "older": False}, "DPB1*02:01": {"young": False, "older": None}}
    strategies = {each.name: each for each in strategies_for(cases["DPB1*02:01"])}
    told = {name: "is open" in " ".join(strategies[f"transplant_{name}"].assumptions) for name in ("young", "older")}
    assert told == {"young": False, "older": True}

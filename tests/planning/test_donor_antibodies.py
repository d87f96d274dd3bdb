"""Antibodies of the patient and the typing of a donor: when they meet, what it does to the graft, and what is said."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.donors.search.antibodies import ABSENT, CERTAIN, POSSIBLE
from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.case_parts import Donor
from hemograft.planning.donor_antibodies import antibody_targets
from hemograft.planning.strategies import strategies_for
from hemograft.planning.transplant_course import Transplantation
from hemograft.population.individuals import draw_individuals
from hemograft.therapies.graft_failure import graft_failure_share
from hemograft.therapies.transplantation import Conditioning, GraftSource
from tests.planning.cases_at_hand import case_of

STRONG, WEAK = 8000.0, 900.0
ODDS = "graft_failure.donor_specific_antibody_odds_ratio"


def sick(*antibodies: tuple[str, float], **fields: Any) -> Case:
    return case_of(
        "acute_leukemia", antibodies=[{"against": name, "mfi": strength} for name, strength in antibodies], **fields
    )


def giver(relation: str = "mismatched_unrelated", source: str = "mobilized_blood", **fields: Any) -> Donor:
    return Donor.model_validate({"relation": relation, "source": source, "cd34_per_kg": 5e6} | fields)


def typed(*names: str, locus: str = "A", **fields: Any) -> Donor:
    return giver(details={"hla": {locus: list(names)}}, **fields)


@pytest.mark.parametrize(
    ("against", "donor", "expected"),
    [
        ("A*02:01", typed("02:01", "24:02"), CERTAIN),
        ("A*02:01", typed("A*02:01:01:01", "24:02"), CERTAIN),
        ("A*02:01", typed("01:01", "24:02"), ABSENT),
        ("A*02:01", typed("02:01/02:05", "24:02"), POSSIBLE),
        ("A2", typed("02:01", "24:02"), POSSIBLE),
        ("A*02:01", typed("A2", "24:02"), POSSIBLE),
        ("B*07:02", typed("02:01", "24:02"), POSSIBLE),
        ("anything", typed("02:01"), POSSIBLE),
        ("DPB1*04:01", typed("04:01", "02:01", locus="DPB1"), CERTAIN),
        ("A*02:01", giver(), POSSIBLE),
        ("A*02:01", giver("matched_sibling"), ABSENT),
        ("A*02:01", giver("matched_unrelated", match="8/8"), ABSENT),
        ("DQB1*02:01", giver("matched_unrelated", match="8/8"), POSSIBLE),
        ("DQB1*02:01", giver("matched_unrelated", match="10/10"), ABSENT),
        ("A*02:01", giver(match="9/10"), POSSIBLE),
        ("A*02:01", giver(details={"mismatches": {"A": 0, "B": 1}}), ABSENT),
        ("B*07:02", giver(details={"mismatches": {"A": 0, "B": 1}}), POSSIBLE),
        ("A*02:01", giver(details={"antibody_target": True}), CERTAIN),
        ("B*07:02", typed("07:02", locus="B", relation="matched_unrelated", match="8/8"), CERTAIN),
    ],
)
def test_whether_a_donor_carries_what_an_antibody_is_against(against, donor, expected):
    assert antibody_targets(sick((against, STRONG)), donor).carriage == expected


def test_what_is_known_otherwise_stands_above_the_typing():
    donor = giver(details={"hla": {"A": ["02:01", "24:02"]}, "antibody_target": False})
    assert antibody_targets(sick(("A*02:01", STRONG)), donor).carriage == ABSENT
    assert antibody_targets(sick(), giver(details={"antibody_target": True})).carriage == CERTAIN


def test_weak_antibodies_count_as_none():
    donor = typed("02:01", "24:02")
    threshold = number("donor_search.antibody_threshold")
    assert antibody_targets(sick(("A*02:01", WEAK)), donor).carriage == ABSENT
    assert antibody_targets(sick(("A*02:01", threshold)), donor).carriage == CERTAIN


def test_only_the_antibodies_that_are_met_are_named():
    found = antibody_targets(sick(("A*24:02", STRONG), ("A*03:01", STRONG), ("B*07:02", WEAK)), typed("02:01", "24:02"))
    assert found.against == ("A*24:02",)


def test_of_two_units_the_safer_one_counts():
    unit: dict[str, Any] = {"relation": "cord_blood", "source": "cord_blood", "second_unit_cd34_per_kg": 2e5}
    met, spared = ({"hla": {"A": names}} for names in (["02:01", "24:02"], ["01:01", "24:02"]))
    case = sick(("A*02:01", STRONG))
    assert antibody_targets(case, giver(**unit, details=met, second_unit_details=met)).carriage == CERTAIN
    assert antibody_targets(case, giver(**unit, details=met, second_unit_details=spared)).carriage == ABSENT
    assert antibody_targets(case, giver(**unit, details=met)).carriage == POSSIBLE


@given(st.sampled_from(list(GraftSource)), st.sampled_from(list(Conditioning)), st.booleans(), st.booleans())
def test_antibodies_multiply_the_odds_of_any_failure_and_keep_a_share(source, intensity, haploidentical, mismatched):
    def share(antibodies: bool) -> float:
        return graft_failure_share(
            source, intensity, haploidentical=haploidentical, mismatched=mismatched, antibodies=antibodies
        )

    without, with_them = share(False), share(True)
    assert without < with_them < 1.0
    assert with_them / (1.0 - with_them) == pytest.approx(without / (1.0 - without) * number(ODDS))


def test_grafts_of_a_donor_whose_antigen_is_met_fail_and_no_others_change():
    donor = typed("02:01", "24:02")
    people = draw_individuals(2, range(400))
    plain, met, open_ = (
        Transplantation(case, donor).transplanted(people)
        for case in (sick(), sick(("A*02:01", STRONG)), sick(("B*07:02", STRONG)))
    )
    assert plain is not None and met is not None and open_ is not None
    lost, kept = (np.isfinite(each.timeline.graft_failure) for each in (met, plain))
    assert (kept <= lost).all(), "whoever loses a graft without antibodies loses it with them"
    assert lost.mean() > kept.mean() + 0.3
    for name, values in vars(plain.timeline).items():
        assert np.array_equal(values, getattr(open_.timeline, name)), "what is not known changes nothing"


def test_the_strategy_says_what_is_met_and_what_is_open():
    donors = [
        {"label": label, "relation": "mismatched_unrelated", "source": "mobilized_blood", "cd34_per_kg": 5e6} | fields
        for label, fields in (
            ("met", {"details": {"hla": {"A": ["02:01", "24:02"]}}}),
            ("open", {}),
            ("spared", {"details": {"hla": {"A": ["01:01", "24:02"]}}}),
        )
    ]
    found = {each.name: each for each in strategies_for(sick(("A*02:01", STRONG), donors=donors))}
    said = {name: " ".join(found[f"transplant_{name}"].assumptions) for name in ("met", "open", "spared")}
    assert "antibodies against HLA of this donor (A*02:01)" in said["met"]
    assert "22.8" in said["met"]
    assert "(A*02:01) is open" in said["open"]
    assert "antibod" not in said["spared"]
    assert ODDS in found["transplant_met"].evidence
    assert ODDS not in found["transplant_open"].evidence

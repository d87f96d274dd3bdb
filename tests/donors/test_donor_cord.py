"""Cord blood units by match and dose, thresholds by profile, and pairs of units."""

import pytest

from hemograft.donors.frequencies.haplotype_set import haplotype_set
from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.search.comparison import blood_group_relation
from hemograft.donors.search.cord import ALONE, DOSE_UNKNOWN, ONE_OF_TWO, cord_pairs
from hemograft.donors.search.cord_profiles import PROFILES, cord_profile
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.find import find_units
from hemograft.donors.search.patient import patient
from hemograft.donors.search.report_rows import explanation, genotype_of, result_rows
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.evidence import Provenance, record
from tests.donors.donor_files import donor, fill

WEIGHT = 20.0
SICK = {
    "typing": {"A": "01:01+02:01", "B": "07:02+08:01", "C": "07:01+07:02", "DRB1": "03:01+15:01"},
    "weight": str(WEIGHT),
}


def unit(identifier: str, nucleated: float | None, cd34: float | None, **typings: str):
    """A unit with these doses, in cells per kg of the patient."""
    doses = {"nucleated_cells": nucleated, "cd34_cells": cd34}
    told = {name: "" if dose is None else f"{dose * WEIGHT:g}" for name, dose in doses.items()}
    return donor(identifier, kind="cord", **({"C": "07:01+07:02"} | told | typings))


UNITS = [
    unit("ample, 5/8", 9e7, 9e5, a="03:01+11:01", C="07:01+05:01"),
    unit("enough, 8/8", 3.1e7, 1.6e5),
    unit("more, 8/8", 4e7, 1.6e5),
    unit("half, 7/8", 2e7, 1.2e5, a="01:01+03:01"),
    unit("half, 8/8", 2.2e7, 1.1e5),
    unit("not counted", None, None),
    unit("few CD34", 4e7, 0.9e5),
    unit("few cells", 1.4e7, 9e5),
    unit("3/8", 9e7, 9e5, a="03:01+11:01", b="44:02+44:02", C="05:01+07:01"),
]


def found(tmp_path, units, profile="nmdp_2019", likelihoods=None, **fields):
    fill(tmp_path / "registry", units)
    sick = patient(SICK | fields, PLAIN_NAMES)
    registry = open_registry(tmp_path / "registry")
    return find_units(registry, sick, Criteria(), cord_profile(profile), PLAIN_NAMES, likelihoods)


def test_units_stand_by_match_then_nucleated_cells_and_small_ones_are_left_out(tmp_path):
    result = found(tmp_path, UNITS)
    rows = list(result_rows(result.ranked, 0, 99))
    assert [(row["id"], row["match"], row["dose"]) for row in rows] == [
        ("more, 8/8", "8/8", "enough alone"),
        ("enough, 8/8", "8/8", "enough alone"),
        ("half, 8/8", "8/8", "one of two"),
        ("not counted", "8/8", "not known"),
        ("half, 7/8", "7/8", "one of two"),
        ("ample, 5/8", "5/8", "enough alone"),
    ]
    assert rows[0]["nucleated_cells_per_kg"] == pytest.approx(4e7, rel=1e-6)
    assert any(note == "Matching units left out because their dose is too small: 2." for note in result.notes)
    assert "Dose: nucleated cells 4e+07/kg, CD34 1.6e+05/kg; enough alone by profile nmdp_2019." in explanation(
        result.ranked, 0, patient(SICK, PLAIN_NAMES), PLAIN_NAMES
    )


def test_units_have_probabilities_which_do_not_change_their_order(tmp_path):
    haplotypes = [("01:01", "08:01", "07:01", "03:01"), ("02:01", "07:02", "07:02", "15:01")]
    haplotypes.append(("02:01", "07:02", "07:02", "04:01"))
    known = haplotype_set("test", ("A", "B", "C", "DRB1"), haplotypes, (0.3, 0.2, 0.1))
    units = [unit("open", 4e7, 2e5, drb1=""), unit("certain", 3.5e7, 2e5)]
    result = found(tmp_path, units, likelihoods=Likelihoods(Populations((known,)), PLAIN_NAMES))
    rows = list(result_rows(result.ranked, 0, 2))
    assert [(row["id"], row["category"]) for row in rows] == [("open", "potential match"), ("certain", "match")]
    assert [row["p0"] for row in rows] == pytest.approx([2 / 3, 1.0], abs=1e-6)
    assert (rows[0]["p1_DRB1"], rows[0]["p0_A"]) == pytest.approx((1 / 3, 1.0), abs=1e-6)
    said = explanation(result.ranked, 0, patient(SICK, PLAIN_NAMES), PLAIN_NAMES)
    assert any(sentence.startswith("Probability of a match: 8/8 66.7 %") for sentence in said)
    assert any("with frequencies of test for the patient" in note for note in result.notes)


def test_pairs_need_both_doses_of_both_units_and_stand_by_the_worse_match(tmp_path):
    ranked = found(tmp_path, UNITS).ranked
    pairs = cord_pairs(ranked, [genotype_of(ranked.candidates, int(each), PLAIN_NAMES) for each in ranked.order])
    names = [tuple(ranked.candidates.identifiers([pair.first, pair.second])) for pair in pairs]
    able = [place for place in ranked.order if ranked.adequacy[place] in (ALONE, ONE_OF_TWO)]
    assert len(pairs) == len(able) * (len(able) - 1) // 2
    assert names[0] == ("more, 8/8", "enough, 8/8") and pairs[0].nucleated_cells == pytest.approx(7.1e7, rel=1e-6)
    assert not any("not counted" in pair for pair in names)
    assert (pairs[0].shared, pairs[-1].shared) == (8, 6)
    worse = [max(int(ranked.candidates.mismatches[each]) for each in (pair.first, pair.second)) for pair in pairs]
    assert worse == sorted(worse)


def test_the_dose_of_both_together_counts_where_a_profile_asks_for_it(tmp_path):
    units = [unit("one", 1.6e7, 1.2e5), unit("two", 1.7e7, 1.2e5), unit("three", 2.4e7, 1.2e5)]
    ranked = found(tmp_path, units, "eurocord_2020").ranked
    pairs = cord_pairs(ranked, [genotype_of(ranked.candidates, int(each), PLAIN_NAMES) for each in ranked.order])
    assert [pair.nucleated_cells for pair in pairs] == pytest.approx([4.1e7, 4.0e7], rel=1e-6)


def test_the_classic_profile_takes_a_and_b_by_antigen_and_drb1_by_allele(tmp_path):
    units = [
        unit("same antigens", 4e7, 2e5, a="01:02+02:06", b="07:05+08:02"),
        unit("other DRB1 alleles", 4e7, 2e5, drb1="03:02+15:02"),
        unit("other antigens", 4e7, 2e5, a="03:01+11:01", b="44:02+44:03"),
    ]
    rows = list(result_rows(found(tmp_path, units, "classic").ranked, 0, 9))
    assert [(row["id"], row["match"]) for row in rows] == [("same antigens", "6/6"), ("other DRB1 alleles", "4/6")]


def test_without_a_weight_there_is_no_dose(tmp_path):
    with pytest.raises(ValueError, match="weight is missing"):
        found(tmp_path, UNITS, weight="")


@pytest.mark.parametrize("name", PROFILES)
def test_every_threshold_of_a_profile_is_a_published_record(name):
    profile = cord_profile(name)
    records = [record(each) for each in profile.evidence]
    assert all(each.provenance is Provenance.PUBLISHED for each in records)
    held = {each.number for each in records}
    doses = (
        profile.single_nucleated_cells,
        profile.single_cd34,
        profile.double_nucleated_cells,
        profile.double_cd34,
        profile.matched,
    )
    assert set(doses) <= held
    assert profile.double_nucleated_cells <= profile.single_nucleated_cells
    assert profile.double_cd34 <= profile.single_cd34


def test_an_unknown_profile_is_told_with_those_there_are():
    with pytest.raises(ValueError, match="nmdp_2019, classic, nonmalignant, eurocord_2020"):
        cord_profile("nmdp_1999")


def test_a_unit_whose_dose_is_not_known_is_neither_enough_nor_left_out(tmp_path):
    ranked = found(tmp_path, [unit("cells only", 9e7, None), unit("small, no CD34", 1e7, None)]).ranked
    assert ranked.candidates.identifiers(ranked.order) == ["cells only"]
    assert ranked.adequacy[ranked.order].tolist() == [DOSE_UNKNOWN]


# Rows: the patient's group; columns: the donor's O, A, B, AB. Major: the patient has antibodies against the donor's.
RELATIONS = {
    "O": ("identical", "major", "major", "major"),
    "A": ("minor", "identical", "bidirectional", "major"),
    "B": ("minor", "bidirectional", "identical", "major"),
    "AB": ("minor", "minor", "minor", "identical"),
}


@pytest.mark.parametrize("mine", RELATIONS)
def test_blood_groups_mismatch_by_who_has_antibodies(mine):
    import numpy as np

    from hemograft.donors.registry.vocabulary import BLOOD_GROUPS
    from hemograft.donors.search.comparison import BLOOD_GROUP_RELATIONS

    found = blood_group_relation(BLOOD_GROUPS.index(mine), np.arange(5))
    assert BLOOD_GROUP_RELATIONS[found[0]] == "unknown"
    assert tuple(BLOOD_GROUP_RELATIONS[each].removesuffix(" mismatch") for each in found[1:]) == RELATIONS[mine]

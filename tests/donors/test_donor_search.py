"""The search finds exactly the donors that plain Python finds one by one, and ranks and explains them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.donors.matching.leader import match_leaders
from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.registry import Registry, delete_donors, open_registry
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.find import find_donors
from hemograft.donors.search.patient import patient
from hemograft.donors.search.report_rows import explanation, result_rows
from hemograft.donors.search.search import search
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.evidence import number
from tests.donors.donor_files import donor, fill
from tests.donors.plain_matcher import fewest_and_most

TODAY = date(2026, 6, 15)
LOCI = ("A", "B", "DRB1")
NAMES = ("01:01", "02:01", "03:01", "01:04N", "02:01/03:01", "01:01/02:01/03:01", "NEW")
copies = st.sampled_from(NAMES)
pairs = st.one_of(
    st.tuples(copies, copies).map("+".join),
    copies,
    st.tuples(copies, copies, copies, copies).map(lambda four: f"{four[0]}+{four[1]}|{four[2]}+{four[3]}"),
)
people = st.fixed_dictionaries({"A": pairs, "B": pairs, "DRB1": st.one_of(st.just(""), pairs)})
described = st.fixed_dictionaries(
    {
        "birth": st.sampled_from(["", "2001-06", "1986-06", "1961-01"]),
        "sex": st.sampled_from(["", "female", "male"]),
        "abo": st.sampled_from(["", "O", "A"]),
        "cmv": st.sampled_from(["", "negative", "positive"]),
        "registry": st.sampled_from(["DE", "ES"]),
    }
)


def found_in(registry: Registry, candidates: Candidates) -> dict[str, tuple[list[int], list[int]]]:
    names = candidates.identifiers(np.arange(len(candidates)))
    return dict(zip(names, zip(candidates.fewest.tolist(), candidates.most.tolist(), strict=True), strict=True))


@settings(max_examples=60)
@given(
    sick=st.fixed_dictionaries({"A": pairs, "B": pairs, "DRB1": pairs}),
    others=st.lists(st.tuples(people, described), min_size=1, max_size=8),
    mismatches=st.integers(0, 4),
    per_locus=st.dictionaries(st.sampled_from(LOCI), st.integers(0, 1), max_size=2),
    oldest=st.sampled_from([None, 30.0, 45.0]),
    sexes=st.sampled_from([frozenset(), frozenset({1})]),
    registries=st.sampled_from([frozenset(), frozenset({"DE"})]),
)
def test_the_search_finds_whom_plain_python_finds(
    tmp_path_factory, sick, others, mismatches, per_locus, oldest, sexes, registries
):
    folder = tmp_path_factory.mktemp("search") / "registry"
    fill(folder, [donor("nobody", registry="DE"), donor("none", registry="ES")])
    delete_donors(folder, ["nobody", "none"])
    half = len(others) // 2
    rows = [{"id": f"D{place}", **typings, **fields} for place, (typings, fields) in enumerate(others)]
    for part in (rows[:half], rows[half:]):
        if part:
            fill(folder, part)
    registry = open_registry(folder)
    asked = patient({"typing": sick}, PLAIN_NAMES)
    criteria = Criteria(LOCI, mismatches, per_locus, oldest=oldest, sexes=sexes, registries=registries)
    candidates = search(registry, asked, criteria, known_typings(registry, PLAIN_NAMES), PLAIN_NAMES, TODAY)

    expected: dict[str, tuple[list[int], list[int]]] = {}
    born = {"2001-06": 25, "1986-06": 40, "1961-01": 65, "": None}
    for row in rows:
        counts = [
            fewest_and_most(asked.genotype.at(locus), read_typing(PLAIN_NAMES, locus, row[locus])) for locus in LOCI
        ]
        low = [fewest for fewest, _most in counts]
        age = born[row["birth"]]
        if (
            sum(low) <= mismatches
            and all(low[LOCI.index(locus)] <= most for locus, most in per_locus.items())
            and (oldest is None or (age is not None and age <= oldest))
            and (not sexes or row["sex"] == "female")
            and (not registries or row["registry"] in registries)
        ):
            expected[row["id"]] = (low, [most for _fewest, most in counts])
    assert found_in(registry, candidates) == expected


PATIENT = {"typing": {"A": ["01:01", "02:01"], "B": ["07:02", "08:01"], "DRB1": ["03:01", "15:01"]}}


def searched(tmp_path, donors, criteria, **fields):
    fill(tmp_path / "registry", donors)
    registry = open_registry(tmp_path / "registry")
    sick = patient({**PATIENT, **fields}, PLAIN_NAMES)
    found = find_donors(registry, sick, criteria, PLAIN_NAMES, today=TODAY)
    return found, list(result_rows(found.ranked, 0, len(found.ranked.order)))


def order(rows) -> list[str]:
    return [row["id"] for row in rows]


def test_better_matches_stand_first_and_then_what_is_known_to_matter(tmp_path):
    donors = [
        donor("one mismatch, young", a="01:01+03:01", birth="2004-01"),
        donor("open", a="01:01+02:01/02:05", birth="2004-01"),
        donor("old", birth="1970-01"),
        donor("young but CMV", birth="2004-01", cmv="positive", sex="male", abo="O"),
        donor("young woman", birth="2004-01", cmv="negative", sex="female", abo="O"),
        donor("young man, major ABO", birth="2004-01", cmv="negative", sex="male", abo="A"),
        donor("best", birth="2004-01", cmv="negative", sex="male", abo="O"),
    ]
    _found, rows = searched(tmp_path, donors, Criteria(LOCI, 1), sex="male", cmv="negative", abo="O")
    assert order(rows) == [
        "best",
        "young man, major ABO",
        "young woman",
        "young but CMV",
        "old",
        "open",
        "one mismatch, young",
    ]
    assert [row["match"] for row in rows[-3:]] == ["6/6", "6/6", "5/6"]
    assert rows[-2]["certain"] == "5/6" and rows[-2]["mismatches_A"] == "0-1"


def test_the_leader_decides_between_two_with_one_mismatch_at_b(tmp_path):
    # The patient's mismatched B*07:02 has methionine; B*08:01 is shared in both.
    donors = [donor("threonine", b="08:01+44:02"), donor("methionine", b="08:01+42:01")]
    _found, rows = searched(tmp_path, donors, Criteria(LOCI, 1))
    assert [(row["id"], row["leader"]) for row in rows] == [("methionine", "MMM"), ("threonine", "MTM")]


def test_strong_antibodies_exclude_certain_carriers_and_mark_possible_ones(tmp_path):
    donors = [
        donor("carries", a="01:01+03:01"),
        donor("may carry", a="01:01+02:01/03:01"),
        donor("carries neither"),
        donor("untyped at DPB1", DPB1=""),
        donor("carries at DPB1", DPB1="04:01+02:01"),
    ]
    antibodies = [
        {"against": "A*03:01", "mfi": 1500},
        {"against": "B*07:02", "mfi": 900},
        {"against": "DPB1*04:01", "mfi": "1000"},
    ]
    found, rows = searched(tmp_path, donors, Criteria(LOCI, 2), antibodies=antibodies)
    targets = {row["id"]: row["possible_antibody_targets"] for row in rows}
    # Nobody but the last is typed at DPB1, so that all others may carry DPB1*04:01.
    assert targets == {"may carry": 2, "carries neither": 1, "untyped at DPB1": 1}
    (note,) = [note for note in found.notes if "antibodies" in note]
    assert "MFI 1000 (assumed, not established): A*03:01 (1500), DPB1*04:01 (1000)" in note
    assert number("donor_search.antibody_threshold") == 1000


def test_a_chosen_threshold_is_told_as_chosen(tmp_path):
    strict = Criteria(LOCI, 2, antibody_threshold=500.0)
    found, rows = searched(tmp_path, [donor("D1")], strict, antibodies=[{"against": "B*07:02", "mfi": 900}])
    assert rows == [] and any("MFI 500 (chosen for this search): B*07:02 (900)" in note for note in found.notes)


def test_every_donor_is_explained_locus_by_locus(tmp_path):
    found, _rows = searched(
        tmp_path, [donor("D1", a="01:01+03:01", sex="female", abo="A")], Criteria(LOCI, 1), sex="male", abo="O"
    )
    said = explanation(found.ranked, 0, patient({**PATIENT, "sex": "male", "abo": "O"}, PLAIN_NAMES), PLAIN_NAMES)
    assert [sentence.partition(":")[0] for sentence in said[:3]] == ["HLA-A", "HLA-B", "HLA-DRB1"]
    assert "1 of 2 matches" in said[0] and "2 of 2 match" in said[1]
    assert said[3:] == ("A female donor for a male patient.", "Blood group: major mismatch.")


@given(mine=pairs, other=pairs)
def test_whatever_the_typings_leave_open_the_leaders_are_told_or_open(mine, other):
    sick, someone = (read_typing(PLAIN_NAMES, "B", text) for text in (mine, other))
    match, found = match_locus(sick, someone), match_leaders(sick, someone, PLAIN_NAMES)
    assert (found is None) == ((match.count, match.certain) not in ((1, 1), (1, 0), (2, 1)))
    assert found is None or (len(found.status) == 3 and set(found.status) <= set("MTX"))


@settings(max_examples=40)
@given(sick=people, others=st.lists(st.tuples(people, described), min_size=1, max_size=5))
def test_every_donor_found_has_a_row_and_reasons(tmp_path_factory, sick, others):
    folder = tmp_path_factory.mktemp("rows") / "registry"
    fill(folder, [{"id": f"D{place}", **person, **told} for place, (person, told) in enumerate(others)])
    asked = patient({"typing": {"DRB1": "01:01", **{locus: text for locus, text in sick.items() if text}}}, PLAIN_NAMES)
    found = find_donors(open_registry(folder), asked, Criteria(LOCI, 6), PLAIN_NAMES, today=TODAY)
    rows = list(result_rows(found.ranked, 0, len(others)))
    assert sorted(row["id"] for row in rows) == [f"D{place}" for place in range(len(others))]
    assert all(len(explanation(found.ranked, place, asked, PLAIN_NAMES)) >= 4 for place in range(len(others)))


def test_each_row_tells_which_way_the_mismatches_point(tmp_path):
    rows = [
        donor("homozygous", a="01:01+01:01"),
        donor("open", a="01:01+02:01/03:01"),
        donor("untyped", drb1=""),
        donor("both", a="03:01+01:01", b="07:02+07:02"),
    ]
    _found, told = searched(tmp_path, rows, Criteria(LOCI, 6))
    seen = {row["id"]: (row["graft_versus_host"], row["host_versus_graft"]) for row in told}
    assert seen == {"homozygous": ("1", "0"), "open": ("0-1", "0-1"), "untyped": ("0-2", "0-2"), "both": ("2", "1")}


def test_an_epitope_group_of_the_release_can_be_replaced(tmp_path):
    rows = [donor("D1", DPB1="04:01+03:01")]
    groups = {"DPB1*04:01": 3, "DPB1*02:01": 3, "DPB1*03:01": 2}
    typing = {**PATIENT["typing"], "DPB1": ["04:01", "02:01"]}
    for chosen, category in (({}, "unknown"), (groups, "non-permissive, host-versus-graft")):
        (tmp_path / category).mkdir()
        found, told = searched(tmp_path / category, rows, Criteria(LOCI, epitope_groups=chosen), typing=typing)
        assert told[0]["dpb1"] == category
    sick = patient({**PATIENT, "typing": typing}, PLAIN_NAMES)
    said = " ".join(explanation(found.ranked, 0, sick, PLAIN_NAMES))
    assert "host-versus-graft (lowest group 3 in the patient and 2 in the donor)" in said
    assert any("DPB1*04:01 3, DPB1*02:01 3, DPB1*03:01 2" in note for note in found.notes)
    for wrong, why in (({"DPB1*04:01": 4}, "it must be 1, 2 or 3"), ({"A*01:01": 3}, "move it there")):
        with pytest.raises(ValueError, match=why):
            find_donors(found.candidates.registry, sick, Criteria(LOCI, epitope_groups=wrong), PLAIN_NAMES)


def test_a_search_by_another_release_than_that_of_the_import_says_so(tmp_path):
    found, _rows = searched(tmp_path, [donor("D1")], Criteria(LOCI))
    assert not any("imported by" in note for note in found.notes)
    registry, sick = found.candidates.registry, patient(PATIENT, PLAIN_NAMES)
    for imported, says in (
        (("3.57.0", "abc"), "The last donors were imported by IPD-IMGT/HLA 3.57.0."),
        ((PLAIN_NAMES.name, "abc"), "The last donors were imported by names as written before it was corrected."),
    ):
        other = replace(registry, manifest=replace(registry.manifest, nomenclature=imported[0], digest=imported[1]))
        assert says in find_donors(other, sick, Criteria(LOCI), PLAIN_NAMES).notes


def test_a_typing_that_a_release_does_not_know_leaves_the_donor_open_and_is_told(tmp_path):
    found, rows = searched(tmp_path, [donor("D1")], Criteria(LOCI, 0))
    assert order(rows) == ["D1"]
    registry = found.candidates.registry
    registry.dictionary.texts["A"][1] = "A*never"
    again = find_donors(registry, patient(PATIENT, PLAIN_NAMES), Criteria(LOCI, 0), PLAIN_NAMES, today=TODAY)
    assert len(again.candidates) == 1 and again.candidates.most[0, 0] == 2
    assert any("that are not known there, and were taken as untyped: 1." in note for note in again.notes)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "give the typing either as typing"),
        ({"typing": {"A": ["01:01"]}, "gl": "A*01:01"}, "give the typing either as typing"),
        ({"typing": {"E": ["01:01"]}}, "locus 'E' is not known"),
        ({"typing": {"A": ["01:01", "02:01", "03:01"]}}, "3 alleles at a locus"),
        ({"typing": {"A": ["zz"]}}, "HLA-A typing 'zz'"),
        ({"typing": {"A": ["01:01"]}, "agee": "4"}, "patient field 'agee' is not known"),
        ({"typing": {"A": ["01:01"]}, "weight": "-4"}, "weight '-4' is outside"),
        ({"typing": {"A": ["01:01"]}, "antibodies": [{"against": "A*01:01"}]}, "mfi is missing"),
        ({"typing": {"A": ["01:01"]}, "antibodies": ["A2"]}, "write each as"),
    ],
)
def test_a_patient_that_cannot_be_read_is_told_why(fields, why):
    with pytest.raises(ValueError, match=why):
        patient(fields, PLAIN_NAMES)


def test_a_search_without_a_needed_locus_or_in_a_registry_that_is_not_there_is_refused(tmp_path):
    fill(tmp_path / "registry", [donor("D1")])
    registry = open_registry(tmp_path / "registry")
    only_a = patient({"typing": {"A": ["01:01"]}}, PLAIN_NAMES)
    with pytest.raises(ValueError, match="locus B is not typed"):
        find_donors(registry, only_a, Criteria(LOCI), PLAIN_NAMES)
    with pytest.raises(ValueError, match="registry 'FR' is not in this registry"):
        find_donors(registry, patient(PATIENT, PLAIN_NAMES), Criteria(LOCI, registries=frozenset({"FR"})), PLAIN_NAMES)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"loci": ("A", "E")}, "locus 'E' is not known"),
        ({"loci": ("A",), "mismatches": 3}, "mismatches 3 is outside 0 to 2"),
        ({"loci": ("A",), "per_locus": {"B": 1}}, "not among A"),
        ({"loci": ("A",), "per_locus": {"A": 3}}, "0, 1 or 2 mismatches, not 3"),
    ],
)
def test_criteria_that_make_no_sense_are_refused(fields, why):
    with pytest.raises(ValueError, match=why):
        Criteria(**fields)

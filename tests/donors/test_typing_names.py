"""Every kind of HLA typing is read into the alleles that it allows."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.genotype import LOCI, UNTYPED, TypingError
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.donors.typing.term import Kind, read_term

KINDS = {
    "A*01:01": (Kind.ALLELE, "01:01"),
    "HLA-A*01:01:01:02N": (Kind.ALLELE, "01:01:01:02N"),
    "Cw*0702": (Kind.ALLELE, "07:02"),
    "A*9201": (Kind.ALLELE, "02:101"),
    "B*9512": (Kind.ALLELE, "15:112"),
    "DPB1*10501": (Kind.ALLELE, "105:01"),
    "A*24020101": (Kind.ALLELE, "24:02:01:01"),
    "A*01:01:01G": (Kind.G_GROUP, "01:01:01G"),
    "A*01:01P": (Kind.P_GROUP, "01:01P"),
    "A*01:01g": (Kind.ARS_GROUP, "01:01g"),
    "A*0101g": (Kind.ARS_GROUP, "01:01g"),
    "A*01:AB": (Kind.ALLELE_CODE, "01:AB"),
    "A*01ANCJ": (Kind.ALLELE_CODE, "01:ANCJ"),
    "A*01:XX": (Kind.XX, "01:XX"),
    "A*01XX": (Kind.XX, "01:XX"),
    "A9": (Kind.SEROLOGY, "9"),
    "Cw10": (Kind.SEROLOGY, "10"),
    "DR52": (Kind.SEROLOGY, "52"),
    "A2403": (Kind.SEROLOGY, "2403"),
    "A*NEW": (Kind.NEW, "NEW"),
    "DRB4*NNNN": (Kind.ABSENT, "NNNN"),
}
HOMES = {"Cw*0702": "C", "Cw10": "C", "DR52": "DRB3", "DR53": "DRB4", "DR51": "DRB5", "DR17": "DRB1", "DQ7": "DQB1"}


@pytest.mark.parametrize("text", KINDS)
def test_each_kind_is_told_by_its_spelling(text: str) -> None:
    term = read_term(text)
    assert (term.kind, term.name) == KINDS[text]
    assert read_term(text, term.locus) == term


def test_typings_name_their_locus() -> None:
    assert {text: read_term(text).locus for text in HOMES} == HOMES


def test_bare_numbers_are_antigens_and_fields_are_alleles() -> None:
    assert read_term("2403", "A").kind is Kind.SEROLOGY
    assert read_term("24.0", "A").name == "24"  # a spreadsheet's number
    assert read_term("24:03", "A").kind is Kind.ALLELE
    assert read_term("*2403", "A").name == "24:03"


@pytest.mark.parametrize(
    ("locus", "text", "groups"),
    [
        ("A", "A*01:01", {"A*01:01P"}),
        ("A", "01:01", {"A*01:01P"}),
        ("A", "A*01:06", {"A*01:06"}),
        ("A", "A*01:06P", {"A*01:06"}),
        ("A", "A*01:01:01G", {"A*01:01P"}),
        ("A", "A*01:01g", {"A*01:01P"}),
        ("A", "A*01:01L", {"A*01:01P"}),
        ("A", "A*01:XX", {"A*01:01P", "A*01:02P", "A*01:06"}),
        ("A", "A*09:XX", {"A*23:01P", "A*24:02P", "A*24:03P"}),
        ("A", "A9", {"A*23:01P", "A*24:02P", "A*24:03P"}),
        ("A", "A24", {"A*24:02P", "A*24:03P"}),
        ("A", "A23", {"A*23:01P"}),
        ("A", "A28", {"A*02:55"}),
        ("A", "A*01:02/06", {"A*01:02P", "A*01:06"}),
        ("A", "A*01:02/A*24:02/24:03", {"A*01:02P", "A*24:02P", "A*24:03P"}),
        ("A", "A*0102/2402", {"A*01:02P", "A*24:02P"}),
        ("A", "A*01:01/01:11N", {"A*01:01P"}),
        ("C", "Cw*0301", {"C*04:01P"}),
        ("DPB1", "DPB1*04:02", {"DPB1*04:02P"}),
    ],
)
def test_typings_become_match_groups(tiny: Release, locus: str, text: str, groups: set[str]) -> None:
    position = tiny.position(locus, text)
    assert (position.groups, position.null, position.written) == (groups, False, text)


@pytest.mark.parametrize("text", ["A*01:11N", "A*01:01:01:02N", "A*01:01N", "A*01:11N/01:04N", "A*23:19Q", "A*01:04"])
def test_only_null_members_make_a_null_position(tiny: Release, text: str) -> None:
    position = tiny.position("A", text)
    assert position.null
    assert tiny.group_of("A", text) == position.groups == frozenset()


def test_a_new_allele_has_no_group_and_is_not_null(tiny: Release) -> None:
    position = tiny.position("A", "NEW")
    assert (position.groups, position.null) == (frozenset(), False)


def test_one_typing_stands_for_both_chromosomes_and_none_for_untyped(tiny: Release) -> None:
    (pair,) = tiny.read_locus("A", ["", "A*01:01"]).alternatives
    assert pair == (tiny.position("A", "A*01:01"),) * 2
    assert tiny.read_locus("A", ["", "-"]) == tiny.read_locus("A", []) == UNTYPED


@given(
    st.sampled_from((*LOCI, "")),
    st.one_of(
        st.text(max_size=12),
        st.text("ABCDPQRXNGg0123456789:*/+-", max_size=14),
        st.from_regex(r"[AB]\*[0-9]{2}:.{0,6}"),
    ),
)
def test_any_text_is_read_or_refused_with_a_reason(tiny: Release, locus: str, text: str) -> None:
    for reader in (tiny, PLAIN_NAMES):
        try:
            position = reader.position(locus, text)
        except TypingError as refused:
            assert refused.why
        else:
            assert position.written == text
        with contextlib.suppress(TypingError):
            reader.read_genotype_list(text)


def test_names_without_a_release_are_two_fields(tiny: Release) -> None:
    for text in ("A*01:01", "A*01:01:01:01", "A*0101", "A*01:01P", "A*01:01:01G", "A*01:01g", "A*01:01:38L"):
        assert PLAIN_NAMES.group_of("A", text) == {"A*01:01"}
    assert PLAIN_NAMES.position("A", "A*01:01:01:02N").null
    for text in ("A*01:XX", "A*01:AB", "A1"):
        with pytest.raises(TypingError, match="needs an IPD-IMGT/HLA release; import one"):
            PLAIN_NAMES.group_of("A", text)


@pytest.mark.parametrize("locus", LOCI)
def test_every_allele_of_the_release_is_read_as_itself(tiny: Release, locus: str) -> None:
    for allele in tiny.tables.alleles:
        if allele.startswith(f"{locus}*"):
            assert allele in tiny.alleles(locus, allele)


def test_the_small_release_says_what_the_large_one_says(tiny: Release, release: Release) -> None:
    for allele in tiny.tables.alleles:
        for part in ("p_groups", "g_groups", "antigens", "epitope_groups"):
            assert getattr(tiny.tables, part).get(allele) == getattr(release.tables, part).get(allele), (allele, part)


def test_every_allele_of_the_large_release_has_its_groups(release: Release) -> None:
    assert len(release.tables.alleles) == 39_083  # of 41,433; the rest lies at loci that are not matched
    for allele in release.tables.alleles:
        position = release.position(allele.partition("*")[0], allele)
        assert len(position.groups) == (not allele.endswith("N"))
        assert position.null == allele.endswith("N")


def test_withdrawn_names_lead_to_present_ones(release: Release) -> None:
    gone = {name for name, successor in release.tables.replaced.items() if not successor}
    assert gone == {
        "A*02:100", "A*24:01", "B*07:01", "B*15:100", "B*42:03", "B*44:246N", "B*58:03", "C*07:295", "C*11:01",
        "C*13:01", "DPB1*07:01", "DPB1*12:01",
    }  # fmt: skip
    for name in release.tables.replaced.keys() - gone:
        assert release.alleles(name.partition("*")[0], name), name

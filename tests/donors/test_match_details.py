"""What a match says beyond its count: cord units, DPB1 with its corrections, and the sentence for each locus."""

import pytest

from hemograft.donors.matching.antigen import match_cord_unit
from hemograft.donors.matching.epitope import Epitope, match_epitopes
from hemograft.donors.matching.explanation import explain_epitopes, explain_leaders, explain_locus
from hemograft.donors.matching.leader import match_leaders
from hemograft.donors.matching.scheme import match_genotypes
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.plain_names import PLAIN_NAMES

PATIENT = "A*02:01+A*24:02^B*07:02+B*40:01^C*07:02+C*04:01^DRB1*03:01+DRB1*15:01"


def test_a_cord_unit_is_matched_by_antigen_at_a_and_b_and_by_allele_at_drb1(tiny: Release) -> None:
    patient = tiny.read_genotype_list(PATIENT)
    unit = tiny.read_genotype_list("A*02:03+A*24:03^B*07:05+B*40:02^C*07:02+C*04:01^DRB1*03:02+DRB1*15:01")
    match = match_cord_unit(patient, unit, tiny)
    assert match.counts == match.certain_counts == {"A": 2, "B": 1, "DRB1": 1}
    assert (match.count, match.certain, match.nomenclature) == (4, 4, "3.58.0")
    assert match_genotypes(patient, unit, "8/8", tiny.name).count == 3  # by allele: C, and one of DRB1


def test_without_a_release_a_cord_unit_is_matched_by_allele_family() -> None:
    patient, unit = (
        PLAIN_NAMES.read_genotype_list(f"A*02:01+A*24:02^B*07:02+B*40:{end}^DRB1*03:01") for end in ("01", "02")
    )
    match = match_cord_unit(patient, unit, PLAIN_NAMES)
    assert (match.count, match.nomenclature) == (6, "names as written")


def test_schemes_are_named(tiny: Release) -> None:
    person = tiny.read_genotype_list(PATIENT)
    with pytest.raises(ValueError, match='match scheme "9/10" is not known; choose from 6/6, 8/8, 10/10, 12/12'):
        match_genotypes(person, person, "9/10", tiny.name)


def test_epitope_groups_are_known_by_release_only() -> None:
    patient, donor = (PLAIN_NAMES.read_locus("DPB1", names) for names in (["DPB1*04:01"], ["DPB1*02:01"]))
    found = match_epitopes(patient, donor, PLAIN_NAMES)
    assert found.category is Epitope.UNKNOWN
    assert found.undefined == {"DPB1*04:01", "DPB1*02:01"}


def test_an_override_corrects_a_release_for_all_names_of_the_group(tiny: Release) -> None:
    patient, donor = (tiny.read_locus("DPB1", names) for names in (["DPB1*04:01"], ["DPB1*04:01", "DPB1*105:01"]))
    assert match_epitopes(patient, donor, tiny).category is Epitope.PERMISSIVE
    corrected = match_epitopes(patient, donor, tiny, {"DPB1*04:02": 1})
    assert corrected.category is Epitope.HOST_VERSUS_GRAFT
    assert (corrected.patient, corrected.donor) == ({3}, {1})
    with pytest.raises(ValueError, match=r"the epitope group of DPB1.04:02 is 4: it must be 1, 2 or 3"):
        match_epitopes(patient, donor, tiny, {"DPB1*04:02": 4})
    with pytest.raises(TypingError, match="a null allele has no epitope group"):
        match_epitopes(patient, donor, tiny, {"DPB1*61:01N": 3})


def test_predicted_epitope_groups_are_said_so(tiny: Release) -> None:
    patient, donor = (tiny.read_locus("DPB1", [name]) for name in ("DPB1*09:01", "DPB1*18:01"))
    found = match_epitopes(patient, donor, tiny)
    assert (found.category, found.predicted) == (Epitope.GRAFT_VERSUS_HOST, True)
    assert "functional distance" in explain_epitopes(found)
    assert not match_epitopes(patient, donor, tiny, {"DPB1*18:01": 3}).predicted


@pytest.mark.parametrize(
    ("locus", "patient", "donor", "sentence"),
    [
        (
            "A",
            ["A*01:01:01:01", "A*02:03"],
            ["A*02:03", "A*01:01:01:01"],
            "HLA-A: 2 of 2 match; A*01:01:01:01 and A*01:01:01:01 share the whole sequence; "
            "A*02:03 and A*02:03 share the whole sequence.",
        ),
        (
            "A",
            ["A*01:01", "A*24:02"],
            ["A*01:XX", "A9"],
            "HLA-A: 2 of 2 may match, none for certain; A*01:01 and A*01:XX may share the G group; A*24:02 and A9 may "
            "share the broad antigen; mismatches seen: 0 to 2 graft-versus-host, 0 to 2 host-versus-graft.",
        ),
        (
            "B",
            ["B*07:02", "B*08:01"],
            ["B*07:05", "B*08:01"],
            "HLA-B: 1 of 2 matches; B*07:02 and B*07:05 differ within one antigen; B*08:01 and B*08:01 share the whole "
            "sequence; mismatches seen: 1 graft-versus-host, 1 host-versus-graft.",
        ),
        (
            "A",
            ["A*01:06", "A*01:11N"],
            ["A*01:06", "A*01:06"],
            "HLA-A: 2 of 2 match; A*01:06 and A*01:06 share the protein; "
            "A*01:11N is not expressed, so that the other allele counts for both.",
        ),
        (
            "A",
            ["A*01:06", "A*01:11N"],
            ["A*01:06", "A*02:03"],
            "HLA-A: 1 of 2 matches; A*01:06 and A*01:06 share the protein; A*01:11N and A*02:03 differ, one of them "
            "not expressed; mismatches seen: 1 host-versus-graft.",
        ),
        (
            "DRB4",
            ["DRB4*NNNN"],
            ["DRB4*01:03N"],
            "HLA-DRB4: 2 of 2 match; DRB4*NNNN and DRB4*01:03N are both not expressed.",
        ),
        ("A", ["A*01:06"], [], "HLA-A: not typed in the donor, so that up to 2 of 2 may match."),
    ],
)
def test_a_match_explains_itself_in_one_sentence(
    tiny: Release, locus: str, patient: list[str], donor: list[str], sentence: str
) -> None:
    assert explain_locus(locus, tiny.read_locus(locus, patient), tiny.read_locus(locus, donor), tiny) == sentence


def test_epitopes_and_leaders_explain_themselves(tiny: Release) -> None:
    patient, donor = (tiny.read_locus("DPB1", names) for names in (["DPB1*04:01", "DPB1*03:01"], ["DPB1*04:01"]))
    assert explain_epitopes(match_epitopes(patient, donor, tiny)) == (
        "DPB1 epitope groups: non-permissive, graft-versus-host (lowest group 2 in the patient and 3 in the donor)."
    )
    silent = tiny.read_locus("DPB1", ["DPB1*61:01N"])
    assert "0 means that no DPB1 is expressed" in explain_epitopes(match_epitopes(silent, donor, tiny))
    patient, donor = (tiny.read_locus("B", names) for names in (["B*07:65", "B*58:01"], ["B*08:01", "B*58:01"]))
    leaders = match_leaders(patient, donor, tiny)
    assert leaders is not None
    assert (leaders.status, leaders.matched, leaders.by_family) == ("TMT", False, True)
    assert explain_leaders(leaders) == (
        "HLA-B leader TMT: threonine in the patient's mismatched allele, methionine in the donor's, "
        "threonine in the shared one, known by allele family."
    )

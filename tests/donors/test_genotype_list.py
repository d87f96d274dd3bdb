"""GL Strings, with their ambiguities, phases and mistakes."""

import gzip
from pathlib import Path

import pytest

from hemograft.donors.nomenclature.release import Release
from hemograft.donors.typing.genotype import TypingError
from hemograft.donors.typing.plain_names import PLAIN_NAMES


def groups(text: str) -> dict[str, list[list[list[str]]]]:
    genotype = PLAIN_NAMES.read_genotype_list(text)
    return {
        locus: [[sorted(position.groups) for position in pair] for pair in found.alternatives]
        for locus, found in genotype.loci.items()
    }


def test_operators_nest_as_the_grammar_says() -> None:
    assert groups("A*01:01/A*01:02+A*02:01|A*03:01+A*02:02^B*07:02+B*08:01") == {
        "A": [[["A*01:01", "A*01:02"], ["A*02:01"]], [["A*03:01"], ["A*02:02"]]],
        "B": [[["B*07:02"], ["B*08:01"]]],
    }


def test_one_copy_stands_for_both() -> None:
    assert groups("A*01:01^C*07:01+C*07:02")["A"] == [[["A*01:01"], ["A*01:01"]]]


def test_a_haplotype_without_a_drb_gene_lacks_it() -> None:
    read = PLAIN_NAMES.read_genotype_list("DRB1*03:01~DRB3*01:01+DRB1*01:01")
    ((with_gene, without),) = read.at("DRB3").alternatives
    assert with_gene.groups == {"DRB3*01:01"}
    assert without.null
    assert not read.at("DQB1").typed


def test_equal_alternatives_are_one() -> None:
    assert len(PLAIN_NAMES.read_genotype_list("A*01:01+A*02:01|A*01:01+A*02:01").at("A").alternatives) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A*01:01+A*02:01+A*03:01", "3 alleles at a locus; a person has two"),
        ("A*01:01+A*02:01^A*03:01", "stands in two places"),
        ("A*01:01++A*02:01", "a name is missing beside an operator"),
        ("", "a name is missing beside an operator"),
        ("A*01:01^", "a name is missing beside an operator"),
        ("A*01:01?B*07:02", "operator [?]"),
        ("A*01:01~A*02:01+A*03:01", "names a locus twice"),
        ("A*01:01/B*07:02+A*03:01", "typing of HLA-B"),
        ("01:01+02:01", "names no locus"),
    ],
)
def test_malformed_strings_are_refused(text: str, says: str) -> None:
    with pytest.raises(TypingError, match=says):
        PLAIN_NAMES.read_genotype_list(text)


@pytest.mark.parametrize(("file", "people"), [("pat.gl.txt.gz", 1_000), ("don.gl.txt.gz", 10_000)])
def test_all_people_of_the_wmda_exercise_are_read(release: Release, shared: Path, file: str, people: int) -> None:
    """Names of 2009, read by a release of 2024."""
    path = shared / "data" / "wmda-exercise3" / file
    if not path.exists():
        pytest.skip(f"the WMDA exercise is not at {path}")
    with gzip.open(path, "rt") as lines:
        read = [release.read_genotype_list(line.strip().split("%")[1]) for line in lines]
    assert len(read) == people
    assert all(genotype.at(locus).typed for genotype in read for locus in ("A", "B"))

"""Several populations: which is asked first, and how their alleles share codes."""

import numpy as np
import pytest

from hemograft.donors.frequencies.haplotype_set import FrequencyError, haplotype_set
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.populations import populations
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.probability.allele_dictionary import allele_dictionary
from hemograft.donors.probability.coded_haplotypes import coded_haplotypes
from hemograft.donors.typing.plain_names import PLAIN_NAMES

FIRST = haplotype_set("first", ("A", "B"), [("01:01", "08:01"), ("02:01", "07:02")], [0.5, 0.3])
SECOND = haplotype_set("second", ("B", "A"), [("08:01", "03:01")], [0.4])
THIRD = haplotype_set("third", ("A", "B"), [("02:01", "08:01")], [0.4])


def test_wanted_populations_come_first_and_the_others_in_fallback_order() -> None:
    several = populations((FIRST, SECOND, THIRD), fallback=("third",))
    assert several.names == ("third", "first", "second")
    asked = [several.names[place] for place in several.candidates(("registry", "second"))]
    assert asked == ["second", "third", "first"]


@pytest.mark.parametrize(
    ("sets", "fallback", "message"),
    [
        ((), (), "no haplotype frequencies given"),
        ((FIRST, FIRST), (), "two haplotype sets are called first"),
        ((FIRST,), ("moon",), "fallback population moon has no frequencies; choose among first"),
        ((FIRST, haplotype_set("x", ("A",), [("01:01",)], [0.1])), (), "x has loci A, others A~B"),
    ],
)
def test_sets_that_do_not_go_together_are_refused(sets: tuple, fallback: tuple, message: str) -> None:
    with pytest.raises(FrequencyError, match=message):
        populations(sets, fallback)


def test_populations_share_allele_codes_whatever_their_column_order() -> None:
    several = populations((FIRST, SECOND))
    dictionary = allele_dictionary(several, PLAIN_NAMES)
    first, second = coded_haplotypes(several, dictionary)
    assert [each.names for each in dictionary.loci] == [("01:01", "02:01", "03:01"), ("07:02", "08:01")]
    assert {first.name(row) for row in range(2)} == {"A*01:01~B*08:01", "A*02:01~B*07:02"}
    assert second.name(0) == "A*03:01~B*08:01"


def test_alleles_of_one_match_group_are_one_code_and_their_haplotypes_merge() -> None:
    rows = [("01:01", "08:01"), ("01:01:01", "08:01"), ("01:01N", "08:01")]
    several = populations([haplotype_set("p", ("A", "B"), rows, [0.3, 0.2, 0.1])])
    dictionary = allele_dictionary(several, PLAIN_NAMES)  # names are compared at two fields
    (own,) = coded_haplotypes(several, dictionary)
    assert [each.null.tolist() for each in dictionary.loci] == [[False, True], [False]]
    assert own.arrays.frequency.tolist() == pytest.approx([0.5, 0.1])


def test_a_name_that_the_release_does_not_know_matches_only_itself(tiny: Release) -> None:
    several = populations([haplotype_set("p", ("A",), [("01:01",), ("99:99",)], [0.3, 0.2])])
    dictionary = allele_dictionary(several, tiny)
    assert dictionary.unknown == ("A*99:99",)
    assert dictionary.loci[0].members["A*99:99"].sum() == 1


def test_the_made_up_set_is_reproducible_skewed_and_says_that_it_is_made_up() -> None:
    own, again, other = made_up_haplotypes(1), made_up_haplotypes(1), made_up_haplotypes(2)
    assert own.population == "made-up"
    assert own.source == "seed 1"
    assert (own.codes == again.codes).all() and (own.frequency == again.frequency).all()
    assert not np.array_equal(own.frequency, other.frequency)
    assert own.size == len(np.unique(own.codes, axis=0)) == 4000
    assert own.frequency.sum() == pytest.approx(1)
    entropy = -(own.frequency * np.log2(own.frequency)).sum()
    assert 8 < entropy < 10.5  # bits; 9.3 in the published set of 3,380 haplotypes
    assert 0.02 < own.frequency.max() < 0.2
    assert made_up_haplotypes(1, 50_000).size == 50_000
    with pytest.raises(FrequencyError, match="choose a size in between"):
        made_up_haplotypes(1, 10**9)


def test_the_names_of_the_made_up_set_are_in_the_release(release: Release) -> None:
    own = made_up_haplotypes(1)
    dictionary = allele_dictionary(populations([own]), release)
    assert dictionary.unknown == ()
    assert [len(each.names) for each in dictionary.loci] == [len(names) for names in own.alleles]

"""Match probabilities equal the enumeration of both people's diplotypes under the matching rules."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet, haplotype_set
from hemograft.donors.probability.category import Category, category, combined
from hemograft.donors.probability.haplotype_pairs import compatible_haplotypes
from hemograft.donors.probability.imputation import impute
from hemograft.donors.probability.likelihood import likelihoods
from hemograft.donors.probability.locus_probability import locus_match_probabilities, locus_posterior
from hemograft.donors.probability.match_probability import match_probabilities, neighborhood
from hemograft.donors.probability.neighbors import neighbor_index
from hemograft.donors.probability.typing_table import typings_of
from hemograft.donors.probability.unphased import unphased
from hemograft.donors.typing.genotype import Genotype
from tests.donors.enumeration import A1_B7, A2_B8, LOCI, coded, haplotype_sets, mismatch_chances, people, person, priors

PAIRS = st.tuples(haplotype_sets("patients"), haplotype_sets("donors"), people(), people())
Pair = tuple[HaplotypeSet, HaplotypeSet, Genotype, Genotype]


@given(PAIRS, st.sampled_from([("A", "B", "DRB1"), ("B", "A"), ("DRB1",)]), st.integers(0, 2))
@settings(max_examples=150)
def test_total_mismatch_probabilities_equal_enumeration(pair: Pair, counted: tuple[str, ...], most: int) -> None:
    patients, donors, patient, donor = pair
    assume(priors(patients, patient) and priors(donors, donor))
    theirs, ours = coded(patients, donors)
    near = neighborhood(unphased(impute(patient, theirs)), neighbor_index(ours, counted, most))
    typings, rows = typings_of(ours.dictionary, [donor])
    found = match_probabilities(near, typings, rows, likelihoods(ours, typings, rows))[0]
    expected = mismatch_chances(patients, patient, donors, donor, counted)
    assert found == pytest.approx([expected.get(number, 0.0) for number in range(most + 1)], abs=1e-12)


@given(PAIRS)
@settings(max_examples=100)
def test_mismatch_probabilities_of_each_locus_equal_enumeration(pair: Pair) -> None:
    patients, donors, patient, donor = pair
    assume(priors(patients, patient) and priors(donors, donor))
    theirs, ours = coded(patients, donors)
    typings, rows = typings_of(ours.dictionary, [donor])
    found = locus_match_probabilities(unphased(impute(patient, theirs)), ours, typings, rows)[0]
    for place, locus in enumerate(LOCI):
        expected = mismatch_chances(patients, patient, donors, donor, [locus])
        assert found[place] == pytest.approx([expected.get(number, 0.0) for number in range(3)], abs=1e-12)


@given(haplotype_sets(), people())
def test_locus_posteriors_are_the_same_pair_by_pair(haplotypes: HaplotypeSet, someone: Genotype) -> None:
    own = coded(haplotypes)[0]
    typings, rows = typings_of(own.dictionary, [someone])
    space, slot = np.empty(haplotypes.size, np.int32), np.empty(3, np.int64)
    members = space[: compatible_haplotypes(own.arrays, typings, rows[0], space)]
    for locus in range(len(LOCI)):
        args = own.arrays, typings, rows[0], locus, members, slot
        alleles, by_class = locus_posterior(*args, np.empty((3, 1000)))
        assert alleles.tolist() == locus_posterior(*args, np.empty((3, 0)))[0].tolist()
        assert locus_posterior(*args, np.empty((3, 0)))[1] == pytest.approx(by_class)


@pytest.mark.parametrize(
    ("probability", "fewest", "most", "expected"),
    [
        (math.nan, 1, 2, Category.MISMATCH),
        (math.nan, 0, 0, Category.MATCH),
        (math.nan, 0, 1, Category.POTENTIAL),
        (1 - 1e-12, 0, 2, Category.MATCH),
        (0.3, 0, 2, Category.POTENTIAL),
        (0.0, 0, 2, Category.MISMATCH),
    ],
)
def test_without_a_probability_the_typings_decide_on_the_category(
    probability: float, fewest: int, most: int, expected: Category
) -> None:
    assert category(probability, fewest, most) is expected
    assert combined(expected, Category.MISMATCH) is Category.MISMATCH
    assert combined(Category.MATCH, expected) is expected
    assert combined(Category.POTENTIAL, Category.MATCH) is Category.POTENTIAL


def test_an_unrepresented_donor_has_no_probability() -> None:
    own = coded(haplotype_set("p", LOCI, [A1_B7, A2_B8], [0.3, 0.2]))[0]
    patient = person(A=("01:01", "02:01"), B=("07:02", "08:01"))
    donors = [person(A=("01:01", "03:01")), person(A=("01:01", "01:01"), B=("07:02", "08:01")), patient]
    typings, rows = typings_of(own.dictionary, donors)
    index = neighbor_index(own, LOCI)
    near = neighborhood(unphased(impute(patient, own)), index)
    total = match_probabilities(near, typings, rows, likelihoods(own, typings, rows))
    locus = locus_match_probabilities(unphased(impute(patient, own)), own, typings, rows)
    assert np.isnan(total[:2]).all() and np.isnan(locus[:2]).all()
    assert total[2] == pytest.approx([1, 0, 0])
    assert math.isnan(total[1, 0])


def test_a_locus_without_frequencies_cannot_be_counted() -> None:
    own = coded(haplotype_set("p", LOCI, [("01:01", "07:02", "01:01")], [0.3]))[0]
    with pytest.raises(FrequencyError, match=r"no locus DPB1; count matches over A, B, DRB1 only"):
        neighbor_index(own, ("A", "DPB1"))
    with pytest.raises(FrequencyError, match="0, 1 or 2 mismatches, not 3"):
        neighbor_index(own, ("A",), 3)

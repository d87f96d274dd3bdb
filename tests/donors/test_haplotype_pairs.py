"""Likelihoods and imputations equal their definitions, whatever the typings leave open."""

import numpy as np
import pytest
from hypothesis import given, settings

from hemograft.donors.frequencies.haplotype_set import HaplotypeSet, haplotype_set
from hemograft.donors.probability.haplotype_pairs import compatible_haplotypes, partner_masses
from hemograft.donors.probability.imputation import impute, impute_in_order
from hemograft.donors.probability.likelihood import likelihood, likelihoods
from hemograft.donors.probability.representation import Representation
from hemograft.donors.probability.typing_table import typings_of
from hemograft.donors.typing.genotype import Genotype, LocusGenotype
from tests.donors.enumeration import A1_B7, A2_B8, LOCI, coded, haplotype_sets, people, person, position, priors


@given(haplotype_sets(), people())
@settings(max_examples=100)
def test_likelihood_is_the_sum_over_explaining_diplotypes(haplotypes: HaplotypeSet, someone: Genotype) -> None:
    expected = sum(priors(haplotypes, someone).values())
    assert likelihood(someone, coded(haplotypes)[0]) == pytest.approx(expected, rel=1e-12, abs=0)


@given(haplotype_sets(), people())
@settings(max_examples=100)
def test_imputation_gives_every_explaining_diplotype_and_no_other(haplotypes: HaplotypeSet, someone: Genotype) -> None:
    own = coded(haplotypes)[0]
    found = impute(someone, own)
    expected = {
        frozenset(
            "~".join(f"{locus}*{name}" for locus, name in zip(LOCI, each, strict=True)) for each in diplotype
        ): prior
        for diplotype, prior in priors(haplotypes, someone).items()
    }
    total = sum(expected.values())
    rows = zip(found.first, found.second, found.posterior, strict=True)
    imputed = {frozenset((own.name(one), own.name(other))): float(share) for one, other, share in rows}
    assert found.size == len(imputed) == len(expected)
    assert imputed == pytest.approx({each: prior / total for each, prior in expected.items()}, abs=1e-12)
    assert found.likelihood == pytest.approx(total, rel=1e-12)
    assert (np.diff(found.posterior) <= 0).all()


def test_a_pair_of_different_haplotypes_counts_twice_and_a_homozygous_one_once() -> None:
    own = coded(haplotype_set("p", LOCI, [A1_B7, A2_B8], [0.3, 0.2]))[0]
    found = impute(Genotype({}), own)
    rows = zip(found.first, found.second, found.posterior, strict=True)
    prior = {(int(one), int(other)): share * found.likelihood for one, other, share in rows}
    assert prior == pytest.approx({(0, 0): 0.09, (0, 1): 0.12, (1, 1): 0.04})
    assert found.likelihood == pytest.approx(0.25)  # (0.3 + 0.2)²
    assert likelihood(person(A=("01:01", "01:01")), own) == pytest.approx(0.09)
    assert likelihood(person(A=("01:01", "02:01")), own) == pytest.approx(0.12)


@given(haplotype_sets(), people())
def test_summing_pair_by_pair_gives_what_summing_by_class_gives(haplotypes: HaplotypeSet, someone: Genotype) -> None:
    own = coded(haplotypes)[0]
    typings, rows = typings_of(own.dictionary, [someone])
    space = np.empty(haplotypes.size, np.int32)
    members = space[: compatible_haplotypes(own.arrays, typings, rows[0], space)]
    by_class, by_pair = np.empty(haplotypes.size), np.empty(haplotypes.size)
    total = partner_masses(own.arrays, typings, rows[0], members, np.empty((3, 100)), by_class)
    assert partner_masses(own.arrays, typings, rows[0], members, np.empty((3, 0)), by_pair) == pytest.approx(total)
    assert by_pair[: len(members)] == pytest.approx(by_class[: len(members)])


def test_many_people_at_once_get_what_each_gets_alone() -> None:
    own = coded(haplotype_set("p", LOCI, [A1_B7, A2_B8], [0.3, 0.2]))[0]
    several = [person(A=("01:01", "02:01")), Genotype({}), person(A=("03:01", "02:01")), Genotype({})]
    typings, rows = typings_of(own.dictionary, several)
    heard: list[tuple[int, int]] = []
    together = likelihoods(own, typings, rows, lambda done, of: heard.append((done, of)))
    assert together == pytest.approx([likelihood(each, own) for each in several])
    assert heard == [(3, 3)]  # equal typings are computed once


def test_a_certain_null_allele_is_imputed_with_haplotypes_that_carry_it_only() -> None:
    null = ("02:01", "15:01N", "04:01")
    own = coded(haplotype_set("p", LOCI, [A1_B7, A2_B8, null], [0.3, 0.2, 0.1]))[0]
    assert likelihood(person(B=("07:02", "15:01N")), own) == pytest.approx(2 * 0.3 * 0.1)
    assert likelihood(person(B=("07:02", "07:02")), own) == pytest.approx(0.09)
    ambiguous = Genotype({"B": LocusGenotype(((position("B", ["07:02", "15:01N"]), position("B", ["07:02"])),))})
    assert likelihood(ambiguous, own) == pytest.approx(0.09 + 2 * 0.3 * 0.1)


def test_an_unrepresented_typing_says_why_and_where() -> None:
    own = coded(haplotype_set("p", LOCI, [A1_B7, A2_B8], [0.3, 0.2]))[0]
    unknown = impute(person(A=("01:01", "03:01"), B=("07:02", "08:01")), own)
    assert (unknown.status, unknown.unrepresented) == (Representation.UNKNOWN_ALLELE, ("A",))
    unlinked = impute(person(A=("01:01", "01:01"), B=("07:02", "08:01")), own)
    assert (unlinked.status, unlinked.unrepresented) == (Representation.UNKNOWN_HAPLOTYPES, ())
    assert unknown.size == unlinked.size == 0
    assert impute(Genotype({}), own).status is Representation.REPRESENTED


def test_the_next_population_stands_in_where_the_first_knows_no_explanation() -> None:
    first = haplotype_set("first", LOCI, [A1_B7], [0.5])
    second = haplotype_set("second", LOCI, [A1_B7, A2_B8], [0.3, 0.2])
    both = coded(first, second)
    assert impute_in_order(person(A=("01:01", "01:01")), both).haplotypes.population == "first"
    assert impute_in_order(person(A=("01:01", "02:01")), both).haplotypes.population == "second"
    nowhere = impute_in_order(person(A=("01:01", "03:01")), both)
    assert (nowhere.haplotypes.population, nowhere.status) == ("first", Representation.UNKNOWN_ALLELE)

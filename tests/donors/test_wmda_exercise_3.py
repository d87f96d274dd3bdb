"""Exercise 3 of the WMDA matching validation: published diplotypes, and match probabilities by full enumeration."""

import gzip
from pathlib import Path

import pytest

from benchmarks.wmda_exercise_3 import Exercise, genotype_lists, largest_difference, load, patients_of
from hemograft.donors.frequencies.populations import populations
from hemograft.donors.frequencies.read import read_frequencies
from hemograft.donors.nomenclature.release import Release
from hemograft.donors.probability.allele_dictionary import allele_dictionary
from hemograft.donors.probability.coded_haplotypes import coded_haplotypes
from hemograft.donors.probability.imputation import impute
from hemograft.donors.probability.likelihood import likelihood, likelihoods
from hemograft.donors.probability.locus_probability import locus_match_probabilities
from hemograft.donors.probability.match_probability import match_probabilities, neighborhood
from hemograft.donors.probability.neighbors import neighbor_index


@pytest.fixture(scope="module")
def exercise(shared: Path) -> Exercise:
    folder = shared / "data"
    if not (folder / "wmda-exercise3").is_dir():
        pytest.skip(f"the WMDA exercise is not at {folder / 'wmda-exercise3'}")
    return load(folder)


def test_every_published_diplotype_of_every_patient_is_imputed_and_no_other(exercise: Exercise, shared: Path) -> None:
    published: dict[str, dict[frozenset[str], float]] = {}
    with gzip.open(shared / "data" / "wmda-exercise3" / "pat.2015.txt.gz", "rt") as lines:
        for line in lines:
            name, _, first, _, _, second, *_, posterior = line.split("\t")
            published.setdefault(name, {})[frozenset((first, second))] = float(posterior)
    assert (len(published), sum(map(len, published.values()))) == (1000, 2251)
    worst = 0.0
    for name, genotype in exercise.patients.items():
        found = impute(genotype, exercise.haplotypes)
        pairs = zip(found.first, found.second, found.posterior, strict=True)
        imputed = {frozenset(map(exercise.haplotypes.name, pair)): float(share) for *pair, share in pairs}
        assert imputed.keys() == published[name].keys()
        worst = max(worst, *(abs(share - published[name][pair]) for pair, share in imputed.items()))
    assert worst <= 1e-9


def test_match_probabilities_equal_full_enumeration_on_a_sample(exercise: Exercise) -> None:
    patients = patients_of(exercise)[::25]
    typings, rows = exercise.donor_typings
    assert largest_difference(exercise, patients, typings, rows[::10].copy()) <= 1e-6


def test_probabilities_of_each_locus_agree_with_the_total_over_that_locus(exercise: Exercise) -> None:
    patient = patients_of(exercise)[0]
    typings, rows = exercise.donor_typings
    haplotypes, some = exercise.haplotypes, rows[:500]
    total = likelihoods(haplotypes, typings, some)
    assert (total > 0).all()
    each = locus_match_probabilities(patient, haplotypes, typings, some)
    assert each.sum(axis=2) == pytest.approx(1)
    for place, locus in ((2, "B"), (3, "DRB1")):
        near = neighborhood(patient, neighbor_index(haplotypes, (locus,), 0))
        assert each[:, place, :1] == pytest.approx(match_probabilities(near, typings, some, total), abs=1e-9)


def test_frequencies_of_2007_can_be_used_with_a_release(exercise: Exercise, release: Release, shared: Path) -> None:
    sets = populations(read_frequencies(shared / "data" / "haplotypes" / "CAU.freqs.gz"))
    dictionary = allele_dictionary(sets, release)
    (own,) = coded_haplotypes(sets, dictionary)
    assert dictionary.unknown == ()
    some = genotype_lists(shared / "data", "pat")
    names = list(some)[:100]
    by_group = [likelihood(release.read_genotype_list(some[name]), own) for name in names]
    as_written = [likelihood(exercise.patients[name], exercise.haplotypes) for name in names]
    assert by_group == pytest.approx(as_written, rel=1e-12)

"""Haplotype frequencies that are known come back from the typings of people drawn from them."""

import numpy as np
import pytest

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.probability.estimation import estimate_frequencies
from hemograft.donors.typing.genotype import Genotype, LocusGenotype, Position
from tests.donors.enumeration import person

TRUTH = made_up_haplotypes(5, 60)


def drawn(rng: np.random.Generator, size: int, ambiguous: float) -> tuple[list[Genotype], np.ndarray]:
    """People of the true population, and its haplotypes' frequencies among them.

    That share of positions is typed to the first field only, and that share of C and DQB1 not at all.
    """
    pairs = rng.choice(TRUTH.size, (size, 2), p=TRUTH.frequency)
    people: list[Genotype] = []
    for pair in pairs:
        loci: dict[str, LocusGenotype] = {}
        for column, locus in enumerate(TRUTH.loci):
            names = [TRUTH.alleles[column][TRUTH.codes[haplotype, column]] for haplotype in pair]
            if locus not in ("C", "DQB1") or rng.random() >= ambiguous:
                one, other = (typed(locus, column, name, rng.random() < ambiguous) for name in names)
                loci[locus] = LocusGenotype(((one, other),))
        people.append(Genotype(loci))
    return people, np.bincount(pairs.ravel(), minlength=TRUTH.size) / (2 * size)


def typed(locus: str, column: int, name: str, low: bool) -> Position:
    antigen = name.split(":")[0]
    names = [each for each in TRUTH.alleles[column] if each.split(":")[0] == antigen] if low else [name]
    return Position(frozenset(f"{locus}*{each}" for each in names))


def distance(found: HaplotypeSet, truth: np.ndarray) -> float:
    """Total variation between the estimate and known frequencies of the true haplotypes."""
    known = {TRUTH.haplotype(row): float(value) for row, value in enumerate(truth)}
    estimated = {found.haplotype(row): float(value) for row, value in enumerate(found.frequency)}
    return sum(abs(known.get(name, 0) - estimated.get(name, 0)) for name in known.keys() | estimated.keys()) / 2


@pytest.mark.parametrize(("ambiguous", "off_sample", "off_truth"), [(0.0, 0.005, 0.06), (0.3, 0.02, 0.08)])
def test_known_frequencies_come_back(ambiguous: float, off_sample: float, off_truth: float) -> None:
    people, sample = drawn(np.random.default_rng(3), 2000, ambiguous)
    heard: list[tuple[int, float, float]] = []
    found = estimate_frequencies(people, TRUTH.loci, "x", "as written", progress=lambda *each: heard.append(each))
    assert found.converged
    assert (found.people, found.unexplained) == (2000, 0)
    assert distance(found.haplotypes, sample) < off_sample
    assert distance(found.haplotypes, TRUTH.frequency) < off_truth
    assert found.haplotypes.frequency.sum() == pytest.approx(1, abs=1e-3)
    assert len(heard) == found.rounds
    log_likelihood = [each[1] for each in heard]
    assert (np.diff(log_likelihood) >= -1e-6).all()  # a round never makes the typings less likely
    assert log_likelihood[-1] == found.log_likelihood


def test_frequencies_of_one_locus_are_allele_counts() -> None:
    people = [
        person(A=pair) for pair in [("01:01", "02:01"), ("01:01", "01:01"), ("03:01", "02:01"), ("01:01", "02:01")]
    ]
    found = estimate_frequencies(people, ("A",), "x", "as written").haplotypes
    estimated = {found.haplotype(row): float(value) for row, value in enumerate(found.frequency)}
    assert estimated == pytest.approx({"A*01:01": 0.5, "A*02:01": 0.375, "A*03:01": 0.125})


def test_two_loci_give_the_maximum_of_the_likelihood() -> None:
    # Only the first person's phase is open. If it is A1~B7 with A2~B8 for a share of it, the four haplotypes' counts
    # among the eight follow; the likelihood over that share is searched on a grid.
    people = [
        person(A=("01:01", "02:01"), B=("07:02", "08:01")),
        person(A=("01:01", "01:01"), B=("07:02", "07:02")),
        person(A=("01:01", "02:01"), B=("07:02", "07:02")),
        person(A=("02:01", "02:01"), B=("08:01", "08:01")),
    ]
    found = estimate_frequencies(people, ("A", "B"), "x", "as written", tolerance=1e-12).haplotypes
    estimated = {found.haplotype(row): float(value) for row, value in enumerate(found.frequency)}
    coupled = np.linspace(0, 1, 200_001)
    one, other = (3 + coupled) / 8, (2 + coupled) / 8  # A1~B7, A2~B8
    third, fourth = (1 - coupled) / 8, (2 - coupled) / 8  # A1~B8, A2~B7
    likelihood = np.log(one * other + third * fourth) + 2 * np.log(one) + np.log(one * fourth) + 2 * np.log(other)
    best = coupled[np.argmax(likelihood)]
    assert estimated["A*01:01~B*07:02"] == pytest.approx((3 + best) / 8, abs=1e-4)
    assert estimated["A*02:01~B*07:02"] == pytest.approx((2 - best) / 8, abs=1e-4)


def test_people_whom_nobody_explains_are_counted() -> None:
    open_typing = Position(frozenset(f"A*{first:02}:01" for first in range(2, 40)))
    unclear = Genotype({"A": LocusGenotype(((open_typing, open_typing),))})
    found = estimate_frequencies([person(A=("01:01", "01:01")), unclear], ("A",), "x", "as written", most_proposed=10)
    assert (found.people, found.unexplained) == (2, 1)
    assert found.haplotypes.source == "estimated from 1 people"
    with pytest.raises(FrequencyError, match="none of the 1 people of x is typed closely enough at A"):
        estimate_frequencies([unclear], ("A",), "x", "as written", most_proposed=10)

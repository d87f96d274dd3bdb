"""Exercise 3 of the WMDA matching validation: 1,000 patients, 10,000 donors, every one of the 10 million pairs.

``python -m benchmarks.wmda_exercise_3 [FOLDER]`` compares all of them with full enumeration and measures the speed, beside
py-graph-imputation where it is installed. FOLDER holds the shared data (``../shared/data``). Bochtler et al., HLA 2016;87:439.
"""

import gzip
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.populations import populations
from hemograft.donors.frequencies.read import read_frequencies
from hemograft.donors.probability.allele_dictionary import allele_dictionary
from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, coded_haplotypes
from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.imputation import diplotypes, impute_row
from hemograft.donors.probability.likelihood import likelihoods
from hemograft.donors.probability.locus_probability import locus_match_probabilities
from hemograft.donors.probability.match_probability import match_probabilities, neighborhood
from hemograft.donors.probability.mismatches import mismatches
from hemograft.donors.probability.neighbors import neighbor_index, null_codes
from hemograft.donors.probability.typing_table import TypingTable, typings_of
from hemograft.donors.probability.unphased import UnphasedGenotypes, unphased
from hemograft.donors.typing.genotype import Genotype
from hemograft.donors.typing.plain_names import PLAIN_NAMES

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
MOST = 2  # mismatches


@dataclass(frozen=True)
class Exercise:
    """The people of the exercise and the US Caucasian haplotype frequencies that it prescribes."""

    haplotypes: CodedHaplotypes
    patients: dict[str, Genotype]
    donors: dict[str, Genotype]

    @property
    def donor_typings(self) -> tuple[TypingTable, NDArray[np.int32]]:
        return typings_of(self.haplotypes.dictionary, self.donors.values())


class Enumerated(tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.float64]]):
    """Every donor's diplotypes: donor i's stand from ``[0][i]`` to ``[0][i + 1]``, as alleles and posteriors."""


def load(folder: Path = FOLDER) -> Exercise:
    """Reads the exercise; names are compared as they are written, as the exercise does."""
    sets = populations(read_frequencies(folder / "haplotypes" / "CAU.freqs.gz"))
    (haplotypes,) = coded_haplotypes(sets, allele_dictionary(sets, PLAIN_NAMES))
    people = (dict(_people(folder / "wmda-exercise3" / f"{kind}.gl.txt.gz")) for kind in ("pat", "don"))
    return Exercise(haplotypes, *people)


def _people(path: Path) -> Iterator[tuple[str, Genotype]]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            name, _, typing = line.strip().partition("%")
            yield name, PLAIN_NAMES.read_genotype_list(typing)


def patients_of(exercise: Exercise) -> list[UnphasedGenotypes]:
    """The possible genotypes of every patient."""
    typings, rows = typings_of(exercise.haplotypes.dictionary, exercise.patients.values())
    return [unphased(impute_row(exercise.haplotypes, typings, row)) for row in rows]


def enumerated(haplotypes: CodedHaplotypes, typings: TypingTable, rows: NDArray[np.int32]) -> Enumerated:
    """Writes out every diplotype of every donor."""
    found = [diplotypes(haplotypes.arrays, typings, row) for row in rows]
    codes = haplotypes.arrays.codes
    first = np.cumsum([0, *(len(prior) for _, _, prior in found)])
    alleles = np.concatenate([np.stack([codes[one], codes[other]], axis=2) for one, other, _ in found])
    return Enumerated((first, alleles, np.concatenate([prior / prior.sum() for _, _, prior in found])))


@compiled
def enumerate_pairs(
    null: NDArray[np.bool_],
    patient: NDArray[np.int16],
    weight: NDArray[np.float64],
    first: NDArray[np.int64],
    donors: NDArray[np.int16],
    posterior: NDArray[np.float64],
    found: NDArray[np.float64],
) -> None:
    """Adds up, pair of genotypes by pair, the probability of 0 to 2 mismatches of a patient with each donor."""
    for donor in range(len(first) - 1):
        for mine in range(len(patient)):
            for other in range(first[donor], first[donor + 1]):
                total = 0
                for locus in range(patient.shape[1]):
                    one, two = patient[mine, locus]
                    three, four = donors[other, locus]
                    total += mismatches(null[locus], one, two, three, four)
                    if total > 2:
                        break
                if total <= 2:
                    found[donor, total] += weight[mine] * posterior[other]


def largest_difference(
    exercise: Exercise, patients: Sequence[UnphasedGenotypes], typings: TypingTable, rows: NDArray[np.int32]
) -> float:
    """The largest difference of P(0), P(1) or P(2) between full enumeration and the neighbor sums, over all pairs."""
    haplotypes = exercise.haplotypes
    null = null_codes(haplotypes)
    first, alleles, posterior = enumerated(haplotypes, typings, rows)
    likelihood = likelihoods(haplotypes, typings, rows)
    index = neighbor_index(haplotypes, haplotypes.loci, MOST)

    def work(begin: int, end: int) -> float:
        worst = 0.0
        for patient in patients[begin:end]:
            expected = np.zeros((len(rows), MOST + 1))
            enumerate_pairs(null, patient.alleles, patient.probability, first, alleles, posterior, expected)
            found = match_probabilities(neighborhood(patient, index), typings, rows, likelihood)
            worst = max(worst, float(np.abs(found - expected).max()))
        return worst

    return max(in_threads(work, len(patients), 10))


def main(folder: Path) -> None:
    """Prints what was compared and how fast each part is."""
    started = perf_counter()
    exercise = load(folder)
    reading = perf_counter() - started
    patients = patients_of(exercise)
    started = perf_counter()
    typings, rows = exercise.donor_typings
    coding = perf_counter() - started
    haplotypes = exercise.haplotypes
    likelihood = likelihoods(haplotypes, typings, rows)
    count = len(rows)
    print(f"{len(patients):,} patients, {count:,} donors, {len(haplotypes.arrays.frequency):,} haplotypes")
    print(f"reading all genotype lists {reading:.2f} s, coding the donors' typings {coding:.2f} s")
    _rate("donor likelihoods", count, lambda: likelihoods(haplotypes, typings, rows))
    _rate("imputations, every diplotype", count, lambda: [impute_row(haplotypes, typings, row) for row in rows])
    for most in range(MOST + 1):
        index = neighbor_index(haplotypes, haplotypes.loci, most)
        _rate(f"patients prepared, {most} mismatches", len(patients), lambda i=index: [neighborhood(p, i) for p in patients])
        near = [neighborhood(patient, index) for patient in patients[:100]]
        _rate(
            f"pairs, {most} mismatches",
            100 * count,
            lambda n=near: [match_probabilities(each, typings, rows, likelihood) for each in n],
        )
    _rate("donors, each locus", count, lambda: locus_match_probabilities(patients[0], haplotypes, typings, rows))
    started = perf_counter()
    worst = largest_difference(exercise, patients, typings, rows)
    print(
        f"largest difference from full enumeration over {len(patients) * count:,} pairs: {worst:.1e} "
        f"({perf_counter() - started:.0f} s)"
    )


def _rate(what: str, count: int, work: object) -> None:
    assert callable(work)
    work()
    started = perf_counter()
    work()
    print(f"{what}: {count / (perf_counter() - started):,.0f} a second")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

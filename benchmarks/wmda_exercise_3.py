"""Exercise 3 of the WMDA matching validation: 1,000 patients, 10,000 donors, every one of the 10 million pairs.

``python -m benchmarks.wmda_exercise_3 [FOLDER]`` compares all of them with full enumeration and measures the speed,
beside py-graph-imputation where it is installed. FOLDER holds the shared data (``../shared/data``). Bochtler et al.,
HLA 2016;87:439.
"""

import gzip
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.donors_timing import SHARED
from benchmarks.graph_imputation import graph_imputation_seconds
from benchmarks.report import progress, table
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
from hemograft.donors.probability.typing_table import TypingTable, typing_table, typings_of
from hemograft.donors.probability.unphased import UnphasedGenotypes, unphased
from hemograft.donors.typing.genotype import UNTYPED, Genotype
from hemograft.donors.typing.plain_names import PLAIN_NAMES

FOLDER = SHARED / "data"
MOST = 2  # mismatches
SOME = 100  # patients whose speed is taken


@dataclass(frozen=True)
class Exercise:
    """The people of the exercise and the US Caucasian haplotype frequencies that it prescribes."""

    haplotypes: CodedHaplotypes
    patients: dict[str, Genotype]
    donors: dict[str, Genotype]

    @property
    def donor_typings(self) -> tuple[TypingTable, NDArray[np.int32]]:
        return typings_of(self.haplotypes.dictionary, self.donors.values())


class Enumerated(NamedTuple):
    """Every donor's diplotypes: donor i's stand from ``first[i]`` to ``first[i + 1]``."""

    first: NDArray[np.int64]
    alleles: NDArray[np.int16]
    posterior: NDArray[np.float64]


def load(folder: Path = FOLDER) -> Exercise:
    """Reads the exercise; names are compared as they are written, as the exercise does."""
    sets = populations(read_frequencies(folder / "haplotypes" / "CAU.freqs.gz"))
    (haplotypes,) = coded_haplotypes(sets, allele_dictionary(sets, PLAIN_NAMES))
    patients, donors = (
        {name: PLAIN_NAMES.read_genotype_list(text) for name, text in genotype_lists(folder, kind).items()}
        for kind in ("pat", "don")
    )
    return Exercise(haplotypes, patients, donors)


def genotype_lists(folder: Path, kind: str) -> dict[str, str]:
    """The genotype lists of the patients (``pat``) or the donors (``don``)."""
    with gzip.open(folder / "wmda-exercise3" / f"{kind}.gl.txt.gz", "rt") as lines:
        return dict(line.strip().split("%") for line in lines)


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
    return Enumerated(first, alleles, np.concatenate([prior / prior.sum() for _, _, prior in found]))


@compiled
def enumerate_pairs(
    null: NDArray[np.bool_],
    patient: NDArray[np.int16],
    weight: NDArray[np.float64],
    donors: Enumerated,
    found: NDArray[np.float64],
) -> None:
    """Adds up, pair of genotypes by pair, the probability of 0 to 2 mismatches of a patient with each donor."""
    for donor in range(len(donors.first) - 1):
        for mine in range(len(patient)):
            for other in range(donors.first[donor], donors.first[donor + 1]):
                total = 0
                for locus in range(patient.shape[1]):
                    one, two = patient[mine, locus]
                    three, four = donors.alleles[other, locus]
                    total += mismatches(null[locus], one, two, three, four)
                    if total > 2:
                        break
                if total <= 2:
                    found[donor, total] += weight[mine] * donors.posterior[other]


def largest_difference(
    exercise: Exercise, patients: Sequence[UnphasedGenotypes], typings: TypingTable, rows: NDArray[np.int32]
) -> float:
    """The largest difference of P(0), P(1) or P(2) between full enumeration and the neighbor sums, over all pairs."""
    haplotypes = exercise.haplotypes
    null = null_codes(haplotypes)
    donors = enumerated(haplotypes, typings, rows)
    likelihood = likelihoods(haplotypes, typings, rows)
    index = neighbor_index(haplotypes, haplotypes.loci, MOST)

    def work(begin: int, end: int) -> float:
        worst = 0.0
        for patient in patients[begin:end]:
            expected = np.zeros((len(rows), MOST + 1))
            enumerate_pairs(null, patient.alleles, patient.probability, donors, expected)
            found = match_probabilities(neighborhood(patient, index), typings, rows, likelihood)
            worst = max(worst, float(np.abs(found - expected).max()))
        return worst

    return max(in_threads(work, len(patients), 10))


def impute_texts(haplotypes: CodedHaplotypes, people: Sequence[str]) -> int:
    """Reads genotype lists, each distinct typing of a locus once as the registry does, and imputes them in full."""
    distinct: list[dict[str, int]] = [{"": 0} for _ in haplotypes.loci]
    local = np.zeros((len(people), len(distinct)), np.int32)
    for row, text in enumerate(people):
        for part in text.split("^"):
            column = haplotypes.loci.index(part[: part.index("*")])
            local[row, column] = distinct[column].setdefault(part, len(distinct[column]))
    read = [
        [PLAIN_NAMES.read_genotype_list(text).at(locus) if text else UNTYPED for text in texts]
        for locus, texts in zip(haplotypes.loci, distinct, strict=True)
    ]
    typings = typing_table(haplotypes.dictionary, read)
    rows = (local + typings.first[:-1]).astype(np.int32)
    return sum(impute_row(haplotypes, typings, row).size for row in rows)


def exercise_sections(folder: Path = FOLDER) -> list[str]:
    """The report: every one of the 10 million pairs compared with full enumeration, and the speed of each part."""
    head = "## WMDA exercise 3"
    if not (folder / "wmda-exercise3").is_dir():
        return [head, f"Not measured: the exercise is not at {folder}."]
    progress("WMDA exercise 3")
    exercise = load(folder)
    patients = patients_of(exercise)
    typings, rows = exercise.donor_typings
    haplotypes, count = exercise.haplotypes, len(rows)
    likelihood = likelihoods(haplotypes, typings, rows)
    speeds = [
        ("donor likelihoods", _rate(count, lambda: likelihoods(haplotypes, typings, rows))),
        ("imputations, all diplotypes", _rate(count, lambda: [impute_row(haplotypes, typings, row) for row in rows])),
    ]
    for most in range(MOST + 1):
        index = neighbor_index(haplotypes, haplotypes.loci, most)
        near = [neighborhood(patient, index) for patient in patients[:SOME]]
        speeds.append(
            (
                f"patients prepared, up to {most} mismatches",
                _rate(len(near), lambda i=index: [neighborhood(each, i) for each in patients[:SOME]]),
            )
        )
        speeds.append(
            (
                f"pairs, up to {most} mismatches",
                _rate(SOME * count, lambda n=near: [match_probabilities(p, typings, rows, likelihood) for p in n]),
            )
        )
    at_locus = _rate(count, lambda: locus_match_probabilities(patients[0], haplotypes, typings, rows))
    speeds.append(("donors at each locus", at_locus))
    progress("py-graph-imputation")
    peers = _beside_graph_imputation(haplotypes, folder)
    progress("full enumeration")
    worst = largest_difference(exercise, patients, typings, rows)
    return [
        head,
        f"{len(patients):,} patients, {count:,} donors, {len(haplotypes.arrays.frequency):,} haplotypes. Largest "
        f"difference of P(0), P(1) and P(2) mismatches from full enumeration over all {len(patients) * count:,} pairs: "
        f"{worst:.1e}.",
        table(["part", "a second"], [[name, f"{rate:,.0f}"] for name, rate in speeds]),
        peers,
    ]


def _beside_graph_imputation(haplotypes: CodedHaplotypes, folder: Path) -> str:
    donors = genotype_lists(folder, "don")
    started = process_time()
    diplotype_count = impute_texts(haplotypes, list(donors.values()))
    ours = process_time() - started
    said = (
        f"From genotype lists to all {diplotype_count:,} diplotypes of the donors: {len(donors) / ours:,.0f} people a "
        "processor second"
    )
    theirs = graph_imputation_seconds(folder / "haplotypes" / "CAU.freqs.gz", donors)
    if theirs is None:
        return f"{said}; py-graph-imputation is not installed."
    rate = len(donors) / theirs
    return f"{said}; py-graph-imputation, 10 pairs a person, {rate:,.0f}: {theirs / ours:.0f} times slower."


def _rate(count: int, work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return count / (perf_counter() - started)


if __name__ == "__main__":
    print("\n\n".join(exercise_sections(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)))

"""How likely a typing is in a population: the Z of a donor, computed once when the donor enters the registry."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, HaplotypeArrays
from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.distinct_rows import distinct_rows
from hemograft.donors.probability.haplotype_pairs import MOST_CELLS, compatible_haplotypes, partner_masses
from hemograft.donors.probability.typing_table import TypingTable, typings_of
from hemograft.donors.typing.genotype import Genotype

BLOCK = 4096  # people a thread takes at a time


def likelihood(genotype: Genotype, haplotypes: CodedHaplotypes) -> float:
    """The probability that a random person of the population has this typing; 0 if no two haplotypes explain it."""
    typings, rows = typings_of(haplotypes.dictionary, [genotype])
    return float(likelihoods(haplotypes, typings, rows)[0])


def likelihoods(
    haplotypes: CodedHaplotypes,
    typings: TypingTable,
    rows: NDArray[np.int32],
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float64]:
    """The likelihood of each person, whose typings are ``rows`` (people, loci) of the table; exact, equal rows once.

    ``progress`` is called with the distinct rows done and their number.
    """
    unique, inverse = distinct_rows(rows)
    distinct = rows[unique]
    found = np.empty(len(distinct))

    def work(begin: int, end: int) -> int:
        _likelihoods(haplotypes.arrays, typings, distinct[begin:end], found[begin:end])
        return end

    for done in in_threads(work, len(distinct), BLOCK):
        if progress is not None:
            progress(done, len(distinct))
    return found[inverse]


@compiled
def _likelihoods(
    haplotypes: HaplotypeArrays, typings: TypingTable, rows: NDArray[np.int32], found: NDArray[np.float64]
) -> None:
    members = np.empty(len(haplotypes.frequency), np.int32)
    masses = np.empty(len(haplotypes.frequency))
    work = np.empty((3, MOST_CELLS))
    for person in range(len(rows)):
        count = compatible_haplotypes(haplotypes, typings, rows[person], members)
        found[person] = partner_masses(haplotypes, typings, rows[person], members[:count], work, masses)

"""The probability that a donor has 0, 1 or 2 mismatches with a patient, summed exactly over the patient's neighbors.

P(k mismatches) is the sum over the genotypes g' at k mismatches from the patient's, of those that the donor's typing
allows, of (patient's probability) x (population frequency of g'), divided by the likelihood of the donor's typing. The
neighbors are found once a search and kept sorted, so that a donor whose typing excludes a locus pair skips all
genotypes that share it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.neighbors import NeighborIndex, Neighbors, neighbors
from hemograft.donors.probability.typing_table import TypingTable
from hemograft.donors.probability.unphased import UnphasedGenotypes

BLOCK = 1 << 15  # donors a thread takes at a time
ROWS_AT_ONCE = 1 << 22  # neighbors merged at a time, to bound memory


class Neighborhood(NamedTuple):
    """A patient's neighbors, each genotype once, sorted over the loci in the order ``loci``.

    ``pairs`` (genotypes, loci) are allele pairs as in ``Neighbors``, ``weight`` (genotypes, mismatches + 1) is what a
    genotype adds to each probability, ``change`` (genotypes,) the first column in which a row differs from the one
    before, and ``skip`` (genotypes, loci) the next row whose first columns, up to this one, differ.
    """

    loci: NDArray[np.int64]
    pairs: NDArray[np.int32]
    weight: NDArray[np.float64]
    change: NDArray[np.int8]
    skip: NDArray[np.int64]


def neighborhood(
    patient: UnphasedGenotypes, index: NeighborIndex, progress: Callable[[int, int], None] | None = None
) -> Neighborhood:
    """Prepares a search: the patient's neighbors among people of the donors' population, which ``index`` is of.

    ``patient`` may have been imputed with another population of the same dictionary. ``progress`` is called with the
    patient's genotypes done and their number.
    """
    loci = len(index.haplotypes.loci)
    pairs, weight = np.empty((0, loci), np.int32), np.empty((0, index.most + 1))
    waiting: list[Neighbors] = []
    for part in neighbors(patient, index, progress):
        waiting.append(part)
        if sum(len(each.weight) for each in waiting) > ROWS_AT_ONCE:
            pairs, weight = _merged(pairs, weight, waiting)
            waiting = []
    pairs, weight = _merged(pairs, weight, waiting)
    # The locus with most pairs first: a donor's typing excludes nearly all of them, and whatever stands below.
    order = np.argsort([-len(np.unique(pairs[:, locus])) for locus in range(loci)], kind="stable")
    sorting = np.lexsort(pairs[:, order[::-1]].T)
    pairs = np.ascontiguousarray(pairs[sorting][:, order])
    change, skip = _skips(pairs)
    return Neighborhood(order.astype(np.int64), pairs, np.ascontiguousarray(weight[sorting]), change, skip)


def match_probabilities(
    patient: Neighborhood, typings: TypingTable, rows: NDArray[np.int32], likelihood: NDArray[np.float64]
) -> NDArray[np.float64]:
    """P(0), P(1), ... mismatches of each donor: (donors, mismatches + 1), NaN where the donor's likelihood is 0.

    ``rows`` (donors, loci) are the donors' typings in the table, ``likelihood`` (donors,) their likelihoods in the
    population of the neighborhood.
    """
    found = np.zeros((len(rows), patient.weight.shape[1]))

    def work(begin: int, end: int) -> None:
        _sum_allowed(patient, typings, rows[begin:end], found[begin:end])

    for _ in in_threads(work, len(rows), BLOCK):
        pass
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(likelihood[:, None] > 0, found / likelihood[:, None], np.nan)


def _merged(
    pairs: NDArray[np.int32], weight: NDArray[np.float64], parts: list[Neighbors]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """One row for each genotype, its weights added up by mismatch count."""
    columns = weight.shape[1]
    added = np.zeros((sum(len(part.weight) for part in parts), columns))
    begin = 0
    for part in parts:
        added[np.arange(begin, begin + len(part.weight)), part.mismatches] = part.weight
        begin += len(part.weight)
    pairs = np.concatenate([pairs, *(part.pairs for part in parts)])
    weight = np.concatenate([weight, added])
    if not len(pairs):
        return pairs, weight
    sorting = np.lexsort(pairs.T)
    pairs, weight = pairs[sorting], weight[sorting]
    new = np.flatnonzero(np.concatenate([[True], (pairs[1:] != pairs[:-1]).any(axis=1)]))
    return pairs[new], np.add.reduceat(weight, new, axis=0)


@compiled
def _skips(pairs: NDArray[np.int32]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    rows, loci = pairs.shape
    change = np.zeros(rows, np.int8)
    skip = np.empty((rows, loci), np.int64)
    following = np.full(loci, rows, np.int64)
    for row in range(rows - 1, -1, -1):
        skip[row] = following
        if row > 0:
            while pairs[row, change[row]] == pairs[row - 1, change[row]]:
                change[row] += 1
        for column in range(change[row], loci):
            following[column] = row
    return change, skip


@compiled
def _sum_allowed(
    patient: Neighborhood, typings: TypingTable, rows: NDArray[np.int32], found: NDArray[np.float64]
) -> None:
    genotypes, loci = patient.pairs.shape
    for donor in range(len(rows)):
        genotype = 0
        while genotype < genotypes:
            column = patient.change[genotype]
            while column < loci:
                typing = rows[donor, patient.loci[column]]
                pair = patient.pairs[genotype, column]
                one = typings.allele_class[typing, pair >> 16]
                other = typings.allele_class[typing, pair & 0xFFFF]
                if one < 0 or other < 0 or not typings.relations[typings.relation[typing], one, other]:
                    break
                column += 1
            if column == loci:
                for mismatch in range(found.shape[1]):
                    found[donor, mismatch] += patient.weight[genotype, mismatch]
                genotype += 1
            else:
                genotype = patient.skip[genotype, column]

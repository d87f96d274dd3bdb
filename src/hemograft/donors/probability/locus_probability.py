"""The probability of 0, 1 or 2 mismatches at each locus by itself, exact."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, HaplotypeArrays
from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.haplotype_pairs import (
    cell_count,
    cell_of,
    compatible_haplotypes,
    explain,
    partners,
)
from hemograft.donors.probability.mismatches import mismatches
from hemograft.donors.probability.neighbors import null_codes
from hemograft.donors.probability.typing_table import TypingTable
from hemograft.donors.probability.unphased import UnphasedGenotypes

BLOCK = 256  # donors a thread takes at a time
MOST_MASSES = 1 << 19  # alleles x cells kept at once; beyond it pairs are summed one by one


class LocusPairs(NamedTuple):
    """A patient's allele pairs at every locus: pairs of locus l stand from ``first[l]`` to ``first[l + 1]``."""

    first: NDArray[np.int64]
    alleles: NDArray[np.int16]
    probability: NDArray[np.float64]


def locus_match_probabilities(
    patient: UnphasedGenotypes, haplotypes: CodedHaplotypes, typings: TypingTable, rows: NDArray[np.int32]
) -> NDArray[np.float64]:
    """P(0), P(1), P(2) mismatches at each locus of the frequencies: (donors, loci, 3), NaN where the likelihood is 0.

    ``rows`` (donors, loci) are the donors' typings in the table; the donors are of the population of ``haplotypes``.
    """
    pairs = _locus_pairs(patient)
    null = null_codes(haplotypes)
    found = np.empty((*rows.shape, 3))

    def work(begin: int, end: int) -> None:
        _match_each_locus(haplotypes.arrays, typings, null, pairs, rows[begin:end], found[begin:end])

    for _ in in_threads(work, len(rows), BLOCK):
        pass
    return found


def _locus_pairs(patient: UnphasedGenotypes) -> LocusPairs:
    alleles: list[NDArray[np.int16]] = []
    probability: list[NDArray[np.float64]] = []
    for locus in range(patient.alleles.shape[1]):
        distinct, which = np.unique(patient.alleles[:, locus], axis=0, return_inverse=True)
        alleles.append(distinct)
        probability.append(np.bincount(which, patient.probability, len(distinct)).astype(np.float64))
    first = np.cumsum([0, *(len(each) for each in alleles)])
    return LocusPairs(first, np.ascontiguousarray(np.concatenate(alleles)), np.concatenate(probability))


@compiled
def locus_posterior(
    haplotypes: HaplotypeArrays,
    typings: TypingTable,
    row: NDArray[np.int32],
    locus: int,
    members: NDArray[np.int32],
    slot: NDArray[np.int64],
    work: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The alleles a person may carry at a locus and, not normalized, the probability of each ordered pair of them.

    ``members`` are the compatible haplotypes; ``slot`` (codes,) and ``work`` (3, MOST_MASSES) are scratch.
    """
    slot[:] = -1
    alleles = np.empty(len(slot), np.int64)
    count = 0
    for haplotype in members:
        code = haplotypes.codes[haplotype, locus]
        if slot[code] < 0:
            slot[code], alleles[count] = count, code
            count += 1
    alleles = alleles[:count]
    posterior = np.zeros((count, count))
    cells = cell_count(typings, row, locus)
    if count * cells > work.shape[1]:
        for one in members:
            for other in members:
                if explain(haplotypes, typings, row, one, other):
                    place = slot[haplotypes.codes[one, locus]], slot[haplotypes.codes[other, locus]]
                    posterior[place] += haplotypes.frequency[one] * haplotypes.frequency[other]
        return alleles, posterior
    mass, matched = work[0, : count * cells], work[1, : count * cells]
    mass[:] = 0.0
    for haplotype in members:
        cell = cell_of(haplotypes, typings, row, haplotype, locus)
        mass[slot[haplotypes.codes[haplotype, locus]] * cells + cell] += haplotypes.frequency[haplotype]
    for one in range(count):
        here = slice(one * cells, (one + 1) * cells)
        partners(typings, row, locus, mass[here], matched[here], work[2])
    relation = typings.relations[typings.relation[row[locus]]]
    own = typings.allele_class[row[locus]]
    for one in range(count):
        for other in range(count):
            if relation[own[alleles[one]], own[alleles[other]]]:
                for cell in range(cells):
                    posterior[one, other] += mass[one * cells + cell] * matched[other * cells + cell]
    return alleles, posterior


@compiled
def _match_each_locus(
    haplotypes: HaplotypeArrays,
    typings: TypingTable,
    null: NDArray[np.bool_],
    patient: LocusPairs,
    rows: NDArray[np.int32],
    found: NDArray[np.float64],
) -> None:
    space = np.empty(len(haplotypes.frequency), np.int32)
    slot = np.empty(null.shape[1], np.int64)
    work = np.empty((3, MOST_MASSES))
    for donor in range(len(rows)):
        members = space[: compatible_haplotypes(haplotypes, typings, rows[donor], space)]
        for locus in range(rows.shape[1]):
            alleles, posterior = locus_posterior(haplotypes, typings, rows[donor], locus, members, slot, work)
            total = posterior.sum()
            found[donor, locus] = 0.0 if total > 0 else np.nan
            for place in range(patient.first[locus], patient.first[locus + 1]):
                one, other = patient.alleles[place]
                for left in range(len(alleles)):
                    for right in range(len(alleles)):
                        if posterior[left, right] > 0:
                            differ = mismatches(null[locus], one, other, alleles[left], alleles[right])
                            share = posterior[left, right] / total
                            found[donor, locus, differ] += patient.probability[place] * share

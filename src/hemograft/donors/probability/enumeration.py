"""The probability of 0, 1 or 2 mismatches by writing out every donor's pairs of haplotypes.

For donors who are typed at loci that do not count: there the neighbors of the patient, any allele at those loci, are
far more than the pairs that explain the donor.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, HaplotypeArrays
from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.fewer_loci import genotypes_at
from hemograft.donors.probability.imputation import diplotypes
from hemograft.donors.probability.mismatches import mismatches
from hemograft.donors.probability.neighbors import null_codes
from hemograft.donors.probability.typing_table import TypingTable
from hemograft.donors.probability.unphased import UnphasedGenotypes

BLOCK = 64  # donors a thread takes at a time


def enumerated_probabilities(
    patient: UnphasedGenotypes,
    haplotypes: CodedHaplotypes,
    counted: Sequence[str],
    most: int,
    typings: TypingTable,
    rows: NDArray[np.int32],
) -> NDArray[np.float64]:
    """P(0) to P(``most``) mismatches at the loci ``counted``: (donors, most + 1), NaN where the likelihood is 0.

    ``rows`` (donors, loci) are the donors' typings in the table; the donors are of the population of ``haplotypes``.
    """
    places = np.array([haplotypes.loci.index(locus) for locus in counted], np.int64)
    mine = genotypes_at(patient, places.tolist())
    null = null_codes(haplotypes)
    found = np.empty((len(rows), most + 1))

    def work(begin: int, end: int) -> None:
        _enumerate(
            haplotypes.arrays, typings, null, places, mine.alleles, mine.probability, rows[begin:end], found[begin:end]
        )

    for _ in in_threads(work, len(rows), BLOCK):
        pass
    return found


@compiled
def _enumerate(
    haplotypes: HaplotypeArrays,
    typings: TypingTable,
    null: NDArray[np.bool_],
    counted: NDArray[np.int64],
    patient: NDArray[np.int16],
    weight: NDArray[np.float64],
    rows: NDArray[np.int32],
    found: NDArray[np.float64],
) -> None:
    most = found.shape[1] - 1
    for donor in range(len(rows)):
        first, second, prior = diplotypes(haplotypes, typings, rows[donor])
        likelihood = prior.sum()
        found[donor] = 0.0 if likelihood > 0 else np.nan
        for pair in range(len(prior)):
            one, other = haplotypes.codes[first[pair]], haplotypes.codes[second[pair]]
            for mine in range(len(weight)):
                total = 0
                for place in range(len(counted)):
                    locus = counted[place]
                    here, there = patient[mine, place]
                    total += mismatches(null[locus], here, there, int(one[locus]), int(other[locus]))
                    if total > most:
                        break
                if total <= most:
                    found[donor, total] += weight[mine] * prior[pair] / likelihood

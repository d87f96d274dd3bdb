"""Whether haplotype frequencies can explain a typing at all, and if not, why."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes
from hemograft.donors.probability.typing_table import TypingTable


class Representation(StrEnum):
    """What a population's haplotype frequencies know of a typing."""

    REPRESENTED = "represented"
    UNKNOWN_ALLELE = "an allele that the frequencies do not have"
    UNKNOWN_HAPLOTYPES = "known alleles, but no two known haplotypes explain them together"


def representation(
    haplotypes: CodedHaplotypes, typings: TypingTable, row: NDArray[np.int32], likelihood: float
) -> tuple[Representation, tuple[str, ...]]:
    """Why a person has the likelihood it has, and at which loci no allele pair of the population fits.

    ``row`` (loci,) are the person's typings in the table.
    """
    if likelihood > 0:
        return Representation.REPRESENTED, ()
    where: list[str] = []
    for column, locus in enumerate(haplotypes.loci):
        start = haplotypes.arrays.start[column]
        carried = np.flatnonzero(np.diff(start))
        own = typings.allele_class[row[column], carried]
        relation = typings.relations[typings.relation[row[column]]]
        classes = np.unique(own[own >= 0])
        if not relation[np.ix_(classes, classes)].any():
            where.append(locus)
    return (Representation.UNKNOWN_ALLELE if where else Representation.UNKNOWN_HAPLOTYPES), tuple(where)

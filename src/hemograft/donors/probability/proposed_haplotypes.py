"""The haplotypes that a registry's own typings propose, for the estimation of their frequencies."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.allele_dictionary import AlleleDictionary, LocusAlleles
from hemograft.donors.probability.typing_table import TypingTable
from hemograft.donors.typing.genotype import Genotype

TYPINGS_AT_ONCE = 4096


def typed_alleles(genotypes: Sequence[Genotype], loci: Sequence[str], nomenclature: str) -> AlleleDictionary:
    """The match groups, and the null alleles written out, that occur in the typings."""
    found: list[LocusAlleles] = []
    for locus in loci:
        positions = {
            each
            for typing in {genotype.at(locus) for genotype in genotypes}
            for pair in typing.alternatives
            for each in pair
        }
        groups = sorted({group for position in positions for group in position.groups})
        nulls = sorted({position.written.removeprefix("HLA-") for position in positions if position.null})
        names = tuple(name.removeprefix(f"{locus}*") for name in (*groups, *nulls))
        own = np.eye(len(names), dtype=np.bool_)
        members = {group: own[code] for code, group in enumerate(groups)}
        found.append(LocusAlleles(locus, names, np.arange(len(names)) >= len(groups), members))
    return AlleleDictionary(tuple(found), (), nomenclature, ())


def proposed_haplotypes(typings: TypingTable, rows: NDArray[np.int32], most: int) -> NDArray[np.int16]:
    """Every haplotype (haplotypes, loci) that a person may carry whose typings leave at most ``most`` open.

    Others propose none: haplotypes that better-typed people carry have to explain them.
    """
    allowed = [np.flatnonzero(own >= 0) for own in typings.allele_class]
    size = np.array([len(codes) for codes in allowed], np.float64)
    alleles = (typings.allele_class.shape[1],) * rows.shape[1]
    found = np.empty(0, np.int64)
    waiting: list[NDArray[np.int64]] = []
    for row in rows[np.prod(size[rows], axis=1) <= most]:
        waiting.append(np.ravel_multi_index(np.ix_(*(allowed[typing] for typing in row)), alleles).ravel())
        if len(waiting) == TYPINGS_AT_ONCE:
            found, waiting = np.unique(np.concatenate([found, *waiting])), []
    found = np.unique(np.concatenate([found, *waiting]))
    return np.stack(np.unravel_index(found, alleles), axis=1).astype(np.int16)

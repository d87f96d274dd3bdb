"""Typings as relations between allele codes: which two alleles, in either order, a locus typing allows.

Alleles that a typing cannot tell apart form a class. An ordinary typing of two positions has at most three (allowed at the
first, at the second, at both); a genotype list may have more. A pair of haplotypes explains a person if at every locus the
classes of its two alleles are compatible, which turns every sum over pairs of haplotypes into a small product over classes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.allele_dictionary import AlleleDictionary, LocusAlleles
from hemograft.donors.typing.genotype import Genotype, LocusGenotype


class TypingTable(NamedTuple):
    """The distinct typings of all loci, one after the other.

    Typing ``first[locus] + i`` is the i-th given for that locus. ``allele_class`` (typings, alleles) is the class of an
    allele, -1 where the typing excludes it; ``classes`` (typings,) counts them; ``relation`` (typings,) names which of
    ``relations`` (relations, classes, classes) says what classes are compatible.
    """

    first: NDArray[np.int64]
    allele_class: NDArray[np.int16]
    classes: NDArray[np.int32]
    relation: NDArray[np.int32]
    relations: NDArray[np.bool_]


def typing_table(dictionary: AlleleDictionary, typings: Sequence[Sequence[LocusGenotype]]) -> TypingTable:
    """Classes of the distinct typings of each locus of the dictionary, in its order of loci."""
    alleles = max(len(each.names) for each in dictionary.loci)
    count = [len(each) for each in typings]
    allele_class = np.full((sum(count), alleles), -1, np.int16)
    classes = np.ones(sum(count), np.int32)
    relation = np.zeros(sum(count), np.int32)
    known: dict[bytes, int] = {}
    matrices: list[NDArray[np.bool_]] = []
    row = 0
    for locus, given in zip(dictionary.loci, typings, strict=True):
        for typing in given:
            own, matrix = _classes(locus, typing)
            allele_class[row, : len(own)] = own
            classes[row] = len(matrix)
            key = bytes([len(matrix) % 256]) + matrix.tobytes()
            if key not in known:
                known[key] = len(matrices)
                matrices.append(matrix)
            relation[row] = known[key]
            row += 1
    widest = max((len(matrix) for matrix in matrices), default=1)
    relations = np.zeros((max(len(matrices), 1), widest, widest), np.bool_)
    for place, matrix in enumerate(matrices):
        relations[place, : len(matrix), : len(matrix)] = matrix
    return TypingTable(np.cumsum([0, *count]), allele_class, classes, relation, relations)


def typings_of(dictionary: AlleleDictionary, genotypes: Iterable[Genotype]) -> tuple[TypingTable, NDArray[np.int32]]:
    """The table of people's typings, and (people, loci) which typing each has."""
    loci = [each.locus for each in dictionary.loci]
    distinct: list[dict[LocusGenotype, int]] = [{} for _ in loci]
    rows = [
        [ids.setdefault(genotype.at(locus), len(ids)) for locus, ids in zip(loci, distinct, strict=True)]
        for genotype in genotypes
    ]
    table = typing_table(dictionary, [tuple(ids) for ids in distinct])
    return table, (np.array(rows, np.int32).reshape(-1, len(loci)) + table.first[:-1]).astype(np.int32)


def _classes(locus: LocusAlleles, typing: LocusGenotype) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """The class of each allele, and which classes are compatible; without any allele, one class that nothing is in."""
    if not typing.typed:
        return np.zeros(len(locus.names), np.int16), np.ones((1, 1), np.bool_)
    positions = [(locus.allowed(one), locus.allowed(other)) for one, other in typing.alternatives]
    signature = np.array([mask for pair in positions for mask in pair]).T
    kinds, kind = np.unique(signature, axis=0, return_inverse=True)
    one, other = kinds[:, 0::2], kinds[:, 1::2]
    pairs = (one[:, None] & other[None]).any(axis=2)
    pairs |= pairs.T
    # Kinds that are compatible with the same kinds are one class; a kind compatible with none is excluded.
    rows, merged = np.unique(pairs, axis=0, return_inverse=True)
    excluded = ~rows.any(axis=1)
    number = np.where(excluded, -1, np.cumsum(~excluded) - 1)
    if excluded.all():
        return np.full(len(locus.names), -1, np.int16), np.zeros((1, 1), np.bool_)
    representative = [int(np.flatnonzero(merged == place)[0]) for place in np.flatnonzero(~excluded)]
    return number[merged[kind]].astype(np.int16), pairs[np.ix_(representative, representative)]

"""Typings as relations between allele codes: which two alleles, in either order, a locus typing allows.

Alleles that a typing cannot tell apart form a class. An ordinary typing of two positions has at most three (allowed at
the first, at the second, at both); a genotype list may have more. A pair of haplotypes explains a person if at every
locus the classes of its two alleles are compatible, which turns every sum over pairs of haplotypes into a small product
over classes.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.allele_dictionary import AlleleDictionary, BoolArray, LocusAlleles
from hemograft.donors.typing.genotype import Genotype, LocusGenotype, Position


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
    relations: BoolArray


def typing_table(dictionary: AlleleDictionary, typings: Sequence[Sequence[LocusGenotype]]) -> TypingTable:
    """Classes of the distinct typings of each locus of the dictionary, in its order of loci."""
    alleles = max(len(each.names) for each in dictionary.loci)
    count = [len(each) for each in typings]
    allele_class = np.full((sum(count), alleles), -1, np.int16)
    classes = np.ones(sum(count), np.int32)
    relation = np.zeros(sum(count), np.int32)
    known: dict[bytes, int] = {}
    matrices: list[BoolArray] = []
    row = 0
    for locus, given in zip(dictionary.loci, typings, strict=True):
        seen: dict[Position, BoolArray] = {}
        for typing in given:
            own, matrix = _classes(locus, typing, seen)
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


def _classes(
    locus: LocusAlleles, typing: LocusGenotype, seen: dict[Position, BoolArray]
) -> tuple[NDArray[np.int16], BoolArray]:
    """The class of each allele, and which classes are compatible; without any allele, one class that nothing is in."""
    if not typing.typed:
        return np.zeros(len(locus.names), np.int16), np.ones((1, 1), np.bool_)

    def allowed(position: Position) -> BoolArray:
        found = seen.get(position)
        if found is None:
            found = seen[position] = locus.allowed(position)
        return found

    pairs = [(allowed(one), allowed(other)) for one, other in typing.alternatives]
    if len(pairs) == 1:
        # An ordinary typing: alleles allowed nowhere, at the second position, at the first, at both.
        kind = 2 * pairs[0][0].astype(np.int8) + pairs[0][1]
        number, relation = _classes_of_pair(tuple(np.bincount(kind, minlength=4)[1:] > 0))
        return number[kind], relation
    # Alleles of one kind are allowed at the same positions.
    kind = np.zeros(len(locus.names), np.int64)
    for pair in pairs:
        for here in pair:
            kind = np.unique(2 * kind + here, return_inverse=True)[1]
    example = np.unique(kind, return_index=True)[1]
    compatible = np.zeros((len(example), len(example)), np.bool_)
    for one, other in pairs:
        ordered = np.outer(one[example], other[example])
        compatible |= ordered | ordered.T
    number, relation = _merged(compatible)
    return number[kind], relation


@cache
def _classes_of_pair(present: tuple[bool, bool, bool]) -> tuple[NDArray[np.int16], BoolArray]:
    """By which kinds of allele an ordinary typing has: the class of each kind (4,), and the relation of the classes."""
    second, first, both = (np.array([False, *(place == kind for place in (1, 2, 3))]) for kind in (1, 2, 3))
    held = np.array([False, *present])
    ordered = np.outer((first | both) & held, (second | both) & held)
    return _merged(ordered | ordered.T)


def _merged(compatible: BoolArray) -> tuple[NDArray[np.int16], BoolArray]:
    """Kinds that are compatible with the same kinds become one class; a kind compatible with none is excluded, -1."""
    number: dict[bytes, int] = {}
    class_of_kind = [number.setdefault(row.tobytes(), len(number)) if row.any() else -1 for row in compatible]
    first = [class_of_kind.index(each) for each in range(len(number))]
    relation = compatible[np.ix_(first, first)] if first else np.zeros((1, 1), np.bool_)
    return np.array(class_of_kind, np.int16), relation

"""Kernels over the pairs of haplotypes that explain a typing.

The chance of a person, drawn from two independent haplotypes, is the sum over ordered pairs of the product of their
frequencies; an ordered sum counts two different haplotypes twice and a haplotype with itself once, which is the factor
2 of heterozygotes. Haplotypes are first poured into cells, one for each combination of allele classes over the loci;
the sum is then the quadratic form mass · (R1 ⊗ R2 ⊗ ...) · mass with the class relations R, applied one locus at a
time. Its cost does not depend on how many pairs explain the typing.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import HaplotypeArrays
from hemograft.donors.probability.compiled import compiled
from hemograft.donors.probability.typing_table import TypingTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

# Beyond this many cells (genotype lists of many alternatives at several loci) pairs are summed one by one instead.
MOST_CELLS = 1 << 14


@compiled
def compatible_haplotypes(haplotypes: HaplotypeArrays, typings: TypingTable, row: Ints, members: Ints) -> int:
    """Writes into ``members`` the haplotypes whose every allele the typings ``row`` (loci,) allow; returns how many.

    Only carriers at the locus where the fewest haplotypes are allowed are looked at.
    """
    loci = len(row)
    alleles = haplotypes.start.shape[1] - 1
    best, fewest = 0, len(members) + 1
    for locus in range(loci):
        carriers = 0
        for allele in range(alleles):
            if typings.allele_class[row[locus], allele] >= 0:
                carriers += haplotypes.start[locus, allele + 1] - haplotypes.start[locus, allele]
        if carriers < fewest:
            best, fewest = locus, carriers
    count = 0
    for allele in range(alleles):
        if typings.allele_class[row[best], allele] < 0:
            continue
        for place in range(haplotypes.start[best, allele], haplotypes.start[best, allele + 1]):
            allowed = True
            for locus in range(loci):
                if typings.allele_class[row[locus], haplotypes.sorted_codes[best, place, locus]] < 0:
                    allowed = False
                    break
            if allowed:
                members[count] = haplotypes.order[best, place]
                count += 1
    return count


@compiled
def cell_count(typings: TypingTable, row: Ints, except_at: int) -> int:
    """How many combinations of classes the typings have, over the loci other than ``except_at`` (-1: over all)."""
    cells = 1
    for locus in range(len(row)):
        if locus != except_at:
            cells *= int(typings.classes[row[locus]])
    return cells


@compiled
def cell_of(haplotypes: HaplotypeArrays, typings: TypingTable, row: Ints, haplotype: int, except_at: int) -> int:
    """The cell of a compatible haplotype: its classes as digits, the last locus the fastest."""
    cell = 0
    for locus in range(len(row)):
        if locus != except_at:
            own = int(typings.allele_class[row[locus], haplotypes.codes[haplotype, locus]])
            cell = cell * int(typings.classes[row[locus]]) + own
    return cell


@compiled
def partners(typings: TypingTable, row: Ints, except_at: int, mass: Floats, result: Floats, spare: Floats) -> None:
    """For every cell, the mass of the cells compatible with it: (R1 ⊗ R2 ⊗ ...) · mass, written into ``result``."""
    cells = len(mass)
    result[:cells] = mass
    inner = cells
    for locus in range(len(row)):
        classes = typings.classes[row[locus]]
        if locus == except_at or classes == 1:
            continue
        inner //= classes
        relation = typings.relations[typings.relation[row[locus]]]
        spare[:cells] = 0.0
        for outer in range(0, cells, inner * classes):
            for one in range(classes):
                for other in range(classes):
                    if relation[one, other]:
                        for place in range(inner):
                            spare[outer + one * inner + place] += result[outer + other * inner + place]
        result[:cells] = spare[:cells]


@compiled
def explain(haplotypes: HaplotypeArrays, typings: TypingTable, row: Ints, one: int, other: int) -> bool:
    """Whether two compatible haplotypes together explain the typings."""
    for locus in range(len(row)):
        own = typings.allele_class[row[locus]]
        relation = typings.relations[typings.relation[row[locus]]]
        if not relation[own[haplotypes.codes[one, locus]], own[haplotypes.codes[other, locus]]]:
            return False
    return True


@compiled
def partner_masses(
    haplotypes: HaplotypeArrays, typings: TypingTable, row: Ints, members: Ints, work: Floats, found: Floats
) -> float:
    """For each compatible haplotype, the total frequency of those that explain the typings with it.

    Writes them into ``found`` (members,) and returns the likelihood of the typings, the sum over ordered pairs.
    ``work`` is (3, MOST_CELLS) of scratch.
    """
    cells = cell_count(typings, row, -1)
    likelihood = 0.0
    if cells > work.shape[1]:
        for place in range(len(members)):
            found[place] = 0.0
            for other in members:
                if explain(haplotypes, typings, row, members[place], other):
                    found[place] += haplotypes.frequency[other]
            likelihood += haplotypes.frequency[members[place]] * found[place]
        return likelihood
    mass = work[0, :cells]
    mass[:] = 0.0
    for haplotype in members:
        mass[cell_of(haplotypes, typings, row, haplotype, -1)] += haplotypes.frequency[haplotype]
    partners(typings, row, -1, mass, work[1], work[2])
    for place in range(len(members)):
        found[place] = work[1, cell_of(haplotypes, typings, row, members[place], -1)]
        likelihood += haplotypes.frequency[members[place]] * found[place]
    return likelihood

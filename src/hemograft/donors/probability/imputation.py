"""Imputation: every pair of haplotypes that explains a typing, with its posterior probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, HaplotypeArrays
from hemograft.donors.probability.compiled import compiled
from hemograft.donors.probability.haplotype_pairs import (
    MOST_CELLS,
    cell_count,
    cell_of,
    compatible_haplotypes,
    explain,
)
from hemograft.donors.probability.representation import Representation, representation
from hemograft.donors.probability.typing_table import TypingTable, typings_of
from hemograft.donors.typing.genotype import Genotype


@dataclass(frozen=True)
class Imputation:
    """All diplotypes of a person, most probable first; none where ``status`` is not represented.

    ``first`` and ``second`` (diplotypes,) are haplotype numbers of ``haplotypes``, ``posterior`` (diplotypes,) sums to
    1, ``likelihood`` is the probability of the typing in the population. ``unrepresented`` names the loci where no
    allele fits.
    """

    haplotypes: CodedHaplotypes
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    posterior: NDArray[np.float64]
    likelihood: float
    status: Representation
    unrepresented: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.posterior)


def impute(genotype: Genotype, haplotypes: CodedHaplotypes) -> Imputation:
    """Every diplotype that explains the typing, untruncated.

    The prior of a diplotype is the product of its two frequencies, twice that if they differ (random mating).
    """
    typings, rows = typings_of(haplotypes.dictionary, [genotype])
    return impute_row(haplotypes, typings, rows[0])


def impute_row(haplotypes: CodedHaplotypes, typings: TypingTable, row: NDArray[np.int32]) -> Imputation:
    """As ``impute``, for typings ``row`` (loci,) of a table."""
    first, second, prior = diplotypes(haplotypes.arrays, typings, row)
    likelihood = float(prior.sum())
    status, where = representation(haplotypes, typings, row, likelihood)
    order = np.argsort(-prior, kind="stable")
    posterior = prior[order] / (likelihood or 1.0)
    return Imputation(haplotypes, first[order], second[order], posterior, likelihood, status, where)


def impute_in_order(genotype: Genotype, candidates: Sequence[CodedHaplotypes]) -> Imputation:
    """Imputes with the first population that represents the typing; if none does, the first says why not."""
    typings, rows = typings_of(candidates[0].dictionary, [genotype])
    tried = [impute_row(candidates[0], typings, rows[0])]
    for haplotypes in candidates[1:]:
        if tried[-1].status is Representation.REPRESENTED:
            break
        tried.append(impute_row(haplotypes, typings, rows[0]))
    return tried[-1] if tried[-1].status is Representation.REPRESENTED else tried[0]


@compiled
def diplotypes(
    haplotypes: HaplotypeArrays, typings: TypingTable, row: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """The unordered haplotype pairs that explain the typings and their priors, in time that their number sets."""
    members = np.empty(len(haplotypes.frequency), np.int32)
    members = members[: compatible_haplotypes(haplotypes, typings, row, members)]
    frequency = haplotypes.frequency
    # Haplotypes of one cell have the same partners: sort by cell, and settle the relation once for each pair of cells.
    dense = cell_count(typings, row, -1) <= MOST_CELLS
    cells = np.empty(len(members), np.int64)
    for place in range(len(members)):
        cells[place] = cell_of(haplotypes, typings, row, members[place], -1) if dense else place
    by_cell = np.argsort(cells, kind="mergesort")
    members, cells = members[by_cell], cells[by_cell]
    starts = np.empty(len(members) + 1, np.int64)
    groups = 0
    for place in range(len(members)):
        if place == 0 or cells[place] != cells[place - 1]:
            starts[groups] = place
            groups += 1
    starts[groups] = len(members)
    total = 0
    related = np.zeros((groups, groups), np.bool_)
    for one in range(groups):
        size = starts[one + 1] - starts[one]
        for other in range(one, groups):
            if explain(haplotypes, typings, row, int(members[starts[one]]), int(members[starts[other]])):
                related[one, other] = True
                total += size * (size + 1) // 2 if one == other else size * (starts[other + 1] - starts[other])
    first, second, prior = np.empty(total, np.int32), np.empty(total, np.int32), np.empty(total)
    count = 0
    for one in range(groups):
        for other in range(one, groups):
            if not related[one, other]:
                continue
            for place in range(starts[one], starts[one + 1]):
                for partner in range(max(place, starts[other]), starts[other + 1]):
                    here, there = members[place], members[partner]
                    first[count], second[count] = here, there
                    twice = 1.0 if here == there else 2.0
                    prior[count] = twice * frequency[here] * frequency[there]
                    count += 1
    return first, second, prior

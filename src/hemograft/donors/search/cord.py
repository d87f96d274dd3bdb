"""Cord blood units: the dose that they give this patient, their order, and pairs of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.matching.locus_match import match_count
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.comparison import Comparison
from hemograft.donors.search.cord_profiles import CordProfile
from hemograft.donors.search.patient import Patient
from hemograft.donors.search.probabilities import MatchProbabilities
from hemograft.donors.typing.genotype import Genotype

Array = NDArray[Any]

ADEQUACIES = ("enough alone", "one of two", "not known", "too small")
ALONE, ONE_OF_TWO, DOSE_UNKNOWN, TOO_SMALL = range(4)

CORD_ORDER = (
    "fewest mismatches",
    "nucleated cells per kg, most first",
    "CD34 cells per kg, most first",
    "antibodies of the patient whose antigen the unit may carry",
    "blood group: identical, minor, major, bidirectional mismatch",
)
"""What decides, from first to last (search algorithm of the NMDP, PMC7567024 table 1)."""


@dataclass(frozen=True)
class RankedUnits:
    """Cord blood units with ``order`` (units kept,), the best first; doses in cells per kg, (units,), not a number
    where the bank gives none; ``adequacy`` indexes ``ADEQUACIES``. Units known to be too small are not in ``order``."""

    candidates: Candidates
    comparison: Comparison
    probabilities: MatchProbabilities | None
    profile: CordProfile
    nucleated_cells: Array
    cd34: Array
    adequacy: Array
    order: Array


@dataclass(frozen=True)
class CordPair:
    """Two units for one patient, as positions among the candidates: doses of both together, in cells per kg, and how
    many alleles or antigens the two share with each other."""

    first: int
    second: int
    nucleated_cells: float
    cd34: float
    shared: int


def rank_units(
    candidates: Candidates,
    comparison: Comparison,
    probabilities: MatchProbabilities | None,
    patient: Patient,
    profile: CordProfile,
) -> RankedUnits:
    """Doses for this patient, and the order by ``CORD_ORDER``, which probabilities do not change.

    Raises:
        ValueError: the patient's weight is not known.
    """
    if not patient.weight:
        raise ValueError(f"patient {patient.identifier}: weight is missing; cord blood is dosed by kg, write it")
    nucleated = candidates.column("nucleated_cells", np.nan).astype(np.float64) / patient.weight
    cd34 = candidates.column("cd34_cells", np.nan).astype(np.float64) / patient.weight
    adequacy = _adequacy(nucleated, cd34, profile)
    keys = (
        candidates.mismatches,
        -np.nan_to_num(nucleated, nan=0.0),
        -np.nan_to_num(cd34, nan=0.0),
        candidates.antibodies,
        comparison.blood_group,
    )
    order = np.lexsort(keys[::-1])
    kept = order[adequacy[order] != TOO_SMALL]
    return RankedUnits(candidates, comparison, probabilities, profile, nucleated, cd34, adequacy, kept)


def cord_pairs(ranked: RankedUnits, genotypes: Sequence[Genotype]) -> tuple[CordPair, ...]:
    """Pairs among the best units, best pair first: by the match of the worse unit, of both, then by nucleated cells.

    ``genotypes`` are those of the first units of ``ranked.order``, which are paired. Both doses of both units must be
    known and suffice for one of two. That the two match each other is told but not required.
    """
    profile, mismatches = ranked.profile, ranked.candidates.mismatches
    found: list[tuple[tuple[int, int, float], CordPair]] = []
    able = [
        (int(unit), genotype)
        for unit, genotype in zip(ranked.order, genotypes, strict=False)
        if ranked.adequacy[unit] in (ALONE, ONE_OF_TWO)
    ]
    for (one, mine), (other, theirs) in combinations(able, 2):
        cells = float(ranked.nucleated_cells[one] + ranked.nucleated_cells[other])
        if cells < profile.together:
            continue
        shared = sum(match_count(mine.at(locus), theirs.at(locus)) for locus in profile.loci)
        pair = CordPair(one, other, cells, float(ranked.cd34[one] + ranked.cd34[other]), shared)
        worse, both = sorted((int(mismatches[one]), int(mismatches[other])))[1], int(mismatches[[one, other]].sum())
        found.append(((worse, both, -cells), pair))
    return tuple(pair for _key, pair in sorted(found, key=lambda each: each[0]))


def _adequacy(nucleated: Array, cd34: Array, profile: CordProfile) -> Array:
    unknown = np.isnan(nucleated) | np.isnan(cd34)
    alone = (nucleated >= profile.single_nucleated_cells) & (cd34 >= profile.single_cd34)
    one_of_two = (nucleated >= profile.double_nucleated_cells) & (cd34 >= profile.double_cd34)
    known_small = (nucleated < profile.double_nucleated_cells) | (cd34 < profile.double_cd34)
    return np.select([known_small, unknown, alone, one_of_two], [TOO_SMALL, DOSE_UNKNOWN, ALONE, ONE_OF_TWO], TOO_SMALL)

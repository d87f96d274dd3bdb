"""A patient against every distinct typing of a locus at once: mismatches as a table that donors are looked up in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.registry.group_table import GroupTable
from hemograft.donors.typing.genotype import LocusGenotype, Position, expressed

Array = NDArray[Any]
COPIES = 2


@dataclass(frozen=True)
class MismatchTable:
    """Mismatches at a locus by typing code, 0 to 2: the fewest and the most that ambiguity leaves open."""

    fewest: Array
    most: Array


def mismatch_table(patient: LocusGenotype, donors: GroupTable) -> MismatchTable:
    """Counts the mismatches of one patient with each typing of a table.

    Untyped leaves everything open, on either side. Two positions can match where they share a group, and certainly
    match where each holds one group and it is the same; two positions that express nothing match.
    """
    fewest, most = np.zeros(donors.typings, np.uint8), np.full(donors.typings, COPIES, np.uint8)
    typed = np.diff(donors.typing_starts) > 0
    if not patient.typed or not typed.any():
        return MismatchTable(fewest, most)
    starts = donors.typing_starts[:-1][typed]
    pairs = [expressed(pair) for pair in patient.alternatives]
    possible = [_mismatches(pair, donors, _may_match) for pair in pairs]
    certain = [_mismatches(pair, donors, _must_match) for pair in pairs]
    fewest[typed] = np.minimum.reduceat(np.minimum.reduce(possible), starts)
    most[typed] = np.maximum.reduceat(np.maximum.reduce(certain), starts)
    return MismatchTable(fewest, most)


def _mismatches(
    patient: tuple[Position, Position], donors: GroupTable, meets: Callable[[Position, GroupTable], Array]
) -> Array:
    """Mismatches with each alternative of the table in the better of the two orientations."""
    first, second = (meets(position, donors)[donors.pairs] for position in patient)
    both = (first[:, 0] & second[:, 1]) | (first[:, 1] & second[:, 0])
    return (COPIES - both - (first | second).any(axis=1)).astype(np.uint8)


def _may_match(patient: Position, donors: GroupTable) -> Array:
    return (donors.null if patient.null else np.zeros_like(donors.null)) | (donors.carried(patient.groups) > 0)


def _must_match(patient: Position, donors: GroupTable) -> Array:
    if patient.null:
        return donors.null
    return (donors.carried(patient.groups) == 1) & (donors.sizes == 1) & (len(patient.groups) == 1)

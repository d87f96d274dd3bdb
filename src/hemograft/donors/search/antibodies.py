"""Donor-specific antibodies: which typings carry what an antibody of the patient is against."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.registry.group_table import GroupTable

Array = NDArray[Any]

ABSENT, POSSIBLE, CERTAIN = 0, 1, 2


@dataclass(frozen=True)
class Antibody:
    """An antibody of the patient: the locus and the match groups it is against, and its mean fluorescence intensity."""

    written: str
    locus: str
    groups: frozenset[str]
    intensity: float


def carriage(antibody: Antibody, donors: GroupTable) -> Array:
    """Whether each typing of the antibody's locus carries its antigen: ``ABSENT``, ``POSSIBLE`` or ``CERTAIN``.

    Certain where every alternative has a position all of whose groups the antibody is against. An untyped locus may
    carry anything.
    """
    found = np.full(donors.typings, POSSIBLE, np.uint8)
    typed = np.diff(donors.typing_starts) > 0
    if not typed.any():
        return found
    carried = donors.carried(antibody.groups)
    may = (carried > 0)[donors.pairs].any(axis=1)
    must = ((carried == donors.sizes) & (carried > 0))[donors.pairs].any(axis=1)
    starts = donors.typing_starts[:-1][typed]
    found[typed] = np.logical_or.reduceat(may, starts).astype(np.uint8) + np.logical_and.reduceat(must, starts)
    return found

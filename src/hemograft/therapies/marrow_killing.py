"""Killing of marrow by whatever strikes a clone at a steady rate for some days; several at once add.

Conditioning, donor T cells, drugs after the graft and rejection all end up here, so that the end of one does not end
another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.hematopoiesis.interventions import Intervention, SetParameter


@dataclass(frozen=True)
class Killing:
    """Rates of death, 1/day, of one clone's progenitors and stem cells from day ``first`` to day ``last``.

    Rates are one number or one a patient.
    """

    clone: str
    first: float
    last: float
    progenitors: Any
    stem_cells: Any


def killing_interventions(killings: Iterable[Killing]) -> tuple[Intervention, ...]:
    """The sum of all killings of each clone, set anew on every day on which one of them begins or ends."""
    killings = tuple(killings)
    interventions: list[Intervention] = []
    for clone in dict.fromkeys(killing.clone for killing in killings):
        own = [killing for killing in killings if killing.clone == clone]
        for day in sorted({moment for killing in own for moment in (killing.first, killing.last)}):
            acting = [killing for killing in own if killing.first <= day < killing.last]
            progenitors = sum((killing.progenitors for killing in acting), start=0.0)
            stem_cells = sum((killing.stem_cells for killing in acting), start=0.0)
            interventions += [
                SetParameter(day, f"{clone}.conditioning", progenitors),
                SetParameter(day, f"{clone}.stem_cell_conditioning_sensitivity", _ratio(stem_cells, progenitors)),
            ]
    return tuple(interventions)


def _ratio(stem_cells: Any, progenitors: Any) -> Any:
    """Stem cells' share of the kill; 1, which is its value at rest, where nothing is killed."""
    killed = np.asarray(progenitors) > 0.0
    ratio = np.where(killed, stem_cells, 1.0) / np.where(killed, progenitors, 1.0)
    return ratio if np.ndim(ratio) else float(ratio)

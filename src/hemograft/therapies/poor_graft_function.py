"""Treatments of platelets that stay low after transplantation: a CD34 boost, and eltrombopag.

Both are decided at the bedside, by mornings with few platelets: who is still transfused falls below the level again
and again.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions

NEVER = -1e9
"""A day so long ago that it does not count."""


def _last_low(morning: Morning, before: Array) -> Array:
    """The last day with platelets below the level of poor graft function, one a patient."""
    return np.where(morning.platelets < number("poor_graft_function.platelets"), morning.day, before)


def _dependent(morning: Morning, last_low: Array) -> Array:
    """Whether platelets were low on some morning of the last week, or were kept up by transfusion."""
    return (morning.day - last_low < number("poor_graft_function.days")).astype(float)


@dataclass(frozen=True)
class StemCellBoost:
    """CD34-selected cells of the same donor, without conditioning, on one ``day`` to patients who need platelets.

    ``cd34_per_kg`` and ``donor_marrow``, whether the marrow is the donor's (else a boost is rejected), are one value
    or one a patient.
    """

    day: int
    cd34_per_kg: Any
    donor_marrow: Any = True

    def begin(self, patients: int) -> Array:
        """Nobody was low yet."""
        return np.full(patients, NEVER)

    def decide(self, morning: Morning, memory: Array) -> Orders:
        """The boost, on its day, for those who were low in the week before."""
        last_low = _last_low(morning, memory)
        if morning.day != self.day:
            return Orders(memory=last_low)
        given = _dependent(morning, last_low) * self.donor_marrow
        cells = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, self.cd34_per_kg, float(self.day)))
        boost: tuple[Intervention, ...] = tuple(
            replace(item, day=float(self.day), amount=item.amount * given)
            for item in cells
            if isinstance(item, AddToState)
        )
        return Orders(boost, memory=last_low)


@dataclass(frozen=True)
class EltrombopagAfterTransplantation:
    """Daily eltrombopag for eight weeks, as in the trial of Ahmed et al 2021.

    It starts on the first morning from ``first_day`` to ``last_day`` on which platelets were low within the week and
    neutrophils are back. Memory: the last low day and the day of the start.
    """

    first_day: int
    last_day: int

    def begin(self, patients: int) -> tuple[Array, Array]:
        """Nobody was low yet, nobody is treated."""
        return np.full(patients, NEVER), np.full(patients, NEVER)

    def decide(self, morning: Morning, memory: tuple[Array, Array]) -> Orders:
        """Today's tablets."""
        last_low, start = _last_low(morning, memory[0]), memory[1]
        if self.first_day <= morning.day <= self.last_day:
            ready = morning.neutrophils >= number("eltrombopag.after_transplantation_neutrophils")
            starts = (start == NEVER) & ready & (_dependent(morning, last_low) > 0.0)
            start = np.where(starts, morning.day, start)
        treated = morning.day - start < number("eltrombopag.after_transplantation_days")
        dose = np.where(treated, number("eltrombopag.after_transplantation_dose"), 0.0)
        return Orders((AddToState(morning.day, "eltrombopag.depot", dose),), memory=(last_low, start))

"""Treatments of platelets that stay low after transplantation: a CD34 boost, and eltrombopag.

Both are decided at the bedside, by mornings with few platelets: who is still transfused falls below the level again
and again.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions

NEVER = -1e9
"""A day so long ago that it does not count."""
Boosts = tuple[Array, Array, NDArray[np.bool_]]


def _last_low(morning: Morning, before: Array) -> Array:
    """The last day with platelets below the level of poor graft function, one a patient."""
    return np.where(morning.platelets < number("poor_graft_function.platelets"), morning.day, before)


def _dependent(morning: Morning, last_low: Array) -> Array:
    """Whether platelets were low on some morning of the last week, or were kept up by transfusion."""
    return (morning.day - last_low < number("poor_graft_function.days")).astype(float)


@dataclass(frozen=True)
class StemCellBoost:
    """CD34-selected cells of the same donor, without conditioning, once to patients who go on needing platelets.

    They are given on the first morning from ``first_day`` on that ends weeks of dependence, unless the graft has
    failed by then (``graft_failure``, a day), for it would be rejected. ``cd34_per_kg`` and that day are one value or
    one a patient. Memory: the last low day, the first day of the dependence, who was given cells.
    """

    first_day: int
    cd34_per_kg: Any
    graft_failure: Any = np.inf

    def begin(self, patients: int) -> Boosts:
        """Nobody was low yet, nobody is treated."""
        return np.full(patients, NEVER), np.full(patients, np.inf), np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: Boosts) -> Orders:
        """The boost for those whose dependence has lasted."""
        last_low, since, treated = _last_low(morning, memory[0]), memory[1], memory[2]
        since = np.where(_dependent(morning, last_low) > 0.0, np.minimum(since, morning.day), np.inf)
        lasting = morning.day - since >= number("poor_graft_function.boost_dependence")
        given = lasting & ~treated & (self.first_day <= morning.day) & (morning.day < self.graft_failure)
        memory = (last_low, since, treated | given)
        if not given.any():
            return Orders(memory=memory)
        cells = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, self.cd34_per_kg, float(morning.day)))
        boost: tuple[Intervention, ...] = tuple(
            replace(item, day=float(morning.day), amount=item.amount * given)
            for item in cells
            if isinstance(item, AddToState)
        )
        return Orders(boost, memory=memory)


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

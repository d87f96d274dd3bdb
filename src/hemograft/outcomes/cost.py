"""What care costs: units of each resource on the days on which they are used, times the prices of whoever asks.

Hemograft counts resources and knows no prices. A cost counts for less the later it falls, by the yearly rate at which
quality-adjusted years are discounted too (as the Second Panel on Cost-Effectiveness does: Sanders et al, JAMA 2016).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hemograft.outcomes.history import ClinicalHistory
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR, discounted_years
from hemograft.simulation.integrator import Array


@dataclass(frozen=True)
class Given:
    """Units of a resource used on days of the plan: ``day`` and ``units`` broadcast to (times, patients).

    A day of infinity never comes.
    """

    resource: str
    day: Array
    units: Array

    def discounted_units(self, by: float, discount: float) -> Array:
        """Units used up to day ``by``, each times (1 + discount) to the minus years until then; shape (patients,)."""
        day, units = np.broadcast_arrays(np.asarray(self.day, dtype=float), np.asarray(self.units, dtype=float))
        present = np.where(day <= by, units, 0.0) * (1.0 + discount) ** (-np.minimum(day, by) / DAYS_PER_YEAR)
        return present.sum(axis=0)


@dataclass(frozen=True)
class Lasting:
    """A resource used evenly, ``per_day`` units from day ``first`` to day ``last``; each broadcasts to (patients,)."""

    resource: str
    per_day: Array
    first: Array
    last: Array

    def discounted_units(self, by: float, discount: float) -> Array:
        """As `Given.discounted_units`: the integral of what is used, over the days up to ``by``."""
        years = discounted_years(np.minimum(self.first, by), np.minimum(self.last, by), discount)
        return np.asarray(self.per_day * years * DAYS_PER_YEAR, dtype=float)


Use = Given | Lasting


def while_alive(uses: Iterable[Use], history: ClinicalHistory) -> tuple[Use, ...]:
    """What of the uses falls to patients who live and are followed; the day of death is still a day of care."""
    end = np.minimum(history.death, history.followed)
    return tuple(
        replace(use, units=np.where(use.day <= end, use.units, 0.0))
        if isinstance(use, Given)
        else replace(use, last=np.minimum(use.last, end))
        for use in uses
    )


def units_used(uses: Iterable[Use], by: float, patients: int) -> dict[str, Array]:
    """Units of each resource used up to day ``by``, not discounted, each of shape (patients,)."""
    found: dict[str, Array] = {}
    for use in uses:
        found[use.resource] = found.get(use.resource, np.zeros(patients)) + use.discounted_units(by, 0.0)
    return found


def cost(uses: Iterable[Use], prices: Mapping[str, float], by: float, patients: int, discount: float = 0.0) -> Array:
    """Cost of each patient's care up to day ``by``, shape (patients,), in the currency of the prices.

    Args:
        uses: what was used, as `while_alive` leaves it.
        prices: per unit, by resource; a resource without one costs nothing.
        by: day of the plan.
        patients: how many.
        discount: rate a year at which later costs count for less; 0 for none.
    """
    total: Array = np.zeros(patients)
    for use in uses:
        if price := prices.get(use.resource, 0.0):
            total = total + price * use.discounted_units(by, discount)
    return total

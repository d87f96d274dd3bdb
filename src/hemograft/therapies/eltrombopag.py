"""Eltrombopag: daily tablets, adapted every two weeks to the platelet count.

Kinetics of Gibiansky et al 2011 (ITP) and of Farrell et al, BJCP 2014 (chronic liver disease), with absorption as
one first-order step of the same mean time.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.oral_agonist import oral_agonist

HOURS_PER_DAY = 24.0
MILDEST_CHILD_PUGH = 5.0
"""The lowest possible score, where the factor on clearance is 1."""


def _value(name: str) -> float:
    return number(f"eltrombopag.{name}")


def mean_absorption_time() -> float:
    """Days from tablet to blood: lag, then slow and fast first-order absorption (Farrell 2014)."""
    slow, fast = _value("absorption_rate_early"), _value("absorption_rate_late")
    switch, lag = _value("absorption_switch_time"), _value("absorption_lag")
    left = np.exp(-slow * (switch - lag))
    hours = lag + (1.0 - left) / slow + left / fast
    return float(hours) / HOURS_PER_DAY


def eltrombopag(potency: float = 1.0, *, chronic_liver_disease: bool = False) -> Drug:
    """The drug; liver disease slows its clearance.

    ``potency`` is that in the patient's disease over that in cirrhosis, where it was calibrated.
    """
    if chronic_liver_disease:
        slope = _value("liver_clearance_slope_child_pugh")
        clearance = (
            _value("liver_clearance")
            * _value("liver_clearance_factor")
            * (1.0 - slope * (_value("child_pugh") - MILDEST_CHILD_PUGH))
        )
        central, outer = _value("liver_central_volume"), _value("liver_peripheral_volume")
        exchange = _value("liver_intercompartmental_clearance")
    else:
        clearance, exchange = _value("clearance"), _value("intercompartmental_clearance")
        central, outer = _value("central_volume"), _value("peripheral_volume")
    return oral_agonist(
        "eltrombopag",
        absorption=1.0 / mean_absorption_time(),
        elimination=clearance / central * HOURS_PER_DAY,
        to_shallow=exchange / central * HOURS_PER_DAY,
        from_shallow=exchange / outer * HOURS_PER_DAY,
        to_deep=0.0,
        from_deep=0.0,
        volume=central,
        equivalent=_value("thrombopoietin_equivalent") / potency,
    )


@dataclass(frozen=True)
class EltrombopagTitration:
    """Daily dose by the label, reviewed every ``interval`` days; levels in 10^9/L, doses in mg."""

    start: float
    increment: float
    maximum: float
    increase_below: float
    interval: int
    first_day: int = 0

    def begin(self, patients: int) -> Any:
        """Everybody starts at the first dose; nobody is on hold."""
        return np.full(patients, self.start), np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: tuple[Array, Any]) -> Orders:
        """Today's tablets: raise below the goal, reduce above 200, pause above 400 and resume below 150
        one step lower; 12.5 mg is the smallest dose."""
        since_start = morning.day - self.first_day
        if since_start < 0:
            return Orders(memory=memory)
        dose, paused = memory
        platelets = morning.platelets
        too_high = platelets > number("eltrombopag.label_stop_above")
        if since_start > 0 and since_start % self.interval == 0:
            low = ~paused & (platelets < self.increase_below)
            # above the level of a pause the resumed dose is the lower one: not lowered twice
            high = ~paused & ~too_high & (platelets > number("eltrombopag.label_reduce_above"))
            dose = self._within(np.where(low, self._raised(dose), dose - self.increment * high))
        resumed = paused & (platelets < number("eltrombopag.label_resume_below"))
        dose = np.where(resumed, self._within(dose - self.increment), dose)
        paused = (paused & ~resumed) | too_high
        given = np.where(paused, 0.0, dose)
        return Orders((AddToState(morning.day, "eltrombopag.depot", given),), memory=(dose, paused))

    def _raised(self, dose: Array) -> Array:
        """From 12.5 mg the label goes to 25 mg first, then by whole steps."""
        smallest = number("eltrombopag.label_start_dose_east_asian_and_hepatic")
        return np.where(dose <= smallest, 2.0 * smallest, dose + self.increment)

    def _within(self, dose: Array) -> Array:
        return np.clip(dose, number("eltrombopag.label_start_dose_east_asian_and_hepatic"), self.maximum)


def immune_thrombocytopenia_titration(first_day: int = 0) -> EltrombopagTitration:
    """50 mg daily, by 25 mg up to 75 mg, goal above 50."""
    return EltrombopagTitration(
        start=_value("label_start_dose"),
        increment=_value("label_increment"),
        maximum=_value("label_maximum_dose"),
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_interval")),
        first_day=first_day,
    )


def chronic_liver_disease_titration(first_day: int = 0) -> EltrombopagTitration:
    """25 mg daily, by 25 mg up to 100 mg, goal above 50."""
    return EltrombopagTitration(
        start=_value("label_liver_start_dose"),
        increment=_value("label_liver_increment"),
        maximum=_value("label_liver_maximum_dose"),
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_interval")),
        first_day=first_day,
    )

"""Eltrombopag: daily tablets, adapted every two weeks to the platelet count.

Kinetics of Gibiansky et al 2011 (ITP) and of Farrell et al, BJCP 2014 (chronic liver disease), with absorption as
one first-order step of the same mean time.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.compartments import HOURS_PER_DAY
from hemograft.therapies.oral_agonist import oral_agonist

OBSERVED_DAYS = 7
"""Days before a review in which a response must hold."""
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
class _TitrationMemory:
    dose: Array  # mg
    paused: NDArray[np.bool_]
    responded: NDArray[np.bool_]
    without_success_since: Array  # day, NaN after a response or where the dose can still go up
    given_up: NDArray[np.bool_]


@dataclass(frozen=True)
class EltrombopagTitration:
    """Daily dose by the label, reviewed every ``interval`` days; levels in 10^9/L, doses in mg.

    ``patience`` is how many days the maximum dose is tried before the drug is given up where no count has sufficed yet;
    a patient whose count has risen so far keeps it. ``days`` is how long a course of fixed length lasts.
    """

    start: float
    increment: float
    maximum: float
    increase_below: float
    interval: int
    patience: float = float("inf")
    days: float = float("inf")
    first_day: int = 0

    def begin(self, patients: int) -> _TitrationMemory:
        """Everybody starts at the first dose; nobody is on hold."""
        never = np.zeros(patients, dtype=bool)
        return _TitrationMemory(np.full(patients, self.start), never, never, np.full(patients, np.nan), never)

    def decide(self, morning: Morning, memory: _TitrationMemory) -> Orders:
        """Today's tablets: raise below the goal, reduce above 200, pause above 400 and resume below 150
        one step lower; 12.5 mg is the smallest dose."""
        since_start = morning.day - self.first_day
        if not 0 <= since_start < self.days:
            return Orders(memory=memory)
        memory = self._adapted(memory, morning, review=since_start > 0 and since_start % self.interval == 0)
        given = np.where(memory.paused | memory.given_up, 0.0, memory.dose)
        return Orders((AddToState(morning.day, "eltrombopag.depot", given),), memory=memory)

    def _adapted(self, memory: _TitrationMemory, morning: Morning, *, review: bool) -> _TitrationMemory:
        dose, paused, platelets = memory.dose, memory.paused, morning.platelets
        too_high = platelets > number("eltrombopag.label_stop_above")
        if review:
            low = ~paused & (platelets < self.increase_below)
            # above the level of a pause the resumed dose is the lower one: not lowered twice
            high = ~paused & ~too_high & (platelets > number("eltrombopag.label_reduce_above"))
            dose = self._within(np.where(low, self._raised(dose), dose - self.increment * high))
        resumed = paused & (platelets < number("eltrombopag.label_resume_below"))
        dose = np.where(resumed, self._within(dose - self.increment), dose)
        enough = platelets >= number("eltrombopag.sufficient_count")
        responded = memory.responded | (enough & (morning.day > self.first_day))
        failing = ~responded & (dose >= self.maximum)
        begun = np.where(np.isnan(memory.without_success_since), morning.day, memory.without_success_since)
        since = np.where(failing, begun, np.nan)
        return _TitrationMemory(
            dose=dose,
            paused=(paused & ~resumed) | too_high,
            responded=responded,
            without_success_since=since,
            given_up=memory.given_up | (morning.day - since >= self.patience),
        )

    def _raised(self, dose: Array) -> Array:
        """From 12.5 mg the label goes to 25 mg first, then by whole steps."""
        smallest = number("eltrombopag.label_start_dose_east_asian_and_hepatic")
        return np.where(dose <= smallest, 2.0 * smallest, dose + self.increment)

    def _within(self, dose: Array) -> Array:
        return np.clip(dose, number("eltrombopag.label_start_dose_east_asian_and_hepatic"), self.maximum)


def immune_thrombocytopenia_titration() -> EltrombopagTitration:
    """50 mg daily, by 25 mg up to 75 mg, goal above 50; given up after four weeks of 75 mg if no count was 30."""
    return EltrombopagTitration(
        start=_value("label_start_dose"),
        increment=_value("label_increment"),
        maximum=_value("label_maximum_dose"),
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_interval")),
        patience=_value("label_stop_after_maximum"),
    )


def chronic_liver_disease_titration() -> EltrombopagTitration:
    """25 mg daily, by 25 mg up to 100 mg, goal above 50."""
    return EltrombopagTitration(
        start=_value("label_liver_start_dose"),
        increment=_value("label_liver_increment"),
        maximum=_value("label_liver_maximum_dose"),
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_interval")),
    )


def aplastic_anemia_titration() -> EltrombopagTitration:
    """After immunosuppression: 50 mg daily, by 50 mg up to 150 mg, goal above 50. When to give up is decided on all
    lineages: see `EltrombopagReview`."""
    return EltrombopagTitration(
        start=_value("label_aplasia_start_dose"),
        increment=_value("label_aplasia_increment"),
        maximum=_value("label_aplasia_maximum_dose"),
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_aplasia_interval")),
    )


def aplastic_anemia_first_line() -> EltrombopagTitration:
    """With immunosuppression: 150 mg daily for six months, lowered above 200 only."""
    dose = _value("label_aplasia_first_line_dose")
    return EltrombopagTitration(
        start=dose,
        increment=_value("label_increment"),
        maximum=dose,
        increase_below=_value("label_increase_below"),
        interval=int(_value("label_aplasia_interval")),
        days=_value("label_aplasia_first_line_days"),
    )


@dataclass(frozen=True)
class _ReviewMemory:
    titration: Any
    start: Morning | None
    least: Morning | None  # of the last week before the review: a transfusion is no response
    given_up: NDArray[np.bool_]


@dataclass(frozen=True)
class EltrombopagReview:
    """Eltrombopag after immunosuppression: given up after 16 weeks where no lineage has answered for a week."""

    titration: EltrombopagTitration

    def begin(self, patients: int) -> _ReviewMemory:
        """The counts of the first day are what a response is measured from."""
        return _ReviewMemory(self.titration.begin(patients), None, None, np.zeros(patients, dtype=bool))

    def decide(self, morning: Morning, memory: _ReviewMemory) -> Orders:
        """The titration's tablets, without those of patients for whom the drug was given up."""
        since_start = morning.day - self.titration.first_day
        review = int(_value("label_aplasia_stop_after"))
        start = morning if since_start == 0 else memory.start
        least, given_up = memory.least, memory.given_up
        if review - OBSERVED_DAYS < since_start <= review:
            least = morning if least is None else _lower(least, morning)
        if since_start == review and start is not None and least is not None:
            given_up = ~hematologic_response(start, least)
        orders = self.titration.decide(morning, memory.titration)
        tablets = tuple(
            replace(dose, amount=np.where(given_up, 0.0, dose.amount))
            for dose in orders.interventions
            if isinstance(dose, AddToState)
        )
        return Orders(tablets, memory=_ReviewMemory(orders.memory, start, least, given_up))


def _lower(one: Morning, other: Morning) -> Morning:
    return replace(
        other,
        platelets=np.minimum(one.platelets, other.platelets),
        neutrophils=np.minimum(one.neutrophils, other.neutrophils),
        hemoglobin=np.minimum(one.hemoglobin, other.hemoglobin),
    )


def hematologic_response(before: Morning, now: Morning) -> NDArray[np.bool_]:
    """A clear rise of platelets, hemoglobin or neutrophils; criteria of the trial in refractory disease."""
    return (
        (now.platelets - before.platelets >= _value("aplasia_response_platelet_rise"))
        | (now.hemoglobin - before.hemoglobin >= _value("aplasia_response_hemoglobin_rise"))
        | (now.neutrophils - before.neutrophils >= _value("aplasia_response_neutrophil_rise"))
    )

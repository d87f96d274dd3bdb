"""Avatrombopag: tablets with food, adapted to the platelet count in six weekly schedules, or five days before a
procedure in chronic liver disease.

Kinetics of Liu 2025 (one compartment); the chain of absorption steps is taken as one step of the same mean time.
Schedules of the US prescribing information.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number, record
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.compartments import HOURS_PER_DAY
from hemograft.therapies.oral_agonist import oral_agonist

DAYS_PER_WEEK = 7
READING_DAYS = (0, 3)
"""Days of the week on which counts are read: the first for all patients, both for those on a pause."""


def _value(name: str) -> float:
    return number(f"avatrombopag.{name}")


def avatrombopag(potency: float = 1.0) -> Drug:
    """The drug; ``potency`` is that in the patient's disease over that in cirrhosis."""
    absorption_hours = _value("mean_transit_time") + 1.0 / _value("absorption_rate")
    return oral_agonist(
        "avatrombopag",
        absorption=HOURS_PER_DAY / absorption_hours,
        elimination=HOURS_PER_DAY * _value("clearance") / _value("volume"),
        to_shallow=0.0,
        from_shallow=0.0,
        to_deep=0.0,
        from_deep=0.0,
        volume=_value("volume"),
        equivalent=_value("thrombopoietin_equivalent") / potency,
    )


def tablets_on(weekday: int, weekly: Array) -> Array:
    """Tablets on a day of the week (0 to 6) for ``weekly`` tablets, spread as evenly as whole tablets allow."""
    return np.floor((weekday + 1) * weekly / DAYS_PER_WEEK) - np.floor(weekday * weekly / DAYS_PER_WEEK)


@dataclass(frozen=True)
class _TitrationMemory:
    level: NDArray[np.int_]  # place in the list of weekly schedules
    changed: Array  # day of the last change
    responded: NDArray[np.bool_]
    without_success_since: Array  # day, NaN after a response or where the schedule can still go up
    paused: NDArray[np.bool_]
    given_up: NDArray[np.bool_]


@dataclass(frozen=True)
class AvatrombopagTitration:
    """By the label (10^9/L): one schedule up below 50, one down above 200, each for at least two weeks; paused above
    400 and resumed below 150 one schedule down; given up after four weeks of the highest schedule where no count has
    reached 50 yet, or after two of the lowest above 400. Counts are read weekly, on a pause twice a week."""

    first_day: int = 0

    def begin(self, patients: int) -> _TitrationMemory:
        """Everybody starts with one tablet a day."""
        schedules = np.array(record("avatrombopag.label_weekly_tablets").value)
        start = int(np.flatnonzero(schedules == DAYS_PER_WEEK)[0])
        never = np.zeros(patients, dtype=bool)
        begun = np.full(patients, float(self.first_day))
        return _TitrationMemory(np.full(patients, start), begun, never, np.full(patients, np.nan), never, never)

    def decide(self, morning: Morning, memory: _TitrationMemory) -> Orders:
        """Today's tablets."""
        since_start = morning.day - self.first_day
        if since_start < 0:
            return Orders(memory=memory)
        if since_start > 0 and since_start % DAYS_PER_WEEK in READING_DAYS:
            memory = self._adapted(memory, morning, weekly=since_start % DAYS_PER_WEEK == 0)
        schedules = np.array(record("avatrombopag.label_weekly_tablets").value)
        tablets = tablets_on(since_start % DAYS_PER_WEEK, schedules[memory.level])
        given = np.where(memory.paused | memory.given_up, 0.0, tablets * _value("tablet"))
        return Orders((AddToState(morning.day, "avatrombopag.depot", given),), memory=memory)

    def _adapted(self, memory: _TitrationMemory, morning: Morning, *, weekly: bool) -> _TitrationMemory:
        level, paused, platelets = memory.level, memory.paused, morning.platelets
        highest = np.size(record("avatrombopag.label_weekly_tablets").value) - 1
        read = np.full_like(paused, weekly) | paused
        settled = read & ~paused & (morning.day - memory.changed >= _value("label_interval"))
        insufficient = platelets < _value("label_increase_below")
        too_high = read & (platelets > _value("label_stop_above"))
        high = settled & ~too_high & (platelets > _value("label_reduce_above"))
        resumed = paused & (platelets < _value("label_resume_below"))
        moved = np.clip(level + (settled & insufficient).astype(int) - (high | resumed).astype(int), 0, highest)
        begun = np.where(np.isnan(memory.without_success_since), morning.day, memory.without_success_since)
        responded = memory.responded | (read & ~insufficient)
        failing = ~responded & (moved == highest)
        since = np.where(read, np.where(failing, begun, np.nan), memory.without_success_since)
        excessive = settled & too_high & (level == 0)
        return _TitrationMemory(
            level=moved,
            changed=np.where((moved != level) | resumed, float(morning.day), memory.changed),
            responded=responded,
            without_success_since=since,
            paused=(paused & ~resumed) | too_high,
            given_up=memory.given_up | excessive | (morning.day - since >= _value("label_give_up_after")),
        )


def avatrombopag_course(first_day: int, platelets: float) -> tuple[AddToState, ...]:
    """Five days before a procedure in liver disease: more tablets below 40x10^9/L ``platelets``."""
    severe = platelets < _value("label_liver_severe_below")
    dose = _value("label_liver_dose_severe" if severe else "label_liver_dose")
    days = range(int(_value("label_liver_duration")))
    return tuple(AddToState(first_day + day, "avatrombopag.depot", dose) for day in days)

"""One course of treatment for many patients, day by day: stops, bedside decisions, and what is observed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.simulation.integrator import Array, Integrator
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.bedside import Course, Morning

LUCK = ("platelet_recovery", "bleeding")
"""Purposes of bedside luck; each patient has a stream for each."""
ASSAYS = ("platelets", "neutrophils", "hemoglobin")


@dataclass(frozen=True)
class Patients:
    """Patients of one model: where they start, their parameters, and the numbers that address their luck.

    ``state`` is (states, patients), ``parameters`` (parameters, patients), ``identifiers`` a range. Without a
    ``seed`` nothing is random: assays have no noise and everybody has average luck (calibration).
    """

    system: BloodSystem
    state: Array
    parameters: Array
    identifiers: range
    seed: int | None


@dataclass(frozen=True)
class Trajectory:
    """Daily results; each array is (days + 1, patients).

    ``platelet_units`` counts units given that day, ``orders`` are the interventions that policies decided.
    """

    observables: Observables
    platelet_units: Array
    final_state: Array
    orders: tuple[Intervention, ...]


def simulate(
    patients: Patients,
    course: Course,
    days: int,
    solver: Integrator,
) -> Trajectory:
    """Simulates ``days`` days of a course; counts are read each morning before that day's orders.

    Args:
        patients: whom.
        course: dated interventions and policies. Dated interventions before day 0 are refused.
        days: horizon.
        solver: integrator compiled for ``patients.system``.

    Raises:
        ValueError: an intervention names an unknown state or parameter or lies before day 0.
        IntegrationError: see `Integrator.advance`.
    """
    state, parameters = patients.state.copy(), patients.parameters.copy()
    count = state.shape[1]
    ward = _Ward(patients, days) if course.policies else None
    pending = _by_day(course.schedule)
    memories: list[Any] = [policy.begin(count) for policy in course.policies]
    counts = observe(patients.system, state[:, None], parameters[:, None])
    seen = [counts]
    units = np.zeros((days + 1, count))
    given: list[Intervention] = []
    day = 0
    while True:
        if ward is not None:
            morning = ward.morning(day, counts)
            for index, policy in enumerate(course.policies):
                orders = policy.decide(morning, memories[index])
                memories[index] = orders.memory
                units[day] += orders.platelet_units
                given.extend(orders.interventions)
                _apply(patients.system, orders.interventions, state, parameters)
        if day == days:
            break
        now = float(day)
        for moment, interventions in pending.get(day, ()):
            if moment > now:
                state, now = solver.advance(state, parameters, now, moment), moment
            _apply(patients.system, interventions, state, parameters)
        mornings = range(day + 1, _next_stop(day, days, pending, watched=ward is not None) + 1)
        states = solver.sample(state, parameters, now, [float(morning) for morning in mornings])
        counts = observe(patients.system, states.transpose(1, 0, 2), parameters[:, None])
        seen.append(counts)
        state, day = states[-1].copy(), mornings[-1]
    joined = {field.name: np.concatenate([getattr(part, field.name) for part in seen]) for field in fields(Observables)}
    return Trajectory(Observables(**joined), units, state, tuple(given))


def _next_stop(day: int, days: int, pending: Mapping[int, Any], *, watched: bool) -> int:
    """The next morning on which something may be done: any where policies watch, else that of the schedule."""
    if watched or day in pending:
        return day + 1
    return min([later for later in pending if day < later <= days], default=days)


def _by_day(schedule: Sequence[Intervention]) -> dict[int, list[tuple[float, list[Intervention]]]]:
    """Interventions by whole day, then by exact time, in the given order within a time."""
    ordered = sorted(schedule, key=lambda intervention: intervention.day)
    if ordered and ordered[0].day < 0:
        raise ValueError(f"an intervention lies on day {ordered[0].day:g}; schedules start at day 0")
    groups: dict[int, list[tuple[float, list[Intervention]]]] = {}
    for moment, same_time in groupby(ordered, key=lambda intervention: intervention.day):
        groups.setdefault(int(moment // 1), []).append((float(moment), list(same_time)))
    return groups


def _apply(system: BloodSystem, interventions: Sequence[Intervention], state: Array, parameters: Array) -> None:
    for intervention in interventions:
        if isinstance(intervention, AddToState):
            state[_index(system.state_names, intervention.state, "state")] += intervention.amount
        else:
            row = _index(system.parameter_names, intervention.parameter, "parameter")
            parameters[row] = np.where(intervention.patients, intervention.value, parameters[row])


def _index(names: tuple[str, ...], name: str, kind: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise ValueError(f"{kind} {name!r} is not part of this model; it has {', '.join(names)}") from None


class _Ward:
    """Assay noise and luck of every patient and day, drawn once."""

    def __init__(self, patients: Patients, days: int) -> None:
        def draws(purpose: str) -> Array:
            if patients.seed is None:
                return np.zeros((days + 1, patients.state.shape[1]))
            return normal_draws(patients.seed, patients.identifiers, purpose, days + 1)

        self._luck = {purpose: draws(purpose) for purpose in LUCK}
        self._noise = {
            assay: np.exp(number(f"bedside.{assay.removesuffix('s')}_assay_cv") * draws(f"{assay}_assay"))
            for assay in ASSAYS
        }

    def morning(self, day: int, counts: Observables) -> Morning:
        """What is measured on ``day``, the last of ``counts``."""
        measured = {assay: getattr(counts, assay)[-1] * self._noise[assay][day] for assay in ASSAYS}
        return Morning(day=day, luck={purpose: draws[day] for purpose, draws in self._luck.items()}, **measured)

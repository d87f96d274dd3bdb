"""The year of the cohort in our engine, three ways, and in our portable solver."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np

from benchmarks.cohort import DAYS, Array, Cohort
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.hematopoiesis.observables import observe
from hemograft.simulation.integrator import Integrator, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course


def hemograft_daily(cohort: Cohort, solver: Integrator) -> Array:
    """Our engine with counts of every day."""
    parameters = cohort.parameters[:, None, :]
    seen = [
        observe(cohort.system, states.swapaxes(0, 1), parameters) for states in _course(cohort, solver, range(DAYS + 1))
    ]
    return np.stack(
        [np.concatenate([getattr(part, name) for part in seen]) for name in ("platelets", "neutrophils", "hemoglobin")]
    )


def hemograft_at_once(cohort: Cohort, solver: Integrator) -> Array:
    """Our engine from event to event; the final state only, (states, patients)."""
    *_, final = _course(cohort, solver, (0, DAYS))
    return final[-1]


def hemograft_bedside(cohort: Cohort, solver: Integrator) -> Array:
    """Our simulation as the plan runs it: daily, with everything that is observed."""
    patients = Patients(cohort.system, cohort.state, cohort.parameters, range(cohort.patients), seed=1)
    seen = simulate(patients, Course(schedule=cohort.schedule), DAYS, solver).observables
    return np.stack([seen.platelets, seen.neutrophils, seen.hemoglobin])


def scipy_daily(cohort: Cohort, tolerance: float) -> Array:
    """Our portable second solver with counts of every day."""
    return hemograft_daily(cohort, integrator(cohort.system, tolerance, "scipy"))


def _course(cohort: Cohort, solver: Integrator, outputs: Iterable[int]) -> Iterator[Array]:
    """The states at the outputs, span after span, (times, states, patients); the solver stops there and at events."""
    system, state, parameters = cohort.system, cohort.state, cohort.parameters.copy()
    events = {day: list(group) for day, group in groupby(cohort.schedule, key=lambda event: event.day)}
    wanted = sorted(map(float, outputs))
    yield state[None]
    now = 0.0
    for stop in sorted({*events, wanted[-1]}):
        if stop > now:
            times = sorted({*(day for day in wanted if now < day < stop), stop})
            states = solver.sample(state, parameters, now, times)
            yield states if stop in wanted else states[:-1]
            state, now = states[-1].copy(), stop
        for event in events.get(stop, ()):
            if isinstance(event, AddToState):
                state[system.state_names.index(event.state)] += event.amount
            else:
                parameters[system.parameter_names.index(event.parameter)] = event.value

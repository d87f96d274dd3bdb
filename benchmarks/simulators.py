"""The same year in each simulator."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
import roadrunner

from benchmarks.accuracy import Run, Setting
from benchmarks.cohort import DAYS, VARIED, Array, Cohort
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.hematopoiesis.observables import observe
from hemograft.interop.sbml import sbml_document
from hemograft.simulation.integrator import Integrator, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course


def hemograft_daily(cohort: Cohort, solver: Integrator) -> Array:
    """Our engine with counts of every day."""
    states = np.empty((DAYS + 1, *cohort.state.shape))
    for day, state in enumerate(_course(cohort, solver, range(DAYS + 1))):
        states[day] = state
    seen = observe(cohort.system, states.swapaxes(0, 1), cohort.parameters[:, None, :])
    return np.stack([seen.platelets, seen.neutrophils, seen.hemoglobin])


def hemograft_at_once(cohort: Cohort, solver: Integrator) -> Array:
    """Our engine from event to event; the final state only, (states, patients)."""
    *_, final = _course(cohort, solver, (0, DAYS))
    return final


def hemograft_bedside(cohort: Cohort, solver: Integrator) -> Array:
    """Our simulation as the plan runs it: daily, with everything that is observed."""
    patients = Patients(cohort.system, cohort.state, cohort.parameters, range(cohort.patients), seed=1)
    seen = simulate(patients, Course(schedule=cohort.schedule), DAYS, solver).observables
    return np.stack([seen.platelets, seen.neutrophils, seen.hemoglobin])


def scipy_daily(cohort: Cohort, tolerance: float) -> Array:
    """Our portable second solver with counts of every day."""
    return hemograft_daily(cohort, integrator(cohort.system, tolerance, "scipy"))


def roadrunner_daily(cohort: Cohort, setting: Setting) -> Run:
    """libroadrunner on the SBML file of the first patient; others differ by the varied parameters."""
    system = cohort.system
    text = sbml_document(
        system, list(cohort.state[:, 0]), list(cohort.parameters[:, 0]), cohort.schedule, name="benchmark"
    )
    simulator = roadrunner.RoadRunner(text)
    simulator.timeCourseSelections = ["platelet_count", "neutrophil_count", "hemoglobin"]
    simulator.integrator.maximum_num_steps = 1_000_000
    for name, value in setting.items():
        setattr(simulator.integrator, name, value)
    rows = {name: cohort.parameters[system.parameter_names.index(name)] for name in VARIED}

    def run() -> Array:
        counts = np.empty((3, DAYS + 1, cohort.patients))
        for patient in range(cohort.patients):
            simulator.resetAll()
            for name, values in rows.items():
                simulator.setValue(name, values[patient])
            counts[:, :, patient] = np.asarray(simulator.simulate(0, DAYS, DAYS + 1)).T
        return counts

    return run


def _course(cohort: Cohort, solver: Integrator, outputs: Iterable[int]) -> Iterator[Array]:
    """The states at the outputs, day 0 first; the solver stops there and at every event."""
    system, state, parameters = cohort.system, cohort.state, cohort.parameters.copy()
    events = {day: list(group) for day, group in groupby(cohort.schedule, key=lambda event: event.day)}
    now, *stops = sorted({*map(float, outputs), *events})
    yield state
    for stop in stops:
        state, now = solver.advance(state, parameters, now, stop), stop
        if stop not in events:
            yield state
        for event in events.get(stop, ()):
            if isinstance(event, AddToState):
                state[system.state_names.index(event.state)] += event.amount
            else:
                parameters[system.parameter_names.index(event.parameter)] = event.value

"""The median virtual patient of a case under one strategy, with every order as a dated intervention."""

from dataclasses import dataclass, replace

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.hematopoiesis.observables import Observables
from hemograft.planning.case import Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.strategies import strategies_for
from hemograft.population.individuals import TRAITS, Individuals
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import simulate


@dataclass(frozen=True)
class MedianPatient:
    """What another tool needs to repeat the course; state and parameters in the order of ``system``'s names."""

    name: str
    system: BloodSystem
    state: tuple[float, ...]
    parameters: tuple[float, ...]
    schedule: tuple[Intervention, ...]
    observables: Observables


def median_patient(case: Case, strategy_name: str, days: int) -> MedianPatient:
    """Simulates the patient with every trait at its median, no assay noise, and average luck.

    Bedside policies are resolved: their orders become part of the schedule.

    Raises:
        StrategyError: see `strategies_for`.
        UnexplainedCountError: the diagnosis cannot explain the patient's platelet count.
    """
    (strategy,) = strategies_for(case, (strategy_name,))
    people = Individuals(range(1), 0, {trait: np.ones(1) for trait in TRAITS})
    cohort = case_cohort(case, people)
    patient = replace(cohort.in_system(strategy.system, strategy.prepare), seed=None)
    course = strategy.course(people)
    run = simulate(patient, course, days, integrator(strategy.system))
    return MedianPatient(
        name=f"{case.diagnosis}_{strategy.name}",
        system=strategy.system,
        state=tuple(patient.state[:, 0].tolist()),
        parameters=tuple(patient.parameters[:, 0].tolist()),
        schedule=tuple(
            single for single in map(_single, (*run.orders, *course.schedule)) if single.day <= days and _acts(single)
        ),
        observables=run.observables,
    )


def _single(intervention: Intervention) -> Intervention:
    """The same for the one patient, as plain numbers."""
    if isinstance(intervention, AddToState):
        return replace(intervention, day=float(intervention.day), amount=float(np.ravel(intervention.amount)[0]))
    return replace(
        intervention,
        day=float(intervention.day),
        value=float(np.ravel(intervention.value)[0]),
        patients=bool(np.ravel(intervention.patients)[0]),
    )


def _acts(intervention: Intervention) -> bool:
    return bool(intervention.amount) if isinstance(intervention, AddToState) else bool(intervention.patients)

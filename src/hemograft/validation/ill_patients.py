"""Virtual patients with one cause at one platelet count: their platelet kinetics, and what happens next."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from hemograft.hematopoiesis.blood_system import (
    BloodSystem,
    healthy_state,
    platelet_pool,
    stack_parameters,
    stack_state,
)
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.platelets import normal_production
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import draw_individuals, individual_parameters
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course
from hemograft.thrombocytopenia.cause import Cause
from hemograft.validation.simulation import Simulation


@dataclass(frozen=True)
class IllPatients:
    """Patients of a cause; every array is (patients,) or (days + 1, patients)."""

    cause: Cause
    cohort: Cohort

    @cached_property
    def seen(self) -> Observables:
        """Today's blood values."""
        return observe(self.cohort.system, self.cohort.state, self.cohort.parameters)

    @property
    def production(self) -> Array:
        """Platelets released per day, relative to health."""
        values = self.cohort.system.unpack_parameters(self.cohort.parameters)
        shed = self.cohort.system.unpack_state(self.cohort.state).clones[0].megakaryocyte_mass[-1]
        return shed * values.clones[0].platelet_yield * (1.0 - values.condition.shedding_suppression)

    @property
    def platelet_life(self) -> Array:
        """Days that a platelet of a patient at rest spends in blood and spleen: pool over production."""
        values = self.cohort.system.unpack_parameters(self.cohort.parameters)
        pool = platelet_pool(self.cohort.system.unpack_state(self.cohort.state))
        normal = normal_production(values.common, self.cohort.system.stages.platelets)
        return pool / (normal * self.production)

    def followed(self, days: int, *interventions: Intervention) -> Observables:
        """Daily blood values from today on, the disease's own course and ``interventions`` included."""
        system = self.cohort.system
        course = Course((*self.cause.course, *interventions))
        return simulate(self.cohort.in_system(system), course, days, integrator(system)).observables


def ill_patients(simulation: Simulation, cause: Cause, platelets: float) -> IllPatients:
    """As many patients as the simulation asks for, with a median count of ``platelets`` (10^9/L)."""
    people = draw_individuals(simulation.seed, range(simulation.size))
    return IllPatients(cause, thrombocytopenic_cohort(cause, platelets, people))


def mildly_ill_patients(simulation: Simulation, cause: Cause) -> IllPatients:
    """As many patients with the mildest form of a chronic cause."""
    people = draw_individuals(simulation.seed, range(simulation.size))
    system = BloodSystem()
    well = system.healthy_parameters()
    prone = cause.prone(replace(well, common=individual_parameters(well.common, people)), people.factors)
    severity = np.full(simulation.size, cause.severity_range[0])
    parameters = stack_parameters(cause.apply(prone, severity), simulation.size)
    state = steady_state(system, parameters, stack_state(healthy_state(system), simulation.size))
    return IllPatients(cause, Cohort(system, people, severity, state, parameters))


def first_day_above(counts: Any, level: float) -> Array:
    """Time (days, interpolated) at which daily ``counts`` (days + 1, patients) first pass ``level``.

    0 where they start above it, infinity where they never pass it.
    """
    above = np.asarray(counts) > level
    after = above.argmax(axis=0)
    before = np.maximum(after - 1, 0)
    lane = np.arange(above.shape[1])
    low, high = counts[before, lane], counts[after, lane]
    share = np.divide(high - level, high - low, out=np.zeros_like(high), where=high > low)
    return np.where(above.any(axis=0), np.where(above[0], 0.0, after - share), np.inf)

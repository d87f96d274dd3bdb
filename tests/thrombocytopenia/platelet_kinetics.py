"""How long platelets live in a patient, how many are made, and what happens next: measured on the engine."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.hematopoiesis.blood_system import healthy_state, platelet_pool, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.platelets import normal_production
from hemograft.hematopoiesis.steady_state import Array
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.thrombocytopenia.cause import Cause
from tests.thrombocytopenia.ill_people import HOST

CHAIN = [name for name in HOST.state_names if name.startswith("transfused_platelets_")]


@dataclass(frozen=True)
class Patient:
    """One patient at a count: where the disease left state and parameters, both of shape (_, 1)."""

    cause: Cause
    severity: float
    state: Array
    parameters: Array

    @property
    def seen(self) -> Observables:
        return observe(HOST, self.state, self.parameters)

    @property
    def thrombopoietin(self) -> float:
        return float(self.seen.thrombopoietin[0])

    @property
    def megakaryocytes(self) -> float:
        """Mean number over the stages, 1 at health."""
        return float(np.mean(HOST.unpack_state(self.state).clones[0].megakaryocyte_number))

    @property
    def production(self) -> float:
        """Platelets released per day, relative to health; of a patient at rest also what is lost."""
        values = HOST.unpack_parameters(self.parameters)
        shed = HOST.unpack_state(self.state).clones[0].megakaryocyte_mass[-1]
        released = values.clones[0].platelet_yield * (1.0 - values.condition.shedding_suppression)
        return float((shed * released)[0])

    @property
    def own_life(self) -> float:
        """Days that a platelet of a patient at rest spends in blood and spleen: pool over production."""
        values = HOST.unpack_parameters(self.parameters)
        pool = platelet_pool(HOST.unpack_state(self.state))
        normal = normal_production(values.common, HOST.stages.platelets)
        return float((pool / normal)[0]) / self.production

    @property
    def transfused_life(self) -> float:
        """Days that a transfused platelet spends in blood and spleen today: residence time of the linear chain."""
        rows = [HOST.state_names.index(name) for name in CHAIN]
        base = np.array(HOST.derivative(np, self.state, self.parameters), dtype=object)[rows]
        slopes = np.empty((len(rows), len(rows)))
        for column, row in enumerate(rows):
            marked = self.state.copy()
            marked[row] += 1e-6
            changed = np.array(HOST.derivative(np, marked, self.parameters), dtype=object)[rows]
            slopes[:, column] = [float((after - before)[0]) / 1e-6 for after, before in zip(changed, base, strict=True)]
        first = np.eye(len(rows))[0]
        return float(-np.sum(np.linalg.solve(slopes, first)))

    def followed(self, days: int, *interventions: Intervention) -> Observables:
        """Daily blood values from today on, the disease's own course and ``interventions`` included."""
        patients = Patients(HOST, self.state, self.parameters, range(1), None)
        course = Course((*self.cause.course, *interventions))
        return simulate(patients, course, days, integrator(HOST)).observables


def patient(cause: Cause, platelets: float, before: BloodParameters | None = None) -> Patient:
    """The average person, or one with the parameters ``before``, with that many platelets (10^9/L) by that cause."""
    before = before or HOST.healthy_parameters()
    guess = stack_state(healthy_state(HOST), 1)
    severity, state = severity_for(HOST, before, cause, np.array([platelets]), guess)
    return Patient(cause, float(severity[0]), state, stack_parameters(cause.apply(before, severity), 1))


def day_above(counts: Any, level: float) -> float:
    """First time (days, interpolated) at which daily ``counts`` of one patient exceed ``level`` (10^9/L)."""
    values = np.asarray(counts)[:, 0]
    after = int(np.argmax(values > level))
    assert values[after] > level > values[0]
    return after - (values[after] - level) / (values[after] - values[after - 1])

"""Courses that do not depend on platelets: lusutrombopag for a week, filgrastim until neutrophils are back."""

from typing import Any

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.filgrastim import FilgrastimUntilEngraftment, filgrastim
from hemograft.therapies.lusutrombopag import lusutrombopag_course
from tests.therapies.ward import added, morning

DOSE = number("filgrastim.dose")


def test_lusutrombopag_is_three_milligrams_for_seven_days():
    assert lusutrombopag_course(2) == tuple(AddToState(day, "lusutrombopag.depot", 3.0) for day in range(2, 9))


def test_lusutrombopag_of_the_volunteer_study():
    course = lusutrombopag_course(0, dose=2.0, days=14)
    assert [(dose.day, dose.amount) for dose in course] == [(day, 2.0) for day in range(14)]


def filgrastim_doses(neutrophils: list[Any], first_day: int = 0) -> list[Any]:
    """The dose of each morning, one number or one a patient."""
    policy = FilgrastimUntilEngraftment(first_day)
    memory: Any = policy.begin(np.size(neutrophils[0]))
    given: list[Any] = []
    for day, count in enumerate(neutrophils):
        orders = policy.decide(morning(day, neutrophils=count), memory)
        memory = orders.memory
        given.append(np.squeeze(sum(dose.amount for dose in added(orders.interventions))).tolist())
    return given


STOP_RULE = {
    "given while neutropenic": ([0.0, 0.1, 0.4, 0.49], [1, 1, 1, 1]),
    "stops on the third morning at 0.5": ([0.1, 0.5, 0.5, 0.5, 0.5], [1, 1, 1, 0, 0]),
    "a dip starts the count anew": ([0.6, 0.6, 0.4, 0.6, 0.6, 0.6], [1, 1, 1, 1, 1, 0]),
    "done is done": ([1.0, 1.0, 1.0, 0.1, 0.1], [1, 1, 0, 0, 0]),
}


@pytest.mark.parametrize("name", STOP_RULE)
def test_filgrastim_until_neutrophils_are_back(name):
    counts, expected = STOP_RULE[name]
    assert filgrastim_doses(counts) == [DOSE * given for given in expected]


def test_mornings_before_the_first_day_do_not_count():
    assert filgrastim_doses([4.0] * 5, first_day=2) == [0.0, 0.0, DOSE, DOSE, 0.0]


def test_patients_stop_apart():
    assert filgrastim_doses([[0.1, 2.0]] * 4)[-1] == [DOSE, 0.0]


def test_a_week_of_filgrastim_raises_neutrophils_of_the_healthy_and_they_come_back():
    system = BloodSystem(drugs=(filgrastim(),))
    patients = Patients(
        system, stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1), range(1), None
    )
    week = tuple(AddToState(float(day), "filgrastim.depot", DOSE) for day in range(7))
    counts = simulate(patients, Course(week), 45, integrator(system)).observables
    assert 2.0 < counts.neutrophils.max() / counts.neutrophils[0, 0] < 12.0
    assert counts.neutrophils[-1] == pytest.approx(counts.neutrophils[0], rel=0.05)
    assert counts.hemoglobin[-1] == pytest.approx(14.0, abs=0.2)

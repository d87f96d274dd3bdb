"""A second transplantation: when it is given, to whom, and that counts come back after a failed graft."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.graft_failure import graft_failure
from hemograft.therapies.marrow_killing import Killing, killing_interventions
from hemograft.therapies.second_transplantation import SecondTransplantation
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    conditioning_interventions,
    graft_interventions,
)
from tests.therapies.ward import added, morning, settings

ONE = BloodSystem(clones=("host", "donor"))
INFUSION = 7.0
DELAY, CONDITIONING = (int(number(f"second_transplantation.{name}")) for name in ("delay", "conditioning_days"))
KNOWN = INFUSION + number("transplantation.primary_graft_failure_day")


def orders(failure: Array, days: int = 200) -> dict[int, tuple[Intervention, ...]]:
    """What is ordered by morning, where anything is."""
    policy = SecondTransplantation(failure, np.ones(len(failure), dtype=bool))
    policy.begin(len(failure))
    found = {day: policy.decide(morning(day), None).interventions for day in range(days)}
    return {day: given for day, given in found.items() if given}


def test_without_failure_nothing_is_ever_ordered():
    assert orders(np.full(3, np.inf)) == {}


def test_conditioning_comes_days_before_the_cells_and_ends_with_them():
    found = orders(np.array([40.0]))
    assert list(found) == [40 + DELAY - CONDITIONING, 40 + DELAY]
    start, end = (settings(given) for given in found.values())
    assert [(item.parameter, item.value) for item in start] == [
        ("host.conditioning", number("second_transplantation.kill_rate"))
    ]
    assert [(item.parameter, item.value) for item in end] == [("host.conditioning", 0.0)]
    assert added(found[40 + DELAY])


@given(st.floats(5.0, 120.0))
def test_the_cells_come_once_and_not_before_the_delay(failure):
    found = orders(np.array([failure]))
    given_on = [day for day, given in found.items() if added(given)]
    assert len(given_on) == 1
    assert 0.0 <= given_on[0] - failure - DELAY < 1.0


def test_where_it_does_not_take_there_is_conditioning_and_no_cells():
    policy = SecondTransplantation(np.array([40.0, 40.0]), np.array([True, False]))
    start, cells = (policy.decide(morning(40 + day), None).interventions for day in (DELAY - CONDITIONING, DELAY))
    assert [np.flatnonzero(item.patients).tolist() for item in start if isinstance(item, SetParameter)] == [[0, 1]]
    given_now = [np.asarray(item.amount) for item in cells if isinstance(item, AddToState)]
    assert given_now
    assert all((amount > 0.0).tolist() == [True, False] for amount in given_now)


def test_only_those_whose_graft_failed_are_touched():
    found = orders(np.array([40.0, np.inf, 50.0]))
    for day, who in ((40 + DELAY, 0), (50 + DELAY, 2)):
        for item in found[day]:
            touched = item.patients if isinstance(item, SetParameter) else np.asarray(item.amount) != 0.0
            assert np.flatnonzero(touched).tolist() == [who]


def test_the_cells_are_those_of_mobilized_blood_at_the_recorded_dose():
    (given_now,) = (added(given) for given in orders(np.array([40.0])).values() if added(given))
    graft = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, number("second_transplantation.cd34_per_kg"), 0.0))
    expected = {item.state: item.amount for item in graft if isinstance(item, AddToState)}
    assert {item.state: float(item.amount[0]) for item in given_now} == pytest.approx(expected)


NOT_FAILED, FAILED, AGAIN, REJECTED, REJECTED_AGAIN = range(5)


@pytest.fixture(scope="module")
def counts() -> Trajectory:
    """One patient, five times: the graft takes, never takes, is rejected late; the latter two with and without more."""
    first = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5e6, INFUSION))
    late = np.array([False, False, False, True, True])
    rejected_on = 77.0
    rate = number("graft_failure.rate") * late
    killings = (
        graft_failure(np.array([False, True, True, False, False]), INFUSION),
        Killing("donor", rejected_on, rejected_on + number("graft_failure.last_day"), rate, rate),
    )
    schedule = (
        *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 5.0),
        *first,
        *killing_interventions(killings),
    )
    failure = np.array([np.inf, np.inf, KNOWN, np.inf, rejected_on])
    start = stack_state(healthy_state(ONE), 5), stack_parameters(ONE.healthy_parameters(), 5)
    patients = Patients(ONE, *start, range(5), None)
    second = SecondTransplantation(failure, np.ones(5, dtype=bool))
    return simulate(patients, Course(schedule, (second,)), 200, integrator(ONE))


def test_without_it_a_patient_stays_aplastic(counts):
    seen = counts.observables
    for patient in (FAILED, REJECTED):
        assert seen.neutrophils[150, patient] < 0.5
        assert seen.platelets[150, patient] < 50.0


def test_it_brings_the_counts_back_within_weeks(counts):
    seen = counts.observables
    for patient, failed in ((AGAIN, KNOWN), (REJECTED_AGAIN, 77.0)):
        month_after = int(failed) + DELAY + 35
        assert seen.neutrophils[month_after, patient] > 0.5
        assert seen.platelets[200, patient] > 50.0
        assert seen.donor_chimerism[200, patient] > 0.9


def test_it_engrafts_about_as_fast_as_the_first_graft(counts):
    """No cells are given while a rejection goes on."""
    neutrophils = counts.observables.neutrophils

    def recovery(patient: int, graft: int) -> int:
        return int(np.argmax(neutrophils[graft + 5 :, patient] >= 0.5)) + 5

    first = recovery(NOT_FAILED, int(INFUSION))
    for patient, failed in ((AGAIN, KNOWN), (REJECTED_AGAIN, 77.0)):
        assert recovery(patient, int(failed) + DELAY) == pytest.approx(first, abs=3)


def test_those_with_a_graft_that_took_are_not_affected(counts):
    assert counts.observables.neutrophils[200, NOT_FAILED] > 2.0

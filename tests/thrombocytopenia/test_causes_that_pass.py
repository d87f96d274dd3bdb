"""Causes that end by themselves: dengue, and a dose of chemotherapy. Their time course is the test."""

import numpy as np
import pytest

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import healthy_state, stack_parameters, stack_state
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.thrombocytopenia.chemotherapy_induced import chemotherapy_induced_thrombocytopenia
from hemograft.thrombocytopenia.dengue import dengue_thrombocytopenia
from tests.thrombocytopenia.ill_people import HOST
from tests.thrombocytopenia.platelet_kinetics import day_above, patient

TODAY = number("dengue.day_of_case")
DOSE = number("chemotherapy_induced.days_since_dose")


def test_dengue_falls_from_the_third_day_on_and_recovers_by_the_tenth():
    cause = dengue_thrombocytopenia()
    ill = patient(cause, 40.0)
    assert cause.onset is not None
    healthy = stack_parameters(HOST.healthy_parameters(), 1)
    start = Patients(HOST, stack_state(healthy_state(HOST), 1), healthy, range(1), None)
    fever = simulate(start, Course(cause.onset.interventions(ill.severity)), cause.onset.days, integrator(HOST))
    counts = fever.observables.platelets[:, 0]
    assert np.all(counts[:4] > 200.0) and counts[4] < 150.0
    assert counts[-1] == pytest.approx(40.0, rel=1e-3)
    recovered = TODAY + day_above(ill.followed(8).platelets, 100.0)
    published = record("dengue.recovery_day")
    assert published.low is not None and published.high is not None
    assert published.low <= recovered <= published.high


def test_dengue_is_lowest_about_today_and_doubles_in_four_days():
    counts = patient(dengue_thrombocytopenia(), 40.0).followed(20).platelets[:, 0]
    assert TODAY + np.argmin(counts) == pytest.approx(number("dengue.destruction_ends"), abs=1.0)
    assert counts[5] > 2.0 * counts.min()
    assert counts[-1] > 230.0


def test_thrombopoietin_is_about_twice_normal_in_dengue():
    published = record("dengue.thrombopoietin_ratio")
    assert published.low is not None and published.high is not None
    assert published.low <= patient(dengue_thrombocytopenia(), 40.0).thrombopoietin <= published.high


@pytest.mark.parametrize("count", [30.0, 60.0])
def test_a_dose_is_at_its_lowest_within_three_weeks_and_past_100_at_four(count):
    """Carboplatin's label: lowest about day 21 (14 to 21), 90 % of patients at 100 and more on day 28."""
    ill = patient(chemotherapy_induced_thrombocytopenia(), count)
    after = ill.followed(60)
    counts = after.platelets[:, 0]
    assert 14.0 <= DOSE + np.argmin(counts) <= 21.0
    assert counts[14] > 100.0
    assert counts[-1] == pytest.approx(number("hematopoiesis.normal_platelet_count"), rel=0.03)


def test_chemotherapy_looks_like_aplasia_on_the_day():
    ill = patient(chemotherapy_induced_thrombocytopenia(), 20.0)
    assert ill.thrombopoietin > 15.0 and ill.megakaryocytes < 0.1
    assert ill.seen.neutrophils[0] < 0.5


def test_a_myeloablative_dose_leaves_a_marrow_that_does_not_recover_in_time():
    cause = chemotherapy_induced_thrombocytopenia()
    assert cause.onset is not None
    healthy = stack_parameters(HOST.healthy_parameters(), 1)
    start = Patients(HOST, stack_state(healthy_state(HOST), 1), healthy, range(1), None)
    most = cause.severity_range[1]
    counts = simulate(start, Course(cause.onset.interventions(most)), 60, integrator(HOST)).observables
    assert counts.platelets[28, 0] < 10.0 and counts.neutrophils[28, 0] < 0.3
    assert counts.platelets[60, 0] < 100.0

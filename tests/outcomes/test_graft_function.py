"""Graft failure and poor graft function on courses whose answer is known by hand."""

import numpy as np
import pytest

from hemograft.outcomes.graft_function import (
    dependent,
    poor_graft_function_day,
    primary_graft_failure,
    secondary_graft_failure_day,
)

NEVER = np.inf


@pytest.mark.parametrize(
    ("neutrophils", "platelets", "cord", "failed"),
    [
        (30.0, NEVER, False, False),
        (31.0, NEVER, False, True),
        (31.0, 25.0, False, False),  # no pancytopenia
        (31.0, NEVER, True, False),
        (42.0, 60.0, True, False),
        (43.0, 60.0, True, True),
        (NEVER, NEVER, True, True),
    ],
)
def test_the_deadline_is_day_30_and_day_42_for_cord_blood(neutrophils, platelets, cord, failed):
    assert primary_graft_failure(neutrophils, platelets, cord) == failed


def test_the_deadline_is_applied_patient_by_patient():
    assert primary_graft_failure([35.0, 35.0], [50.0, 50.0], [False, True]).tolist() == [True, False]


def days_with(length: int, *given: int) -> np.ndarray:
    return np.isin(np.arange(length), given)


def test_dependence_begins_with_the_first_of_four_days_of_support_in_four_weeks():
    assert np.flatnonzero(dependent(days_with(60, 3, 20, 27, 34, 41))).tolist() == [20]
    assert not dependent(days_with(60, 3, 20, 40, 59)).any()
    assert np.flatnonzero(dependent(days_with(60, 10, 19, 28, 37))).tolist() == [10]
    assert not dependent(days_with(60, 10, 19, 28, 38)).any()


def test_secondary_failure_is_lasting_neutropenia_or_dependence_after_recovery():
    neutrophils = np.full((5, 80), 2.0)
    neutrophils[0, 50:] = 0.49
    neutrophils[1, 50:52] = 0.1  # two days only
    neutrophils[3, :15] = 0.1
    neutrophils[4, 50:] = 0.1
    supported = np.zeros((5, 80), dtype=bool)
    supported[2, [5, 8, 11, 14, 45, 50, 55, 60]] = True
    recovered = np.array([25.0, 25.0, 25.0, 25.0, NEVER])
    found = secondary_graft_failure_day(neutrophils, supported, recovered)
    assert found.tolist() == [50.0, NEVER, 45.0, NEVER, NEVER]


def test_poor_function_is_unexplained_dependence_under_full_donor_chimerism():
    supported = np.tile(np.arange(90) % 7 == 0, (4, 1))
    chimerism = np.full((4, 90), 0.99)
    chimerism[1] = 0.95  # not above 95 %
    explained = np.zeros((4, 90), dtype=bool)
    explained[2] = True
    explained[3, 30:50] = True  # an infection: the weeks after it must show the dependence
    found = poor_graft_function_day(supported, chimerism, explained, 30.0)
    assert found.tolist() == [35.0, NEVER, NEVER, 56.0]

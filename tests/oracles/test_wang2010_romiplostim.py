"""Romiplostim single doses in healthy volunteers (models.md 6a and V5, computed from the published model)."""

import numpy as np
import pytest

from hemograft.hematopoiesis.interventions import AddToState
from tests.oracles import wang2010_romiplostim as wang
from tests.oracles.course import column, course
from tests.oracles.milestones import PRINTED_DAY, peak

DAYS = np.arange(0, 601) / 20


@pytest.mark.parametrize(
    ("route", "dose", "fold", "day"),
    [
        ("central", 0.3, 1.33, 10.4),
        ("central", 1.0, 1.81, 11.1),
        ("central", 10.0, 5.49, 13.3),
        ("subcutaneous", 1.0, 1.68, 12.1),
        ("subcutaneous", 2.0, 2.22, 12.2),
    ],
)
def test_peak_after_a_single_dose(route, dose, fold, day):
    """``dose`` is µg/kg, ``fold`` the peak over baseline, to half a unit of its last printed digit."""
    doses = [AddToState(0.0, route, dose * wang.PUBLISHED.weight)]
    states = course(wang.WangRomiplostim(), wang.drug_free_state(), column(wang.PUBLISHED), DAYS, doses)
    highest = peak(DAYS, wang.platelets(states)[:, 0])
    assert highest.cells / wang.PUBLISHED.baseline == pytest.approx(fold, abs=0.005)
    assert highest.day == pytest.approx(day, abs=PRINTED_DAY)


def test_without_a_dose_nothing_moves():
    states = course(wang.WangRomiplostim(), wang.drug_free_state(), column(wang.PUBLISHED), np.array([0.0, 365.0]))
    assert wang.platelets(states) == pytest.approx(wang.PUBLISHED.baseline, rel=1e-12)  # a fixed point, to rounding


def test_a_dose_split_over_the_same_morning_is_the_same_dose():
    model, state, parameters = wang.WangRomiplostim(), wang.drug_free_state(), column(wang.PUBLISHED)
    days = np.array([0.0, 5.0, 10.0])
    whole = course(model, state, parameters, days, [AddToState(5.0, "central", 70.0)])
    halves = course(model, state, parameters, days, [AddToState(5.0, "central", 35.0)] * 2)
    assert np.array_equal(whole, halves)
    # A day's observation comes before its dose; rounding in the equilibrium leaves a trace near 1e-28.
    assert whole[1, 1, 0] == pytest.approx(0.0, abs=1e-20)

"""Virtual patients of published arms: the same under both treatments, and alive before they die."""

import numpy as np
import pytest

from hemograft.validation.published_trial import published_trials
from hemograft.validation.virtual_arm import simulate_arm


@pytest.fixture(scope="module")
def arms():
    (trial,) = (trial for trial in published_trials() if trial.name == "abatacept")
    return {arm.name: simulate_arm(trial, arm, 1, range(16)) for arm in trial.arms}


def test_who_has_severe_disease_with_abatacept_has_it_without(arms):
    severe = {name: np.isfinite(table.columns["severe_acute_gvhd"]) for name, table in arms.items()}
    assert not (severe["abatacept"] & ~severe["placebo"]).any()
    assert severe["placebo"].sum() >= severe["abatacept"].sum()


def test_nothing_befalls_the_dead_and_days_count_from_the_infusion(arms):
    columns = arms["placebo"].columns
    for event in ("relapse", "acute_gvhd", "chronic_gvhd", "graft_failure", "infection"):
        happened = np.isfinite(columns[event])
        assert (columns[event][happened] <= columns["death"][happened]).all(), event
        assert (columns[event][happened] >= -10.0).all(), event
    engrafted = columns["neutrophil_engraftment"][np.isfinite(columns["neutrophil_engraftment"])]
    assert len(engrafted) >= 12
    assert 8.0 <= np.median(engrafted) <= 25.0


def test_the_same_patients_come_back(arms):
    (trial,) = (trial for trial in published_trials() if trial.name == "abatacept")
    again = simulate_arm(trial, trial.arms[0], 1, range(16))
    for name, values in arms["abatacept"].columns.items():
        np.testing.assert_array_equal(values, again.columns[name])

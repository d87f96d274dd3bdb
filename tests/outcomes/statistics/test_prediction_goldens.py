"""Brier score, AUC and calibration against R's riskRegression and cmprsk; landmarks by hand."""

import numpy as np
import pytest
from golden_numbers import COHORTS, cohort, golden, near

from hemograft.outcomes.statistics.brier import brier_score
from hemograft.outcomes.statistics.calibration import calibration
from hemograft.outcomes.statistics.discrimination import time_dependent_auc
from hemograft.outcomes.statistics.landmark import landmark


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("kind", ["survival", "competing"])
@pytest.mark.parametrize(("score", "label"), [(brier_score, "brier"), (time_dependent_auc, "auc")])
def test_score_and_standard_error(name, kind, score, label):
    data = cohort(name)
    status = data["status"] if kind == "competing" else (data["status"] > 0).astype(int)
    for place, horizon in enumerate(golden(name, "prediction", "times")):
        found = score(data["time"], status, data["risk"], horizon)
        assert found.value == near(golden(name, "prediction", f"{kind},{label}")[place])
        expected = golden(name, "prediction", f"{kind},{label} standard error")[place]
        assert found.standard_error == near(expected)


@pytest.mark.parametrize("name", COHORTS)
def test_calibration_in_quarters(name):
    data, horizon = cohort(name), golden(name, "prediction", "times")[-2]
    found = calibration(data["time"], data["status"], data["risk"], horizon, COHORTS[name], groups=4)
    assert found.patients == near(golden(name, "calibration", "patients"))
    assert found.predicted == near(golden(name, "calibration", "predicted"))
    observed, variance = golden(name, "calibration", "observed"), golden(name, "calibration", "variance")
    assert found.observed == near(observed)
    # the log-log interval, written out
    width = 1.959963984540054 * np.sqrt(variance) / (observed * np.log(observed))
    assert found.low == near(observed ** np.exp(-width))
    assert found.high == near(observed ** np.exp(width))


def test_uncensored_scores_are_the_plain_ones():
    random = np.random.default_rng(11)
    time, risk = random.exponential(10.0, 80), np.round(random.random(80), 1)
    happened = time <= 8.0
    assert brier_score(time, np.ones(80), risk, 8.0).value == near(np.mean((happened - risk) ** 2))
    above = risk[happened][:, None] - risk[~happened]
    assert time_dependent_auc(time, np.ones(80), risk, 8.0).value == near(np.mean((above > 0) + 0.5 * (above == 0)))


def test_equal_risks_stay_in_one_group():
    time, risk = np.arange(1.0, 21.0), np.repeat([0.1, 0.5], [15, 5])
    found = calibration(time, np.ones(20), risk, 16.0, causes=1, groups=4)
    assert list(found.patients) == [15, 5]
    assert found.predicted == near([0.1, 0.5])
    assert found.observed == near([1.0, 0.2])


def test_scores_need_follow_up_beyond_the_horizon():
    time, risk = np.arange(1.0, 6.0), np.linspace(0.1, 0.5, 5)
    for score in (brier_score, time_dependent_auc):
        with pytest.raises(ValueError, match="horizon 9 is not before the last observation"):
            score(time, np.ones(5), risk, 9.0)
    with pytest.raises(ValueError, match="no patient with the event"):
        time_dependent_auc(time, np.zeros(5), risk, 2.0)


def test_landmark_keeps_who_is_still_observed_and_counts_from_it():
    found = landmark([5.0, 10.0, 12.0, 30.0, 40.0], [1, 0, 2, 1, 1], at=10.0, horizon=30.0)
    assert list(found.kept) == [False, False, True, True, True]
    assert list(found.time) == [2.0, 20.0, 20.0]
    assert list(found.status) == [2, 1, 0]


def test_landmark_that_leaves_nobody_is_refused():
    with pytest.raises(ValueError, match="landmark 9 leaves no patient"):
        landmark([5.0, 9.0], [1, 0], at=9.0)
    with pytest.raises(ValueError, match="not after the landmark"):
        landmark([5.0, 9.0], [1, 0], at=3.0, horizon=3.0)

"""The regression against a published fit, against the likelihood itself, and where it has no answer."""

import numpy as np
import pytest

from hemograft.inference.cox_regression import cox_regression

# Remission of leukemia on 6-mercaptopurine and on placebo, weeks; True: relapse (Freireich et al, Blood 1963;21:699).
TREATED = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35.0])
RELAPSE = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
PLACEBO = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23.0])  # all relapsed


def test_freireich_with_efron_ties():
    """1.572 with standard error 0.412, as the R package survival prints for these data."""
    weeks = np.concatenate([TREATED, PLACEBO])
    relapse = np.concatenate([RELAPSE, np.ones(len(PLACEBO), dtype=bool)])
    placebo = np.repeat([0.0, 1.0], [len(TREATED), len(PLACEBO)])[:, None]
    fit = cox_regression(weeks, relapse, placebo)
    assert fit.coefficients == pytest.approx([1.5721], abs=1e-4)
    assert fit.standard_errors == pytest.approx([0.4124], abs=1e-4)
    assert fit.hazard_ratio(0) == pytest.approx(np.exp(1.5721), rel=1e-4)
    assert fit.hazard_ratio(0, -1.96) < fit.hazard_ratio(0) < fit.hazard_ratio(0, 1.96)


def _partial_likelihood(coefficients, times, events, covariates):
    """Its logarithm without ties, summed over the definition."""
    score = covariates @ coefficients
    return sum(
        score[subject] - np.log(np.exp(score[times >= times[subject]]).sum()) for subject in np.flatnonzero(events)
    )


def test_maximizes_the_partial_likelihood():
    random = np.random.default_rng(4)
    covariates = random.normal(size=(60, 2))
    times = random.exponential(np.exp(-covariates @ [0.7, -0.3]))
    events = random.random(60) < 0.8
    fit = cox_regression(times, events, covariates)
    best = _partial_likelihood(fit.coefficients, times, events, covariates)
    for step in ([0.02, 0.0], [-0.02, 0.0], [0.0, 0.02], [0.0, -0.02]):
        assert _partial_likelihood(fit.coefficients + step, times, events, covariates) < best
    assert np.abs(fit.coefficients - [0.7, -0.3]).max() < 3.0 * fit.standard_errors.max()


def test_order_and_origin_change_nothing():
    random = np.random.default_rng(5)
    times, events = random.integers(1, 9, 40).astype(float), random.random(40) < 0.7
    covariates = random.normal(size=(40, 2))
    order = random.permutation(40)
    one = cox_regression(times, events, covariates)
    other = cox_regression(times[order], events[order], covariates[order] + 10.0)
    assert other.coefficients == pytest.approx(one.coefficients, abs=1e-7)


def test_what_cannot_be_fitted_is_refused():
    times, covariates = np.arange(1.0, 9.0), np.repeat([0.0, 1.0], 4)[:, None]
    with pytest.raises(ValueError, match="at least one"):
        cox_regression(times, np.zeros(8, dtype=bool), covariates)
    with pytest.raises(ValueError, match="run away"):
        cox_regression(times, np.repeat([True, False], 4), covariates)

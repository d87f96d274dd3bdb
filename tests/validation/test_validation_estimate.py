"""Monte Carlo intervals against closed forms, and what must hold of all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from hemograft.validation.estimate import Estimate, difference, exact, mean, median, resampled, share


def test_a_share_has_wilsons_interval():
    found = share(np.arange(100) < 20)
    # Wilson, J Am Stat Assoc 1927;22:209, for 20 of 100
    assert (found.value, found.low, found.high) == pytest.approx((0.20, 0.13337, 0.28883), abs=1e-5)


def test_a_share_of_none_or_all_has_an_interval_on_one_side():
    none, everybody = share(np.zeros(50)), share(np.ones(50))
    assert (none.low, none.value) == (0.0, 0.0)
    assert 0.05 < none.high < 0.09
    assert (everybody.value, everybody.low, everybody.high) == pytest.approx((1.0, 1.0 - none.high, 1.0))


def test_a_median_counts_those_who_never_reach_it():
    days = np.array([10.0, 20.0, 30.0, np.inf, np.inf])
    assert median(days).value == 30.0
    assert median(days).high == np.inf
    assert median(np.full(9, np.inf)).value == np.inf


def test_the_median_interval_covers_as_often_as_it_says():
    generator = np.random.default_rng(1)
    held = [(found := median(generator.standard_normal(101))).low <= 0.0 <= found.high for _ in range(400)]
    assert 0.93 <= np.mean(held) <= 0.99


def test_a_mean_has_the_normal_interval():
    values = np.random.default_rng(2).normal(5.0, 2.0, 400)
    found = mean(values)
    half = norm.ppf(0.975) * values.std(ddof=1) / 20.0
    assert (found.low, found.high) == pytest.approx((values.mean() - half, values.mean() + half))


def test_a_difference_adds_the_errors_in_squares():
    found = difference(Estimate(0.5, 0.4, 0.6), Estimate(0.3, 0.3, 0.3))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.1, 0.3))
    assert difference(exact(3.0), exact(1.0)) == exact(2.0)


def test_resampling_gives_the_interval_of_a_mean():
    values = np.random.default_rng(3).normal(0.0, 1.0, 500)
    drawn, normal = resampled(lambda sample: float(sample.mean()), values, seed=1), mean(values)
    assert (drawn.low, drawn.high) == pytest.approx((normal.low, normal.high), abs=0.02)


@given(arrays(bool, st.integers(1, 300)))
def test_a_share_lies_in_its_interval_and_the_interval_in_0_to_1(flags):
    found = share(flags)
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@pytest.mark.parametrize("estimate", [share, mean, median])
def test_nobody_gives_no_estimate(estimate):
    with pytest.raises(ValueError, match="nobody was simulated"):
        estimate([])

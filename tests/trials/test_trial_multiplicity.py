"""p values of several comparisons: adjusted as statsmodels does, with the error of the whole family in its bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from hemograft.trials.multiplicity import Multiplicity, adjusted

NAMES: dict[Multiplicity, str] = {"bonferroni": "bonferroni", "holm": "holm", "hochberg": "simes-hochberg"}
CHANCE = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 0.01, 0.025, 0.05, 1.0]))


@pytest.mark.parametrize("method", NAMES)
@settings(max_examples=25)
@given(p=st.lists(CHANCE, min_size=1, max_size=7))
def test_adjusted_p_values_are_those_of_statsmodels(method: Multiplicity, p: list[float]) -> None:
    expected = np.asarray(multipletests(p, method=NAMES[method])[1])
    np.testing.assert_allclose(adjusted(np.array(p), method), expected, rtol=1e-12, atol=0.0)


@pytest.mark.parametrize("method", NAMES)
def test_many_trials_are_adjusted_each_for_itself(method: Multiplicity) -> None:
    p = np.random.default_rng(1).random((3, 12)) ** 3
    expected = np.array([multipletests(column, method=NAMES[method])[1] for column in p.T]).T
    np.testing.assert_allclose(adjusted(p, method), expected, rtol=1e-12)


def test_one_comparison_is_not_adjusted() -> None:
    p = np.random.default_rng(2).random((1, 20))
    for method in NAMES:
        np.testing.assert_array_equal(adjusted(p, method), p)


def test_what_could_not_be_tested_counts_in_the_family() -> None:
    p = np.array([0.02, np.nan, 0.01])
    np.testing.assert_allclose(adjusted(p, "bonferroni"), [0.06, np.nan, 0.03])
    np.testing.assert_allclose(adjusted(p, "holm"), [0.04, np.nan, 0.03])
    np.testing.assert_allclose(adjusted(p, "hochberg"), [0.04, np.nan, 0.03])
    np.testing.assert_array_equal(adjusted(p, "none"), p)


def test_independent_tests_err_as_often_as_the_closed_forms_say() -> None:
    """Under the global null: 1 - (1 - alpha/m)^m for Bonferroni and Holm, exactly alpha for Hochberg with m = 2."""
    for count in (2, 3, 7):
        p = np.random.default_rng(count).random((count, 200_000))
        for method in ("bonferroni", "holm"):
            error = (adjusted(p, method) < 0.05).any(axis=0).mean()
            assert error == pytest.approx(1.0 - (1.0 - 0.05 / count) ** count, abs=0.0015)
        assert (adjusted(p, "none") < 0.05).any(axis=0).mean() == pytest.approx(1.0 - 0.95**count, abs=0.003)
    p = np.random.default_rng(2).random((2, 200_000))
    # both below alpha, or one of them below alpha / 2
    assert (adjusted(p, "hochberg") < 0.05).any(axis=0).mean() == pytest.approx(0.05, abs=0.0015)

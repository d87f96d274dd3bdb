"""The law of onset: incidence, median day, its inverse, and hazards that change on a day."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import lognorm

from hemograft.evidence import number
from hemograft.outcomes.onset_law import NEVER, OnsetLaw, onset_law

EVENTS = ("acute_gvhd", "chronic_gvhd", "relapse", "rejection", "cytomegalovirus", "organ_toxicity")
laws = st.builds(OnsetLaw, st.floats(0.01, 5.0), st.floats(1.0, 2000.0), st.floats(0.1, 2.0))
ratios = st.floats(0.05, 20.0)


@pytest.mark.parametrize("event", [*EVENTS, "death_after_relapse"])
def test_the_records_are_the_incidence_and_the_middle_of_the_hazard(event):
    law = onset_law(event, number)
    assert -np.expm1(-law.cumulative_hazard(np.inf)) == pytest.approx(number(f"outcomes.{event}.incidence"))
    assert law.cumulative_hazard(number(f"outcomes.{event}.median_day")) == pytest.approx(0.5 * law.total)


@given(laws, st.floats(0.001, 0.999))
def test_the_day_of_a_hazard_is_the_inverse_of_the_hazard_by_that_day(law, share):
    day = law.day(share * law.total)
    assert law.cumulative_hazard(day) == pytest.approx(share * law.total, rel=1e-9)


@given(laws, st.floats(1.0, 10.0))
def test_a_hazard_beyond_the_end_is_never_reached(law, excess):
    assert law.day(law.total * excess) == NEVER
    assert law.cumulative_hazard(NEVER) == pytest.approx(law.total)


def test_nothing_happens_before_the_start():
    law = OnsetLaw(1.0, 30.0, 0.5)
    assert (law.cumulative_hazard(np.array([-10.0, 0.0])) == 0.0).all()


@given(laws, st.floats(0.0, 3.0), ratios)
def test_a_ratio_divides_the_threshold(law, threshold, ratio):
    (day,) = law.first_day(np.array([threshold]), ratio)
    assert day == pytest.approx(float(law.day(threshold / ratio)))


def test_a_ratio_of_zero_or_a_total_of_zero_is_never():
    thresholds = np.array([0.1, 2.0])
    assert (OnsetLaw(1.0, 30.0, 0.5).first_day(thresholds, np.array([0.0, 0.0])) == NEVER).all()
    assert (OnsetLaw(0.0, 30.0, 0.5).first_day(thresholds, 1.0) == NEVER).all()


@given(laws, st.floats(0.01, 3.0), ratios, st.floats(1.0, 3000.0), ratios)
def test_the_hazard_that_changes_on_a_day_has_reached_the_threshold_on_the_first_day(
    law, threshold, ratio, changed_from, changed_by
):
    """Against the integral of the hazard, done numerically."""
    (day,) = law.first_day(np.array([threshold]), ratio, np.array([changed_from]), changed_by)

    def accumulated(until: float) -> float:
        def hazard(when: float) -> float:
            density = float(lognorm.pdf(when, s=law.log_sd, scale=law.median_day))
            return law.total * ratio * density * (changed_by if when >= changed_from else 1.0)

        parts = [0.0, *sorted({min(changed_from, until), min(law.median_day, until), until})]
        return sum(quad(hazard, start, stop, limit=200)[0] for start, stop in pairwise(parts))

    if np.isfinite(day) and day < 1e6:
        assert accumulated(float(day)) == pytest.approx(threshold, rel=1e-4)
    elif day == NEVER:
        before = float(law.cumulative_hazard(changed_from))
        assert ratio * (before + changed_by * (law.total - before)) <= threshold * (1.0 + 1e-9)


@given(laws, st.floats(0.01, 3.0), ratios, ratios, st.floats(0.0, 3000.0), ratios)
def test_a_higher_ratio_never_comes_later(law, threshold, one, other, changed_from, changed_by):
    first, second = (
        law.first_day(np.array([threshold]), ratio, changed_from, changed_by) for ratio in sorted((one, other))
    )
    assert second <= first


@given(laws, st.floats(0.01, 3.0), ratios, st.floats(0.0, 3000.0))
def test_a_change_by_one_changes_nothing_and_one_after_the_event_neither(law, threshold, ratio, changed_from):
    thresholds = np.array([threshold])
    plain = law.first_day(thresholds, ratio)
    assert law.first_day(thresholds, ratio, changed_from) == pytest.approx(plain, rel=1e-9)
    assert law.first_day(thresholds, ratio, plain, 7.0) == pytest.approx(plain, rel=1e-9)


def test_exponential_luck_gives_the_incidence_of_proportional_hazards():
    """1 - (1 - p) ** ratio, within four standard errors."""
    law, count = OnsetLaw(-np.log1p(-0.3), 100.0, 0.7), 40_000
    luck = np.random.default_rng(1).standard_exponential(count)
    for ratio in (0.5, 1.0, 2.5):
        expected = 1.0 - 0.7**ratio
        share = np.isfinite(law.first_day(luck, ratio)).mean()
        assert share == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / count))

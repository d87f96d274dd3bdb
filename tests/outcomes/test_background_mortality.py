"""How people die of everything else: the law of Gompertz by age and sex."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import numbers_of
from hemograft.outcomes.background_mortality import background_hazard

RATES, SLOPES = (numbers_of(f"outcomes.background_mortality.{name}_by_sex") for name in ("rate_at_50", "slope"))
ages = st.floats(0.0, 110.0)


def test_at_fifty_it_is_the_recorded_rate_of_each_sex():
    assert float(background_hazard(50.0, True)) == pytest.approx(RATES[0])
    assert float(background_hazard(50.0, False)) == pytest.approx(RATES[1])


@given(ages, st.floats(0.0, 40.0), st.sampled_from([0, 1]))
def test_its_logarithm_rises_in_a_straight_line(age, years, woman):
    ratio = background_hazard(age + years, 1 - woman) / background_hazard(age, 1 - woman)
    assert np.log(ratio) == pytest.approx(SLOPES[woman] * years, abs=1e-9)


@given(ages)
def test_an_unknown_sex_lies_between_the_two(age):
    man, woman, unknown = (float(background_hazard(age, male)) for male in (1.0, 0.0, np.nan))
    assert min(man, woman) <= unknown <= max(man, woman)
    assert unknown == pytest.approx(np.sqrt(man * woman))


def test_a_year_at_sixty_kills_about_one_in_a_hundred_and_men_more():
    """Order of magnitude: United States, 60 years, 0.6 to 1.3 % a year in life tables."""
    men, women = (float(-np.expm1(-365.25 * background_hazard(60.0, male))) for male in (True, False))
    assert 0.004 < women < men < 0.02


def test_ages_over_time_and_patients_broadcast():
    ages_by_day = 40.0 + np.arange(3)[:, np.newaxis] + np.array([0.0, 20.0])
    male = np.array([1.0, np.nan])
    found = background_hazard(ages_by_day, male)
    assert found.shape == (3, 2)
    for row, day in enumerate(ages_by_day):
        for column, age in enumerate(day):
            assert found[row, column] == pytest.approx(float(background_hazard(age, male[column])))

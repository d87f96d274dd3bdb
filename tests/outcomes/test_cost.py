"""Cost of care: closed forms, discounting, death, identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.cost import Given, Lasting, cost, units_used, while_alive
from hemograft.outcomes.cost_events import DAYS_PER_MONTH, history_uses
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from tests.outcomes.recipients_at_hand import quiet_history

FIVE_YEARS = 5 * DAYS_PER_YEAR
days = st.floats(0.0, 2000.0)
rates = st.floats(0.0, 0.2)


def on(resource: str, day: float, units: float = 1.0) -> Given:
    return Given(resource, np.array([[day]]), np.array([[units]]))


def lasting(resource: str, per_day: float, first: float, last: float) -> Lasting:
    return Lasting(resource, np.array([per_day]), np.array([first]), np.array([last]))


def cost_of(*uses: Given | Lasting, by: float = FIVE_YEARS, discount: float = 0.0, **prices: float) -> float:
    (found,) = cost(uses, prices, by, 1, discount)
    return float(found)


def test_a_history_made_by_hand_costs_what_its_events_cost():
    """Grade III on day 30, chronic systemic disease of a year from day 200, death on day 1000; an hour of sums."""
    history = quiet_history(
        1,
        FIVE_YEARS,
        death=1000.0,
        infection=12.0,
        acute_gvhd=30.0,
        acute_gvhd_end=70.0,
        severe_acute_gvhd=30.0,
        chronic_gvhd=200.0,
        chronic_gvhd_end=200.0 + DAYS_PER_YEAR,
        systemic_chronic_gvhd=200.0,
        relapse=900.0,
    )
    prices = {
        "severe_infection": 3.0,
        "acute_gvhd_grade_2": 1e6,
        "acute_gvhd_grade_3_4": 50.0,
        "mild_chronic_gvhd_month": 1e6,
        "systemic_chronic_gvhd_month": 7.0,
        "relapse": 11.0,
        "end_of_life": 13.0,
        "year_of_follow_up": 100.0,
        "cytomegalovirus": 1e6,
        "second_transplantation": 1e6,
    }
    uses = while_alive(history_uses(history), history)
    expected = 3.0 + 50.0 + 12 * 7.0 + 11.0 + 13.0 + 100.0 * 1000.0 / DAYS_PER_YEAR
    assert cost(uses, prices, FIVE_YEARS, 1) == pytest.approx([expected])


def test_chronic_disease_ends_with_life():
    history = quiet_history(1, FIVE_YEARS, chronic_gvhd=100.0, chronic_gvhd_end=NEVER, death=100.0 + DAYS_PER_MONTH)
    used = units_used(while_alive(history_uses(history), history), FIVE_YEARS, 1)
    assert used["mild_chronic_gvhd_month"] == pytest.approx([1.0])
    assert used["systemic_chronic_gvhd_month"] == pytest.approx([0.0])


def test_grade_two_and_three_are_one_episode():
    history = quiet_history(2, FIVE_YEARS, acute_gvhd=[20.0, 20.0], severe_acute_gvhd=[20.0, NEVER])
    used = units_used(history_uses(history), FIVE_YEARS, 2)
    assert used["acute_gvhd_grade_3_4"].tolist() == [1.0, 0.0]
    assert used["acute_gvhd_grade_2"].tolist() == [0.0, 1.0]


def test_who_lives_throughout_has_the_years_of_follow_up_and_no_end():
    history = quiet_history(1, FIVE_YEARS)
    used = units_used(while_alive(history_uses(history), history), FIVE_YEARS, 1)
    assert used["year_of_follow_up"] == pytest.approx([5.0])
    assert used["end_of_life"] == [0.0]


@given(days, rates)
def test_a_later_cost_is_divided_by_the_rate_once_a_year(day, rate):
    expected = 10.0 / (1.0 + rate) ** (day / DAYS_PER_YEAR) if day <= FIVE_YEARS else 0.0
    assert cost_of(on("unit", day), discount=rate, unit=10.0) == pytest.approx(expected)


@given(days, days, st.floats(0.001, 0.2))
def test_what_lasts_has_the_discounted_integral(one, other, rate):
    first, last = sorted((one, other))
    stop, start = (min(day, FIVE_YEARS) / DAYS_PER_YEAR for day in (last, first))
    expected = DAYS_PER_YEAR * ((1.0 + rate) ** -start - (1.0 + rate) ** -stop) / np.log1p(rate)
    assert cost_of(lasting("ward", 1.0, first, last), discount=rate, ward=1.0) == pytest.approx(expected, abs=1e-6)


@given(days, st.floats(1.0, 400.0), st.sampled_from([0.0, 0.05]))
def test_what_lasts_is_the_sum_of_its_days(first, length, rate):
    """Against a midpoint sum on a fine grid."""
    step = 0.05
    middle = np.arange(first + step / 2.0, first + length, step)
    middle = middle[middle <= FIVE_YEARS]
    expected = float(np.sum(2.0 * step * (1.0 + rate) ** (-middle / DAYS_PER_YEAR)))
    found = cost_of(lasting("ward", 2.0, first, first + length), discount=rate, ward=1.0)
    assert found == pytest.approx(expected, abs=4.0 * step)


def test_what_never_comes_and_what_has_no_price_cost_nothing():
    assert cost_of(on("unit", NEVER, 0.0), lasting("ward", 1.0, NEVER, NEVER), discount=0.03, unit=5.0, ward=5.0) == 0.0
    assert cost_of(on("unit", 3.0), other=5.0) == 0.0


def test_the_day_of_death_is_a_day_of_care_and_no_later_one():
    history = quiet_history(1, FIVE_YEARS, death=10.0)
    used = while_alive((on("unit", 10.0), on("unit", 11.0), lasting("ward", 1.0, 4.0, 400.0)), history)
    found = units_used(used, FIVE_YEARS, 1)
    assert found["unit"] == [1.0]
    assert found["ward"] == pytest.approx([6.0])


def test_units_are_added_over_uses_and_patients_are_kept_apart():
    grid = Given("unit", np.array([[1.0], [2.0]]), np.array([[1.0, 0.0], [2.0, 5.0]]))
    assert units_used((grid, grid), 1.5, 2)["unit"].tolist() == [2.0, 0.0]
    assert cost((grid,), {"unit": 10.0}, 2.0, 2).tolist() == [30.0, 50.0]


@given(days, days)
def test_cost_never_falls_with_time(one, other):
    sooner, later = sorted((one, other))
    uses = (on("unit", 300.0), lasting("ward", 1.0, 100.0, 1500.0))
    assert cost_of(*uses, by=sooner, unit=9.0, ward=1.0) <= cost_of(*uses, by=later, unit=9.0, ward=1.0)

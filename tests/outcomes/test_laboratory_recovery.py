"""Engraftment from laboratory values: the worked tables of the registry manual, gaps, and two values on one day."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.laboratory_recovery import neutrophil_engraftment_day, platelet_engraftment_day
from hemograft.outcomes.recovery import first_day_below, first_sustained_day, neutrophil_recovery_day

# CIBMTR Forms Instruction Manual, "Q12-14: Initial Platelet Recovery",
# cibmtr.org/manuals/fim/1/en/topic/q12-14-initial-platelet-recovery
TABLE_OF_2008 = (10, 35, 30, 25, 10, 15, 19, 23, 25, 40, 50)
# The same manual, form 2100, questions 13-18, example 2, cibmtr.org/manuals/fim/1/en/topic/f2100-q13-18;
# the last platelet transfusion is on day 0, June 13.
TABLE_OF_JUNE = (10, 30, 25, 10, 15, 19, 23, 25, 40, 50, 56, 65, 72)


@pytest.mark.parametrize("last_unit", range(-5, 1))
def test_the_table_of_2008_is_reported_on_8_january(last_unit):
    # The table does not print its transfusions; that days 1 to 3 do not count implies one in the seven days before.
    day = platelet_engraftment_day(range(11), TABLE_OF_2008, 20.0, [last_unit])
    assert (day, date(2008, 1, 1) + timedelta(day)) == (7.0, date(2008, 1, 8))


@pytest.mark.parametrize(("threshold", "reported"), [(20.0, 20), (50.0, 22)])
def test_the_table_of_june_is_reported_on_its_two_dates(threshold, reported):
    day = platelet_engraftment_day(range(13), TABLE_OF_JUNE, threshold, [0])
    assert date(2008, 6, 13) + timedelta(day) == date(2008, 6, reported)


def test_consecutive_values_may_lie_days_apart():
    days, counts = [2, 9, 12, 20, 27], [8, 22, 24, 31, 18]
    assert platelet_engraftment_day(days, counts, 20.0) == 9.0
    assert platelet_engraftment_day(days, counts, 20.0, [2]) == 9.0  # seven days before
    assert platelet_engraftment_day(days, counts, 20.0, [3]) == np.inf
    assert platelet_engraftment_day(days, counts, 20.0, [15]) == np.inf  # before the third value
    assert platelet_engraftment_day(days, counts, 20.0, [21]) == 9.0
    assert platelet_engraftment_day(days, counts, 20.0, searched_from=10.0) == np.inf


def test_values_of_one_day_are_one_and_the_lowest_counts():
    assert platelet_engraftment_day([1.2, 1.8, 2.5], [30, 40, 35], 20.0) == np.inf
    assert platelet_engraftment_day([1.2, 1.8, 2.5, 3.5], [30, 40, 35, 22], 20.0) == 1.0
    assert platelet_engraftment_day([1.2, 1.8, 2.5, 3.5, 4.5], [30, 18, 35, 22, 21], 20.0) == 2.0


def test_neutrophils_are_counted_from_their_fall():
    days, counts = [0, 1, 2, 3, 6, 9, 13, 14, 15], [2.0, 1.0, 0.9, 0.3, 0.1, 0.5, 0.7, 0.4, 0.9]
    assert neutrophil_engraftment_day(days, counts) == np.inf
    assert neutrophil_engraftment_day([*days, 20, 22], [*counts, 0.6, 0.5]) == 15.0
    assert neutrophil_engraftment_day([1, 3, 4], [2.0, 2.0, 2.0]) == 1.0  # never below


@given(st.lists(st.tuples(st.floats(0, 120), st.booleans()), max_size=30), st.sampled_from([20.0, 50.0]))
def test_values_of_every_day_give_what_daily_counts_give(course, threshold):
    counts = np.array([count for count, _ in course])
    units = np.array([float(unit) for _, unit in course])
    from_values = platelet_engraftment_day(range(len(course)), counts, threshold, np.flatnonzero(units))
    assert from_values == first_sustained_day(counts, units, threshold)


@given(st.lists(st.floats(0, 2), min_size=1, max_size=30), st.randoms())
def test_neutrophils_of_every_day_in_any_order_give_what_daily_counts_give(counts, random):
    order = random.sample(range(len(counts)), len(counts))
    from_values = neutrophil_engraftment_day(order, [counts[day] for day in order])
    daily = np.array(counts)
    assert from_values == neutrophil_recovery_day(daily, 0.5, first_day_below(daily, 0.5))


def test_no_values_show_no_recovery():
    assert neutrophil_engraftment_day([], []) == np.inf
    assert platelet_engraftment_day([], [], 20.0, [3]) == np.inf


@pytest.mark.parametrize(
    ("days", "counts", "message"),
    [
        ([1, 2], [30], "2 days and 1 counts are given: give one count"),
        ([1, np.nan], [30, 40], "not a finite number: leave"),
    ],
)
def test_bad_values_are_told_in_one_sentence(days, counts, message):
    with pytest.raises(ValueError, match=message):
        neutrophil_engraftment_day(days, counts)
    with pytest.raises(ValueError, match=message):
        platelet_engraftment_day(days, counts, 20.0)

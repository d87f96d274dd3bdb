"""The registry definitions of recovery on courses whose answer is known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.recovery import (
    first_day_below,
    first_sustained_day,
    neutrophil_recovery_day,
    recovery_of_graft,
)


def test_the_example_of_the_registry_manual() -> None:
    # CIBMTR Forms Instruction Manual, form 2100, questions 13-18: last unit on day 0; 20 is reached on day 7
    # although day 6 stands at 23, and 50 on day 9.
    counts = np.array([[10, 30, 25, 10, 15, 19, 23, 25, 40, 50, 56, 65, 72.0]])
    transfusions = (np.arange(13) == 0).astype(float)[None, :]
    assert first_sustained_day(counts, transfusions, 20.0).tolist() == [7.0]
    assert first_sustained_day(counts, transfusions, 50.0).tolist() == [9.0]


def test_rising_count_crosses_on_the_known_day() -> None:
    counts = np.arange(40.0)[None, :]
    none = np.zeros_like(counts)
    assert first_sustained_day(counts, none, 20.0).tolist() == [20.0]
    assert first_sustained_day(counts, none, 37.0).tolist() == [37.0]
    # Day 38 has only two days left to hold: recovery cannot be told.
    assert first_sustained_day(counts, none, 38.0).tolist() == [np.inf]


def test_a_spike_of_two_days_is_not_sustained() -> None:
    counts = np.array([[5, 60, 60, 5, 5, 60, 60, 60, 60.0]])
    assert first_sustained_day(counts, np.zeros_like(counts), 50.0).tolist() == [5.0]


@pytest.mark.parametrize(("unit_on", "expected"), [(0, 7.0), (2, 9.0), (3, 0.0)])
def test_recovery_waits_seven_days_after_the_last_unit(unit_on: int, expected: float) -> None:
    # The count is high throughout; a unit on day u rules out the days from u - 2 to u + 6.
    counts = np.full((1, 30), 80.0)
    transfusions = (np.arange(30) == unit_on).astype(float)[None, :]
    assert first_sustained_day(counts, transfusions, 50.0).tolist() == [expected]


def test_recovery_before_the_searched_days_does_not_count_but_its_units_do() -> None:
    counts = np.full((2, 30), 80.0)
    transfusions = (np.arange(30) == 5).astype(float) * np.array([[0.0], [1.0]])
    assert first_sustained_day(counts, transfusions, 50.0, searched_from=7.0).tolist() == [7.0, 12.0]
    assert first_sustained_day(counts, transfusions, 50.0, searched_from=[0.0, 20.0]).tolist() == [0.0, 20.0]
    assert np.isinf(first_sustained_day(counts, transfusions, 50.0, searched_from=28.0)).all()


def test_fewer_than_three_days_cannot_show_recovery() -> None:
    assert np.isinf(first_sustained_day(np.full((2, 2), 90.0), np.zeros((2, 2)), 20.0)).all()


@given(
    st.lists(st.tuples(st.floats(0, 200), st.booleans()), min_size=3, max_size=40),
    st.floats(1, 150),
)
def test_agrees_with_the_definition_read_day_by_day(course: list[tuple[float, bool]], threshold: float) -> None:
    counts = np.array([[count for count, _ in course]])
    units = np.array([[float(unit) for _, unit in course]])
    expected = np.inf
    for day in range(len(course) - 2):
        held = all(count >= threshold for count, _ in course[day : day + 3])
        free = not any(unit for _, unit in course[max(day - 6, 0) : day + 3])
        if held and free:
            expected = float(day)
            break
    assert first_sustained_day(counts, units, threshold)[0] == expected


def test_neutrophils_recover_on_the_first_of_three_days_after_their_fall() -> None:
    counts = np.array([[3.0, 2.0, 0.4, 0.1, 0.6, 0.6, 0.4, 0.5, 0.6, 0.9], [3.0, 2.0] + [0.1] * 8, [3.0] * 10])
    fall = first_day_below(counts, 0.5)
    assert fall.tolist() == [2.0, 2.0, 0.0]
    assert neutrophil_recovery_day(counts, 0.5, fall).tolist() == [7.0, np.inf, 0.0]


def test_blood_of_the_host_is_no_recovery_of_a_graft_that_failed() -> None:
    """Failed, with the host's blood; failed later, with the donor's; the host's, but no failure; never recovered."""
    recovered = np.array([2.0, 2.0, 2.0, np.inf])
    chimerism = np.array([[0.0, 0.0, 0.01, 0.9], [0.0, 0.5, 0.95, 0.0], [0.0, 0.0, 0.01, 0.0], [0.0] * 4])
    failure = np.array([30.0, 80.0, np.inf, 30.0])
    assert recovery_of_graft(recovered, chimerism, failure).tolist() == [np.inf, 2.0, 2.0, np.inf]

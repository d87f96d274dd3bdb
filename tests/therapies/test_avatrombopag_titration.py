"""Avatrombopag by the label: weekly counts (10^9/L) in, tablets (mg) a day out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record
from hemograft.therapies.avatrombopag import AvatrombopagTitration, avatrombopag, avatrombopag_course, tablets_on
from tests.therapies.ward import doses

WEEKLY = np.array(record("avatrombopag.label_weekly_tablets").value)


def weekly_doses(counts: list[float]) -> list[float]:
    """mg a week for one count a week; every day is simulated."""
    given = doses(AvatrombopagTitration(), [count for count in counts for _ in range(7)])
    return np.array(given).reshape(-1, 7).sum(axis=1).tolist()


TABLE = {
    "starts at 20 mg a day": ([20.0], [140]),
    "one level up after two weeks below 50": ([20.0] * 5, [140, 140, 200, 200, 280]),
    "stays between 50 and 200": ([20.0, 50.0, 120.0, 200.0], [140] * 4),
    "down to 20 mg once weekly above 200": ([20.0, *[210.0] * 8], [140, 140, 60, 60, 40, 40, 20, 20, 20]),
    "given up after four weeks of 40 mg a day below 50": ([20.0] * 10, [140, 140, 200, 200, *[280] * 4, 0, 0]),
    "no success is 49": ([49.0] * 9, [140, 140, 200, 200, *[280] * 4, 0]),
    "a success at the highest level keeps the drug through later low counts": (
        [*[20.0] * 6, 50.0, *[20.0] * 12],
        [140, 140, 200, 200, *[280] * 15],
    ),
    "so does one on the way up": ([20.0, 60.0, *[20.0] * 14], [140, 140, 200, 200, *[280] * 12]),
    "what was given up stays so": ([*[20.0] * 9, 60.0], [140, 140, 200, 200, *[280] * 4, 0, 0]),
    "a count before the first tablet is no success": ([60.0, *[20.0] * 9], [140, 140, 200, 200, *[280] * 4, 0, 0]),
}


@pytest.mark.parametrize("name", TABLE)
def test_label(name):
    counts, expected = TABLE[name]
    assert weekly_doses(counts) == expected


def test_paused_above_400_and_resumed_below_150_one_level_lower():
    counts = [20.0] * 7 + [401.0] * 7 + [149.0] * 14
    given = np.array(doses(AvatrombopagTitration(), counts))
    assert given[7:14].sum() == 0.0
    # counts are read on the first and the fourth day of a week
    assert given[14:21].sum() == 3 * 20.0


@given(st.integers(0, 30))
def test_a_week_holds_its_tablets_spread_evenly(tablets):
    days = [float(tablets_on(day, np.array([tablets]))[0]) for day in range(7)]
    assert sum(days) == tablets
    assert max(days) - min(days) <= 1.0


def test_levels_are_those_of_the_label():
    """40 mg on three days and 20 mg on the other four; never more than two tablets a day."""
    pattern = np.array([tablets_on(day, WEEKLY) for day in range(7)])
    assert sorted(pattern[:, 4]) == [1.0] * 4 + [2.0] * 3
    assert set(pattern[:, 5]) == {2.0} and set(pattern[:, 3]) == {1.0}


def test_before_a_procedure_by_the_count():
    severe, mild = avatrombopag_course(1, 39.0), avatrombopag_course(1, 40.0)
    assert [(dose.day, dose.amount) for dose in severe] == [(day, 60.0) for day in range(1, 6)]
    assert [dose.amount for dose in mild] == [40.0] * 5


def test_half_life_is_that_of_the_population_kinetics():
    drug = avatrombopag()
    elimination = drug.standard[drug.parameters.index("elimination")]
    assert 24.0 * np.log(2.0) / elimination == pytest.approx(
        np.log(2.0) * number("avatrombopag.volume") / number("avatrombopag.clearance")
    )
    assert 15.0 < 24.0 * np.log(2.0) / elimination < 21.0

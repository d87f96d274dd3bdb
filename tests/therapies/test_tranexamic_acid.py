"""Tranexamic acid is given while platelets are low, for a month at most."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hemograft.evidence import number
from hemograft.therapies.tranexamic_acid import days_on_tranexamic_acid

COUNTS = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 80)), elements=st.floats(0.0, 300.0))


@given(COUNTS)
def test_only_on_days_with_low_platelets_and_not_longer_than_a_month(platelets):
    given_days = days_on_tranexamic_acid(platelets)
    assert given_days.shape == platelets.shape
    assert np.all(platelets[given_days] < number("tranexamic_acid.start_below"))
    for low, row in zip(platelets < number("tranexamic_acid.start_below"), given_days, strict=True):
        days = np.flatnonzero(row)
        assert bool(len(days)) == bool(low.any())
        if len(days):
            assert days[0] == np.flatnonzero(low)[0]
            assert days[-1] - days[0] < number("tranexamic_acid.longest_course")


def test_a_long_aplasia_gets_a_month():
    counts = np.concatenate([np.full(5, 100.0), np.full(60, 8.0)])
    assert np.flatnonzero(days_on_tranexamic_acid(counts)).tolist() == list(range(5, 35))

"""Direct labels never overlap and move no more than they must."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hemograft.reports.labels import apart, broken


@given(st.lists(st.floats(0, 100), max_size=15), st.floats(1, 12))
def test_labels_keep_their_distance_order_and_frame(heights: list[float], gap: float) -> None:
    placed = np.array(apart(heights, gap, 0.0, 100.0))
    assert placed.size == len(heights)
    if len(heights) > 1:
        assert np.diff(np.sort(placed)).min() >= min(gap, 100.0 / (len(heights) - 1)) - 1e-6
        order = np.argsort(heights, kind="stable")
        assert (np.diff(placed[order]) > 0).all()
        assert placed.min() >= -1e-9
        assert placed.max() <= 100.0 + 1e-6


def test_labels_already_apart_stay() -> None:
    np.testing.assert_allclose(apart([90.0, 10.0, 50.0], 9.0, 0.0, 100.0), [90.0, 10.0, 50.0])


def test_two_equal_labels_part_evenly() -> None:
    np.testing.assert_allclose(apart([50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0])


def test_broken_labels_are_escaped_line_by_line() -> None:
    assert (
        broken("Transplant of <i>sister</i> & self", 14) == "Transplant of<br>&lt;i&gt;sister&lt;/i&gt;<br>&amp; self"
    )

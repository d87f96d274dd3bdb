"""A count that is still high when the cells are given has not recovered yet."""

import numpy as np

from hemograft.outcomes.recovery import recovery_searched_from

DAY = np.arange(200)


def test_without_an_infusion_the_search_starts_at_once() -> None:
    assert recovery_searched_from(np.full((3, 200), 5.0), 20.0, 0.0).tolist() == [0.0, 0.0, 0.0]


def test_a_fall_after_the_infusion_is_waited_for() -> None:
    falls = np.where((DAY > 12) & (DAY < 25), 5.0, 90.0)
    low = np.full(200, 5.0)
    assert recovery_searched_from(np.stack([falls, low]), 20.0, 7.0).tolist() == [13.0, 7.0]


def test_a_count_that_never_falls_or_falls_late_has_recovered_at_the_infusion() -> None:
    relapses = np.where(DAY > 150, 5.0, 90.0)
    assert recovery_searched_from(np.stack([relapses, np.full(200, 90.0)]), 20.0, 7.0).tolist() == [7.0, 7.0]


def test_the_dead_have_no_fall() -> None:
    dies = np.where(DAY > 10, np.nan, 90.0)
    assert recovery_searched_from(dies, 20.0, 7.0) == 7.0


def test_counts_may_end_before_the_infusion() -> None:
    assert recovery_searched_from(np.full((2, 5), 90.0), 20.0, 7.0).tolist() == [7.0, 7.0]

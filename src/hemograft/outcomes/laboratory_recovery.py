"""Engraftment read from laboratory values as they come: with gaps, and sometimes twice a day.

The registry asks for the first of three consecutive laboratory values obtained on different days, however far apart
(CIBMTR Forms Instruction Manual, initial neutrophil and platelet recovery). `recovery` has the same rule for the
daily counts of a simulated cohort.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.evidence import number
from hemograft.outcomes.recovery import held


def neutrophil_engraftment_day(days: ArrayLike, counts: ArrayLike) -> float:
    """Day of the first of three consecutive values at or above 0.5x10^9/L, after the fall below it.

    The registry counts from the nadir; here from the first value below, so that a second fall, later and deeper, does
    not undo a recovery. A count that never fell below has nothing to recover from; the day of its first value is
    given. Infinity where there are no three such values.

    days: since the transplant, shape (value,), in any order; counts: neutrophils, 10^9/L, same shape.

    Raises:
        ValueError: days and counts differ in number, or one of them is not finite.
    """
    threshold = number("transplantation.neutrophil_engraftment_threshold")
    day, lowest = _one_value_a_day(days, counts)
    after_fall = day >= day[(lowest < threshold).argmax()] if day.size else day >= 0.0
    sustained = held(lowest >= threshold, int(number("transplantation.neutrophil_engraftment_days")))
    return _first(day, sustained & after_fall[: sustained.size])


def platelet_engraftment_day(
    days: ArrayLike, counts: ArrayLike, threshold: float, transfusion_days: ArrayLike = (), searched_from: float = 0.0
) -> float:
    """Day of the first of three consecutive values at or above a threshold, seven days after the last transfusion.

    No unit may be given up to the third value either. Days before `searched_from` do not count; infinity where
    there are no three such values.

    days: since the transplant, shape (value,), in any order; counts: platelets, 10^9/L, same shape; threshold:
    10^9/L, the registry reports 20 and 50; transfusion_days: days of platelet units, shape (unit,).

    Raises:
        ValueError: days and counts differ in number, or one of them is not finite.
    """
    consecutive = int(number("transplantation.platelet_engraftment_days"))
    day, lowest = _one_value_a_day(days, counts)
    sustained = held(lowest >= threshold, consecutive)
    units = np.floor(np.asarray(transfusion_days, dtype=float))
    first, third = day[: sustained.size, None], day[consecutive - 1 :, None]
    transfusion_free = number("transplantation.platelet_transfusion_free_days")
    transfused = ((units > first - transfusion_free) & (units <= third)).any(axis=-1)
    return _first(day, sustained & ~transfused & (first[:, 0] >= searched_from))


def _one_value_a_day(days: ArrayLike, counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Whole days in order and the lowest count of each: values of one day are not consecutive values."""
    day, count = np.asarray(days, dtype=float), np.asarray(counts, dtype=float)
    if day.shape != count.shape or day.ndim != 1:
        raise ValueError(f"{day.size} days and {count.size} counts are given: give one count for each day")
    if not (np.isfinite(day).all() and np.isfinite(count).all()):
        raise ValueError("a day or a count is not a finite number: leave that laboratory value out")
    distinct, which = np.unique(np.floor(day), return_inverse=True)
    lowest = np.full(distinct.size, np.inf)
    np.minimum.at(lowest, which, count)
    return distinct, lowest


def _first(days: NDArray[np.float64], reached: NDArray[np.bool_]) -> float:
    return float(days[reached.argmax()]) if reached.any() else float("inf")

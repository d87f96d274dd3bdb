"""A step function read at given times."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.risk_table import Array


def step_values(times: Array, values: Array, at: ArrayLike, initial: float) -> Array:
    """The value at each time of ``at``; ``initial`` before the first step. Right-continuous.

    times: ascending, shape (..., steps); values: from each step on, shape (..., steps) or (..., curves, steps);
    at: shape (days,). Returns shape (..., days) or (..., curves, days).
    """
    at = np.atleast_1d(np.asarray(at, dtype=float))
    steps = np.stack([(times <= day).sum(axis=-1) for day in at], axis=-1)
    if values.ndim > times.ndim:
        steps = steps[..., None, :]
    found = np.take_along_axis(values, np.maximum(steps - 1, 0), axis=-1)
    return np.where(steps > 0, found, initial)


def unknown_after(last: Array, complete: NDArray[np.bool_], at: ArrayLike) -> Array:
    """1 where a curve is known and not-a-number after its end, to multiply with; shape (..., days).

    A curve ends with the last time under observation, shape (...), unless by then everybody had an event
    (``complete``, shape (...)).
    """
    at = np.atleast_1d(np.asarray(at, dtype=float))
    return np.where((at <= last[..., None]) | complete[..., None], 1.0, np.nan)

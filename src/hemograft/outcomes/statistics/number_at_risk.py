"""The table under a curve."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def number_at_risk(
    time: ArrayLike, days: ArrayLike, entry: ArrayLike | None = None, among: ArrayLike | None = None
) -> NDArray[np.int64]:
    """Patients under observation and event-free just before each day: entry < day <= time.

    time: end of observation, shape (..., patients); days: shape (days,); entry: start of observation, or None;
    among: whom to count, truth values, or None for everybody; both broadcast to the shape of ``time``. Returns
    shape (..., days).
    """
    time = np.asarray(time, dtype=float)
    counted = np.True_ if among is None else np.asarray(among, dtype=bool)
    started = -np.inf if entry is None else np.asarray(entry, dtype=float)
    return np.stack(
        [((time >= day) & (started < day) & counted).sum(axis=-1) for day in np.atleast_1d(np.asarray(days, float))],
        axis=-1,
    )

"""Analysis from a landmark on: of those still event-free then, by what was known of them then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.risk_table import Array


@dataclass(frozen=True)
class Landmark:
    """The patients under observation and event-free at the landmark, counted from it."""

    kept: NDArray[np.bool_]
    """Which of all patients they are, shape (patients,): chooses the rows of covariates."""
    time: Array
    """From the landmark to the end of observation, shape (kept,)."""
    status: NDArray[np.int64]
    """Shape (kept,)."""


def landmark(time: ArrayLike, status: ArrayLike, at: float, horizon: float = np.inf) -> Landmark:
    """Chooses and recounts the patients; whoever's observation ended at the landmark is out.

    Groups made by what happens later (a response, chronic GVHD) hold only those who lived to see it; groups made at a
    landmark do not: Anderson, Cain and Gelber, J Clin Oncol 1983;1:710. With a horizon as in van Houwelingen, Scand J
    Stat 2007;34:70.

    Args:
        time: end of observation from the start, shape (patients,).
        status: 0 for censored, else the cause, shape (patients,).
        at: the landmark, from the start.
        horizon: from the start; observation is censored there.

    Raises:
        ValueError: the horizon is not after the landmark, or nobody is left at the landmark.
    """
    time, status = np.asarray(time, dtype=float), np.asarray(status).astype(np.int64)
    if not horizon > at:
        raise ValueError(f"horizon {horizon:g} is not after the landmark {at:g}: give a later one")
    kept = time > at
    if not kept.any():
        raise ValueError(f"landmark {at:g} leaves no patient, the last was seen at {time.max():g}: give an earlier one")
    within = time[kept] <= horizon
    return Landmark(kept, np.minimum(time[kept], horizon) - at, np.where(within, status[kept], 0))

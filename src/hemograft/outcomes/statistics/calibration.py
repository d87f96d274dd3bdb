"""Whether as many have the event as was predicted, in groups of predicted risk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.risk_table import Array


@dataclass(frozen=True)
class Calibration:
    """Groups in order of predicted risk, every field of shape (groups,)."""

    patients: NDArray[np.int64]
    predicted: Array
    """Mean predicted risk."""
    observed: Array
    """Cumulative incidence at the horizon (Aalen-Johansen)."""
    low: Array
    high: Array
    """Ends of the log-log interval of the observed."""


def calibration(
    time: ArrayLike,
    status: ArrayLike,
    risk: ArrayLike,
    horizon: float,
    causes: int,
    cause: int = 1,
    groups: int = 5,
    level: float = 0.95,
) -> Calibration:
    """Observed beside predicted risk at a horizon; one group compares the means.

    Groups are bounded by quantiles of the predicted risk; equal risks stay together, so a group can be larger, and one
    that would be empty is left out. Observed not a number: follow-up in that group ended before the horizon.

    Args:
        time: end of observation, shape (patients,).
        status: 0 for censored, else the cause, 1 to ``causes``, shape (patients,).
        risk: predicted probability of the cause by the horizon, shape (patients,).
        horizon: in the unit of ``time``.
        causes: number of causes.
        cause: the cause that the risk is of.
        groups: number of groups.
        level: of the interval.

    Raises:
        ValueError: as `aalen_johansen`.
    """
    risk = np.asarray(risk, dtype=float)
    bounds = np.quantile(risk, np.arange(1, groups) / groups)
    group = np.searchsorted(bounds, risk)
    present = np.unique(group)
    among = group == present[:, None]
    times, codes = (np.broadcast_to(np.asarray(each), among.shape) for each in (time, status))
    at = aalen_johansen(times, codes, causes, among=among).at(horizon)
    low, high = at.interval(level)
    patients = among.sum(axis=-1)
    predicted = np.bincount(group, risk)[present] / patients
    of_cause = (slice(None), cause - 1, 0)
    return Calibration(patients, predicted, at.incidence[of_cause], low[of_cause], high[of_cause])

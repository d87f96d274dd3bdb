"""How far predicted risks are from what happened."""

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.horizon import at_horizon


def brier_score(time: ArrayLike, status: ArrayLike, risk: ArrayLike, horizon: float, cause: int = 1) -> Estimate:
    """Mean squared difference of predicted risk and event by the horizon, censored patients made up for by weights.

    Graf et al, Stat Med 1999;18:2529; with competing events Gerds and Kattan, Medical Risk Prediction Models, 2021.

    Args:
        time: end of observation, shape (patients,).
        status: 0 for censored, else the cause, shape (patients,).
        risk: predicted probability of the cause by the horizon, shape (patients,).
        horizon: in the unit of ``time``.
        cause: the cause that the risk is of.

    Raises:
        ValueError: as `at_horizon`.
    """
    risk = np.asarray(risk, dtype=float)
    state = at_horizon(time, status, horizon, cause)
    parts = state.event * (1.0 - risk) ** 2 + state.no_event * risk**2
    return state.estimate(float(parts.mean()), parts)

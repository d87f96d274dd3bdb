"""How well predicted risks put patients in order."""

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.horizon import at_horizon


def time_dependent_auc(time: ArrayLike, status: ArrayLike, risk: ArrayLike, horizon: float, cause: int = 1) -> Estimate:
    """Probability that a patient with the event by the horizon had a greater risk than one without; ties count half.

    Cumulative cases, dynamic controls; a patient with a competing event is a control. Blanche, Dartigues and
    Jacqmin-Gadda, Stat Med 2013;32:5381.

    Args:
        time: end of observation, shape (patients,).
        status: 0 for censored, else the cause, shape (patients,).
        risk: anything that grows with the predicted risk, shape (patients,).
        horizon: in the unit of ``time``.
        cause: the cause that the risk is of.

    Raises:
        ValueError: as `at_horizon`, or nobody had the event by the horizon, or everybody had.
    """
    risk = np.asarray(risk, dtype=float)
    state = at_horizon(time, status, horizon, cause)
    cases, controls = state.event, state.no_event
    if not (cases.any() and controls.any()):
        raise ValueError(f"horizon {horizon:g} leaves no patient with the event, or none without: take another one")
    levels, level = np.unique(risk, return_inverse=True)
    cases_at, controls_at = (np.bincount(level, weights, len(levels)) for weights in (cases, controls))
    controls_below = (np.cumsum(controls_at) - 0.5 * controls_at)[level]
    cases_above = (cases_at.sum() - np.cumsum(cases_at) + 0.5 * cases_at)[level]
    pairs = cases.sum() * controls.sum()
    value = float((cases * controls_below).sum() / pairs)
    gain = cases * (controls_below - value * controls.sum()) + controls * (cases_above - value * cases.sum())
    return state.estimate(value, gain * len(risk) / pairs)

"""Probability of being uncensored, for weights by its inverse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.statistics.risk_table import Array


@dataclass(frozen=True)
class Censoring:
    """Kaplan-Meier estimate of the time to censoring, at its sorted distinct times, shape (steps,)."""

    times: Array
    uncensored: Array
    """From each time on."""
    hazard: Array
    """Share of those at risk that is censored at each time."""
    at_risk: Array
    """Everybody whose observation had not ended before, those with an event at that time too."""

    def at(self, days: Array | float) -> Array:
        """Probability of no censoring up to and on each day."""
        return np.append(1.0, self.uncensored)[np.searchsorted(self.times, days, side="right")]

    def just_before(self, days: Array | float) -> Array:
        """Probability of no censoring before each day."""
        return np.append(1.0, self.uncensored)[np.searchsorted(self.times, days, side="left")]

    def influence(self, time: Array, status: NDArray[np.int64], moved: Array) -> Array:
        """What each patient's own censoring adds to an estimate through the estimated weights, shape (patients, ...).

        moved: by how much the estimate moves per unit of the cumulative hazard of censoring at each step, shape
        (steps, ...). The integral of moved / at_risk over the patient's censoring martingale.
        """
        at_risk = np.maximum(self.at_risk, 1.0).reshape(-1, *[1] * (moved.ndim - 1))
        per_patient = moved / at_risk
        running = np.cumsum(per_patient * self.hazard.reshape(at_risk.shape), axis=0)
        step = np.searchsorted(self.times, time)
        censored = (status == 0).reshape(-1, *[1] * (moved.ndim - 1))
        return np.where(censored, per_patient[step], 0.0) - running[step]


def censoring(time: Array, status: NDArray[np.int64], events_leave_first: bool) -> Censoring:
    """Estimates it from one sample, shape (patients,), status 0 for censored.

    events_leave_first: whether a patient with an event is no longer at risk of censoring at that same time, as in the
    survival curve turned round (R's ``prodlim``); R's ``cmprsk::crr`` has him at risk. It decides ties only.
    """
    times, which = np.unique(time, return_inverse=True)
    at_risk = len(time) - np.searchsorted(np.sort(time), times)
    censored = np.bincount(which, status == 0, minlength=len(times))
    left = at_risk
    if events_leave_first:
        left = at_risk - np.bincount(which, status > 0, minlength=len(times))
    hazard = np.divide(censored, left, out=np.zeros(len(times)), where=left > 0)
    uncensored = np.cumprod(1.0 - hazard, dtype=np.float64)
    return Censoring(times, uncensored, censored / at_risk, at_risk.astype(float))

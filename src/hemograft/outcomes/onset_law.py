"""When an event of a transplantation comes: a cumulative hazard that rises along a log-normal curve to its end.

The law of an event is three records: ``outcomes.<event>.incidence``, the share of reference patients who would have it
if nothing else could happen to them; ``outcomes.<event>.median_day``, by which half of the hazard behind that share
has come (half of the events come somewhat earlier, for those at risk grow fewer); and ``outcomes.<event>.log_sd``, the
spread of the logarithm of that day. Hazard ratios multiply the hazard, and one event may change the hazard of another
from its own day on; both leave the day in closed form.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from hemograft.evidence import Numbers
from hemograft.simulation.integrator import Array

NEVER = np.inf


@dataclass(frozen=True)
class OnsetLaw:
    """``total`` is the cumulative hazard at the end; ``median_day`` and ``log_sd`` shape the way there."""

    total: float
    median_day: float
    log_sd: float

    def cumulative_hazard(self, day: Any) -> Array:
        """Up to ``day``, counted from the start of the law; any shape, 0 before its start."""
        since = np.asarray(day, dtype=float)
        with np.errstate(divide="ignore"):
            score = np.log(np.maximum(since, 0.0) / self.median_day) / self.log_sd
        return self.total * ndtr(score)

    def day(self, hazard: Any) -> Array:
        """The day on which the cumulative hazard reaches ``hazard``; infinity where it never does."""
        share = np.asarray(hazard, dtype=float) / self.total
        reached = share < 1.0
        return np.where(reached, self.median_day * np.exp(self.log_sd * ndtri(np.where(reached, share, 0.5))), NEVER)

    def first_day(self, threshold: Array, ratio: Any, changed_from: Any = NEVER, changed_by: Any = 1.0) -> Array:
        """The day on which a patient's accumulated hazard passes a threshold.

        Args:
            threshold: standard exponential draws, shape (patients,).
            ratio: hazard ratio, one or one a patient.
            changed_from: day from which the hazard is multiplied by ``changed_by`` as well.
            changed_by: a hazard ratio, not 0.
        """
        if self.total == 0.0:
            return np.full(threshold.shape, NEVER)
        with np.errstate(divide="ignore"):
            needed = np.where(np.asarray(ratio) > 0.0, threshold / ratio, NEVER)
        before = self.cumulative_hazard(changed_from)
        after = before + (needed - before) / changed_by
        return self.day(np.where(needed <= before, needed, after))


def onset_law(event: str, numbers: Numbers) -> OnsetLaw:
    """The law of an event by the name of its records."""
    return OnsetLaw(
        total=-float(np.log1p(-numbers(f"outcomes.{event}.incidence"))),
        median_day=numbers(f"outcomes.{event}.median_day"),
        log_sd=numbers(f"outcomes.{event}.log_sd"),
    )

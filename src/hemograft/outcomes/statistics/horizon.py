"""Who has had the event by a horizon, each weighted by the inverse of the probability of being seen until then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.censoring import Censoring, censoring
from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.risk_table import Array


@dataclass(frozen=True)
class Horizon:
    """Weights of the patients by their state at the horizon, shape (patients,); 0 for who was censored before."""

    time: Array
    status: NDArray[np.int64]
    horizon: float
    event: Array
    """Had the event of the cause."""
    no_event: Array
    """Free of any event, or had another one."""
    censoring: Censoring

    def estimate(self, value: float, parts: Array) -> Estimate:
        """``value``, a smooth function of weighted means, with its variance.

        parts: each patient's weight times what the value gains per unit of it, shape (patients,), mean 0. To this
        influence comes that of the estimated weights: a censoring before both the end of observation and the horizon
        raises the weights of all who are seen longer.
        """
        seen_until = np.where(self.time <= self.horizon, self.time, np.inf)
        order = np.argsort(seen_until, kind="stable")
        to_come = np.append(np.cumsum(parts[order][::-1])[::-1], 0.0)
        steps = self.censoring.times
        moved = to_come[np.searchsorted(seen_until[order], steps, side="right")] * (steps <= self.horizon)
        influence = parts + self.censoring.influence(self.time, self.status, moved)
        return Estimate(np.asarray(value), np.asarray(influence.var(ddof=1) / len(parts)))


def at_horizon(time: ArrayLike, status: ArrayLike, horizon: float, cause: int) -> Horizon:
    """Weighs one sample; 1 / G(time-) for those with an event by the horizon, 1 / G(horizon) for those free of it.

    G is the Kaplan-Meier estimate of being uncensored. Graf et al, Stat Med 1999;18:2529; Blanche, Dartigues and
    Jacqmin-Gadda, Stat Med 2013;32:5381 with competing events.

    Raises:
        ValueError: nobody was observed beyond the horizon: who is censored at it, to the day, has no weight there.
    """
    time, status = np.asarray(time, dtype=float), np.asarray(status).astype(np.int64)
    seen = censoring(time, status, events_leave_first=True)
    weight = np.zeros(len(time))
    over = time > horizon
    if not over.any():
        raise ValueError(f"horizon {horizon:g} is not before the last observation, {time.max():g}: take an earlier one")
    ended = ~over & (status > 0)
    weight[ended] = 1.0 / seen.just_before(time[ended])
    weight[over] = 1.0 / seen.at(horizon)
    event = ended & (status == cause)
    return Horizon(time, status, horizon, np.where(event, weight, 0.0), np.where(event, 0.0, weight), seen)

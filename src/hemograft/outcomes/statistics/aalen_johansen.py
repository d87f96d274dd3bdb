"""Cumulative incidence of competing causes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.confidence_interval import log_log_interval
from hemograft.outcomes.statistics.risk_table import Array, before, event_variance, product_limit, risk_table, share
from hemograft.outcomes.statistics.step_function import step_values, unknown_after


@dataclass(frozen=True)
class IncidenceAt:
    """Cumulative incidence and its variance on given days, shape (..., causes, days)."""

    incidence: Array
    variance: Array

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the log-log interval; not a number where nothing or everything has happened."""
        return log_log_interval(self.incidence, self.variance, level)


@dataclass(frozen=True)
class CumulativeIncidence:
    """Aalen-Johansen curves: right-continuous steps at ``times``."""

    times: Array
    """Shape (..., steps), ascending; a time may stand twice, with the same values."""
    survival: Array
    """Free of every cause (Kaplan-Meier), shape (..., steps)."""
    incidence: Array
    """Shape (..., causes, steps)."""
    variance: Array
    """Shape (..., causes, steps)."""
    last: Array
    """Last time under observation, shape (...)."""

    def at(self, days: ArrayLike) -> IncidenceAt:
        """Values on ``days``, shape (days,); not a number after the last observation of somebody event-free."""
        known = unknown_after(self.last, np.asarray(self.survival[..., -1] <= 0), days)[..., None, :]
        return IncidenceAt(
            step_values(self.times, self.incidence, days, 0.0) * known,
            step_values(self.times, self.variance, days, 0.0) * known,
        )


def aalen_johansen(
    time: ArrayLike,
    status: ArrayLike,
    causes: int,
    entry: ArrayLike | None = None,
    among: ArrayLike | None = None,
) -> CumulativeIncidence:
    """Cumulative incidence of every cause, with the variance of Gray (as R's ``cmprsk::cuminc``).

    Aalen and Johansen, Scand J Stat 1978;5:141. The variance is that of the martingale representation in Gray, Ann Stat
    1988;16:1141, with hypergeometric increments for ties.

    Args:
        time: end of observation, shape (..., patients).
        status: 0 for censored, else the cause, 1 to ``causes``; shape of ``time``.
        causes: number of causes.
        entry: start of observation (left truncation), or None.
        among: whom to count, truth values that broadcast to the shape of ``time``; None: everybody.

    Raises:
        ValueError: as `risk_table`.
    """
    groups = None if among is None else np.where(among, 0, -1)
    table = risk_table(time, status, causes, entry, groups)
    at_risk, events = table.at_risk[..., 0, :], table.events[..., 0, :, :]
    every = events.sum(axis=-2)
    survival = product_limit(every, at_risk)
    earlier = before(survival, 1.0)
    rises = earlier[..., None, :] * share(events, at_risk[..., None, :])
    incidence = np.cumsum(rises, axis=-1, dtype=np.float64)
    spread = [
        _variance(incidence[..., cause, :], survival, earlier, events[..., cause, :], every, at_risk)
        for cause in range(causes)
    ]
    return CumulativeIncidence(table.times, survival, incidence, np.stack(spread, axis=-2), table.last[..., 0])


def _variance(incidence: Array, survival: Array, earlier: Array, events: Array, every: Array, at_risk: Array) -> Array:
    """Variance of one cause at every step.

    An event of the cause at u moves the estimate at t by S(u-) (1 - w) / n, another event by -S(u-) w / n, where
    w = (F(t) - F(u)) / S(u). The square in w is expanded, so that three running sums serve every t.
    """
    own = earlier**2 * event_variance(events, at_risk)
    other = earlier**2 * event_variance(every - events, at_risk)
    odds = share(np.ones_like(survival), survival)  # 0 after the last event of all, when F moves no more
    reached = incidence * odds
    constant = np.cumsum(own * (1.0 + reached) ** 2 + other * reached**2, axis=-1)
    linear = np.cumsum((own * (1.0 + reached) + other * reached) * odds, axis=-1)
    square = np.cumsum((own + other) * odds**2, axis=-1)
    return constant - 2.0 * incidence * linear + incidence**2 * square

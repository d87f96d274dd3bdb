"""Survival, or freedom from an event, with nothing that competes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.confidence_interval import log_log_interval
from hemograft.outcomes.statistics.risk_table import Array, product_limit, risk_table, share
from hemograft.outcomes.statistics.step_function import step_values, unknown_after

EQUAL = 1e-12


@dataclass(frozen=True)
class SurvivalAt:
    """Survival and its variance on given days, shape (..., days)."""

    survival: Array
    variance: Array

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the log-log interval; not a number where nobody or everybody has had the event."""
        return log_log_interval(self.survival, self.variance, level)


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier curve: right-continuous steps at ``times``."""

    times: Array
    """Shape (..., steps), ascending; a time may stand twice, with the same values."""
    survival: Array
    """Shape (..., steps)."""
    variance: Array
    """Greenwood's, shape (..., steps); not a number from the step on at which the curve reaches 0."""
    last: Array
    """Last time under observation, shape (...)."""

    def at(self, days: ArrayLike) -> SurvivalAt:
        """Values on ``days``, shape (days,); not a number after the last observation of somebody event-free."""
        known = unknown_after(self.last, np.asarray(self.survival[..., -1] <= 0), days)
        return SurvivalAt(
            step_values(self.times, self.survival, days, 1.0) * known,
            step_values(self.times, self.variance, days, 0.0) * known,
        )

    def quantile(self, share_with_event: float = 0.5) -> Array:
        """Time by which this share has had the event (0.5: the median), shape (...); infinity where it is not reached.

        Where the curve runs level at exactly that height, the middle of the level piece.
        """
        return _crossing(self.times, self.survival, 1.0 - share_with_event)

    def quantile_interval(self, share_with_event: float = 0.5, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the quantile's interval: where the limits of the log-log interval cross that height.

        Brookmeyer and Crowley, Biometrics 1982;38:29. Infinity where a limit does not cross.
        """
        low, high = log_log_interval(self.survival, self.variance, level)
        height = 1.0 - share_with_event
        # before the first event both limits are 1; where the curve is 0, neither is known
        low, high = (np.where(self.survival >= 1.0, 1.0, limit) for limit in (low, high))
        return _crossing(self.times, low, height), _crossing(self.times, high, height)


def kaplan_meier(
    time: ArrayLike, status: ArrayLike, entry: ArrayLike | None = None, among: ArrayLike | None = None
) -> Survival:
    """Product-limit estimate with Greenwood's variance.

    Kaplan and Meier, J Am Stat Assoc 1958;53:457.

    Args:
        time: end of observation, shape (..., patients).
        status: 1 for the event, 0 for censored; shape of ``time``.
        entry: start of observation (left truncation), or None.
        among: whom to count, truth values that broadcast to the shape of ``time``; None: everybody.

    Raises:
        ValueError: as `risk_table`.
    """
    table = risk_table(time, status, 1, entry, None if among is None else np.where(among, 0, -1))
    at_risk, events = table.at_risk[..., 0, :], table.events[..., 0, 0, :]
    survival = product_limit(events, at_risk)
    variance = survival**2 * np.cumsum(share(events, at_risk * (at_risk - events)), axis=-1)
    return Survival(table.times, survival, np.where(survival > 0, variance, np.nan), table.last[..., 0])


def _crossing(times: Array, curve: Array, height: float) -> Array:
    reached = curve <= height + EQUAL
    below = curve < height - EQUAL
    first, next_fall = (
        np.take_along_axis(times, each.argmax(axis=-1)[..., None], axis=-1)[..., 0] for each in (reached, below)
    )
    level = reached & ~below
    middle = np.where(level.any(axis=-1) & below.any(axis=-1), 0.5 * (first + next_fall), first)
    return np.where(reached.any(axis=-1), middle, np.inf)

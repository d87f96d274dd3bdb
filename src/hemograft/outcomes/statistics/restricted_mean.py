"""Mean time free of the event up to a horizon."""

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.risk_table import product_limit, risk_table, share


def restricted_mean(
    time: ArrayLike,
    status: ArrayLike,
    horizon: float,
    entry: ArrayLike | None = None,
    among: ArrayLike | None = None,
) -> Estimate:
    """Restricted mean survival time; not a number where observation ends before the horizon with somebody event-free.

    Irwin, J Hyg 1949;47:188; variance by Greenwood's method as in Klein and Moeschberger, Survival Analysis, 2003.

    Args: as `kaplan_meier`; ``horizon`` in the unit of ``time``.

    Raises:
        ValueError: as `risk_table`, or the horizon is not positive.
    """
    if not horizon > 0:
        raise ValueError(f"horizon {horizon:g} is not positive: give a time after the start")
    table = risk_table(time, status, 1, entry, None if among is None else np.where(among, 0, -1))
    at_risk, events = table.at_risk[..., 0, :], table.events[..., 0, 0, :]
    survival = product_limit(events, at_risk)
    within = np.clip(table.times, 0.0, horizon)
    until = np.concatenate([within[..., 1:], np.full_like(within[..., :1], horizon)], axis=-1)
    area = survival * (until - within)
    # what is lost of the mean when the curve falls at a step: all the area that follows
    to_come = np.cumsum(area[..., ::-1], axis=-1)[..., ::-1]
    mean = within[..., 0] + to_come[..., 0]
    counted = np.where(table.times <= horizon, share(events, at_risk * (at_risk - events)), 0.0)
    known = (horizon <= table.last[..., 0]) | (survival[..., -1] <= 0)
    return Estimate(np.where(known, mean, np.nan), np.where(known, (to_come**2 * counted).sum(axis=-1), np.nan))

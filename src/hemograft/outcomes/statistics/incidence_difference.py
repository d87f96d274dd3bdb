"""Cumulative incidence of two arms at a horizon."""

import numpy as np
from numpy.typing import ArrayLike

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.estimate import Difference, Estimate


def incidence_difference(
    time: ArrayLike, status: ArrayLike, treated: ArrayLike, horizon: float, causes: int
) -> Difference:
    """Aalen-Johansen estimate of the treated minus that of the others at the horizon, shape (..., causes).

    Pointwise comparison: Zhang and Fine, Stat Med 2008;27:4443. ``treated``: truth values that broadcast to the shape
    of ``time``; the other arguments and errors as `aalen_johansen`.
    """
    treated = np.asarray(treated, dtype=bool)
    first, second = (aalen_johansen(time, status, causes, among=among).at(horizon) for among in (treated, ~treated))
    return Difference(*(Estimate(arm.incidence[..., 0], arm.variance[..., 0]) for arm in (first, second)))

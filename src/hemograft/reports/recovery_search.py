"""From which day the recovery of a transplant is searched in its daily counts."""

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.outcomes.recovery import first_day_below


def recovery_searched_from(counts: NDArray[np.floating], threshold: float, infusion_day: float) -> NDArray[np.float64]:
    """The first day after the infusion on which the count is below the threshold, else the day of the infusion.

    A count that is still high when the cells are given has not recovered yet. The fall is looked for until the day by
    which any graft must have taken: a later one has other causes. Without an infusion the search starts on day 0.

    counts: 10^9/L, shape (..., day); infusion_day: 0 for none. Returns shape (...).
    """
    if infusion_day <= 0.0:
        return np.zeros(counts.shape[:-1])
    first = int(infusion_day)
    last = first + int(number("transplantation.primary_graft_failure_day_cord"))
    after = counts[..., first : last + 1]
    fallen = first_day_below(after, threshold) if after.shape[-1] else np.zeros(counts.shape[:-1])
    return infusion_day + fallen

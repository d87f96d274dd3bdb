"""When a platelet count has recovered: the registry definition, applied to simulated daily counts."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

CONSECUTIVE_DAYS = 3
TRANSFUSION_FREE_DAYS = 7  # from the last unit to the first day that counts


def first_sustained_day(
    platelets: NDArray[np.floating], transfusions: NDArray[np.floating], threshold: float
) -> NDArray[np.float64]:
    """First day on which the patient's own platelets hold a threshold; infinity where they never do.

    Day t counts when the counts of days t, t+1 and t+2 are all at or above `threshold`, the last platelet
    unit was given at least seven days before t, and none was given on those three days. Days before day 0 are
    taken as transfusion-free. This is platelet recovery as transplant registries record it (CIBMTR Forms
    Instruction Manual, form 2100, initial platelet recovery).

    platelets: 10^9/L, shape (..., day), one value a day; transfusions: units given that day, same shape;
    threshold: 10^9/L. Returns days, shape (...).
    """
    if platelets.shape[-1] < CONSECUTIVE_DAYS:
        return np.full(platelets.shape[:-1], np.inf)
    held = sliding_window_view(platelets >= threshold, CONSECUTIVE_DAYS, axis=-1).all(axis=-1)
    earlier = [(0, 0)] * (transfusions.ndim - 1) + [(TRANSFUSION_FREE_DAYS - 1, 0)]
    given = np.pad(transfusions > 0, earlier)
    free = ~sliding_window_view(given, TRANSFUSION_FREE_DAYS - 1 + CONSECUTIVE_DAYS, axis=-1).any(axis=-1)
    recovered = held & free
    return np.where(recovered.any(axis=-1), recovered.argmax(axis=-1).astype(float), np.inf)

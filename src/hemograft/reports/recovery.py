"""When a platelet count has recovered: the registry definition, applied to simulated daily counts."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from hemograft.evidence import number


def first_sustained_day(
    platelets: NDArray[np.floating],
    transfusions: NDArray[np.floating],
    threshold: float,
    searched_from: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """First day on which the patient's own platelets hold a threshold; infinity where they never do.

    Day t counts when the counts of days t, t+1 and t+2 are all at or above `threshold`, the last platelet
    unit was given at least seven days before t, and none was given on those three days. Days before day 0 are
    taken as transfusion-free. Days before `searched_from` never count: a transplant's recovery is that after the
    infusion, whatever the count was before conditioning. This is platelet recovery as transplant registries record
    it (CIBMTR Forms Instruction Manual, form 2100, initial platelet recovery); the three and the seven days are
    evidence records.

    platelets: 10^9/L, shape (..., day), one value a day; transfusions: units given that day, same shape;
    threshold: 10^9/L; searched_from: day, broadcasts to shape (...). Returns days since day 0, shape (...).
    """
    consecutive = int(number("transplantation.platelet_engraftment_days"))
    transfusion_free = int(number("transplantation.platelet_transfusion_free_days"))
    if platelets.shape[-1] < consecutive:
        return np.full(platelets.shape[:-1], np.inf)
    held = sliding_window_view(platelets >= threshold, consecutive, axis=-1).all(axis=-1)
    earlier = [(0, 0)] * (transfusions.ndim - 1) + [(transfusion_free - 1, 0)]
    given = np.pad(transfusions > 0, earlier)
    free = ~sliding_window_view(given, transfusion_free - 1 + consecutive, axis=-1).any(axis=-1)
    searched = np.arange(platelets.shape[-1] - consecutive + 1) >= np.asarray(searched_from)[..., None]
    recovered = held & free & searched
    return np.where(recovered.any(axis=-1), recovered.argmax(axis=-1).astype(float), np.inf)

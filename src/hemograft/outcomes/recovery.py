"""When blood counts have recovered: the registry definitions, applied to daily counts."""

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
    earlier = [(0, 0)] * (transfusions.ndim - 1) + [(transfusion_free - 1, 0)]
    given = np.pad(transfusions > 0, earlier)
    free = ~sliding_window_view(given, transfusion_free - 1 + consecutive, axis=-1).any(axis=-1)
    return first_day(held(platelets >= threshold, consecutive) & free, searched_from)


def neutrophil_recovery_day(
    neutrophils: NDArray[np.floating], threshold: float, searched_from: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """First of three consecutive days with neutrophils at or above ``threshold``; infinity where there is none.

    The consensus definition of neutrophil engraftment (Kharfan-Dabaja et al, Transplant Cell Ther 2021).

    neutrophils: 10^9/L, shape (..., day); searched_from: as for `first_sustained_day`.
    """
    consecutive = int(number("transplantation.neutrophil_engraftment_days"))
    return first_day(held(neutrophils >= threshold, consecutive), searched_from)


def recovery_of_graft(
    recovered: NDArray[np.floating], donor_chimerism: NDArray[np.floating], graft_failure: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Days of recovery without those of the host's own marrow: a graft that fails may leave one that comes back.

    recovered: day of recovery, shape (...); donor_chimerism: donor share of neutrophils, shape (..., day);
    graft_failure: day on which the failure is known, infinity for none, shape (...). Infinity where the graft failed
    and fewer than one cell in twenty was the donor's on the day of recovery.
    """
    day = np.where(np.isfinite(recovered), recovered, 0.0).astype(int)
    share = np.take_along_axis(donor_chimerism, day[..., np.newaxis], axis=-1)[..., 0]
    host = np.isfinite(graft_failure) & (share < number("transplantation.least_donor_chimerism"))
    return np.where(host, np.inf, recovered)


def first_day_below(counts: NDArray[np.floating], threshold: float) -> NDArray[np.float64]:
    """First day with a count below ``threshold``, 0 where there is none; counts of shape (..., day).

    A count that is still high on the day of a transplant has not recovered yet: recovery is searched from here.
    """
    return (counts < threshold).argmax(axis=-1).astype(float)


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


def held(reached: NDArray[np.bool_], days: int) -> NDArray[np.bool_]:
    """Whether something holds on each day and the following ones, ``days`` in all.

    reached: shape (..., day); the last days, which too few follow, are left out of the result.
    """
    if reached.shape[-1] < days:
        return np.zeros((*reached.shape[:-1], 0), dtype=bool)
    return np.asarray(sliding_window_view(reached, days, axis=-1).all(axis=-1))


def first_day(reached: NDArray[np.bool_], searched_from: ArrayLike) -> NDArray[np.float64]:
    """First day on which something is reached, not before ``searched_from``; infinity where there is none.

    reached: shape (..., day); searched_from: day, broadcasts to shape (...), which is returned.
    """
    if not reached.shape[-1]:
        return np.full(np.broadcast_shapes(reached.shape[:-1], np.shape(searched_from)), np.inf)
    reached = reached & (np.arange(reached.shape[-1]) >= np.asarray(searched_from)[..., None])
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1).astype(float), np.inf)

"""Primary and secondary graft failure, and poor graft function.

The definitions are those of the American Society for Transplantation and Cellular Therapy (Kharfan-Dabaja et al,
Transplant Cell Ther 2021;27:642). They call a dependence on support frequent and give no number; what is taken for
it is an assumed record.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from hemograft.evidence import number
from hemograft.outcomes.recovery import first_day, held


def primary_graft_failure(
    neutrophil_day: ArrayLike, platelet_day: ArrayLike, cord_blood: ArrayLike
) -> NDArray[np.bool_]:
    """Whether neutrophils did not engraft by day 30, or day 42 after cord blood, with pancytopenia.

    The consensus does not count pancytopenia; here it means that platelets have not engrafted by then either.

    neutrophil_day, platelet_day: days of engraftment (platelets of 20x10^9/L), infinity for never, shape (...);
    cord_blood: whether the graft is cord blood; broadcasts to shape (...). Observation must reach the deadline: who
    died before it has not failed to engraft.
    """
    deadline = np.where(
        cord_blood,
        number("transplantation.primary_graft_failure_day_cord"),
        number("transplantation.primary_graft_failure_day"),
    )
    return np.asarray((np.asarray(neutrophil_day) > deadline) & (np.asarray(platelet_day) > deadline))


def secondary_graft_failure_day(
    neutrophils: NDArray[np.floating], supported: NDArray[np.bool_], recovered_from: ArrayLike
) -> NDArray[np.float64]:
    """First day of a decline after recovery: neutropenia that lasts, or dependence on support; infinity for none.

    neutrophils: 10^9/L, shape (..., day); supported: whether blood products or growth factor were given that day,
    same shape; recovered_from: the day by which neutrophils and platelets have both engrafted, shape (...). A patient
    who never recovered, with infinity there, cannot fail secondarily.
    """
    low = neutrophils < number("graft_failure.secondary_neutrophils")
    neutropenic = held(low, int(number("engraftment_definition.neutropenic_days")))
    return np.minimum(first_day(neutropenic, recovered_from), first_day(dependent(supported), recovered_from))


def poor_graft_function_day(
    supported: NDArray[np.bool_],
    donor_chimerism: NDArray[np.floating],
    explained: NDArray[np.bool_],
    searched_from: ArrayLike,
) -> NDArray[np.float64]:
    """First day of a dependence on support that nothing else explains, under full donor chimerism; infinity for none.

    supported: whether blood products or growth factor were given that day, shape (..., day); donor_chimerism: donor
    share of blood cells, same shape; explained: whether relapse, a drug or an infection explains the low counts that
    day, same shape; searched_from: day, shape (...), as a rule that of `primary_graft_failure`.
    """
    full = donor_chimerism > number("transplantation.full_donor_chimerism")
    return first_day(dependent(supported & ~explained) & full, searched_from)


def dependent(supported: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a dependence on support begins on each day: it is given then, and often in the four weeks from then.

    supported: shape (..., day); returns the same shape. Days after the last are taken as without support.
    """
    window = int(number("engraftment_definition.support_window"))
    later = np.pad(supported, [(0, 0)] * (supported.ndim - 1) + [(0, window - 1)])
    often = sliding_window_view(later, window, axis=-1).sum(axis=-1) >= number("engraftment_definition.support_days")
    return np.asarray(supported & often)

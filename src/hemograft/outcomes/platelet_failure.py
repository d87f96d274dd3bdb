"""Platelets that do not come, come late, or are lost again after a transplant."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.evidence import number
from hemograft.outcomes.recovery import first_day, held


def delayed_platelet_recovery(platelet_day: ArrayLike) -> NDArray[np.bool_]:
    """Whether platelets of 50x10^9/L were not reached by day 60 (Ramirez et al, Bone Marrow Transplant 2011;46:981).

    platelet_day: day on which 50x10^9/L was sustained, infinity for never, shape (...).
    """
    return np.asarray(np.asarray(platelet_day) > number("transplantation.delayed_platelet_recovery_day"))


def prolonged_thrombocytopenia(platelets: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether platelets are below 100x10^9/L on day 100; platelets of shape (..., day), returns shape (...).

    Raises:
        ValueError: the counts end before that day.
    """
    day = int(number("engraftment_definition.prolonged_thrombocytopenia_day"))
    if platelets.shape[-1] <= day:
        raise ValueError(f"platelet counts end on day {platelets.shape[-1] - 1}: simulate {day} days or more")
    return np.asarray(platelets[..., day] < number("graft_failure.prolonged_thrombocytopenia_count"))


def secondary_platelet_failure_day(
    platelets: NDArray[np.floating], transfusions: NDArray[np.floating], searched_from: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """First day of secondary failure of platelet recovery; infinity where it does not happen.

    Platelets first hold 50x10^9/L on seven consecutive days without transfusion. Later they are below 20x10^9/L on
    seven consecutive days, of which the first is given, or a unit is given (Bruno et al, Biol Blood Marrow Transplant
    2001;7:154).

    platelets: 10^9/L, shape (..., day); transfusions: units given that day, same shape; searched_from: day from which
    the sustained count may begin, broadcasts to shape (...).
    """
    days = int(number("engraftment_definition.platelet_failure_days"))
    transfused = transfusions > 0
    high = platelets >= number("engraftment_definition.sustained_platelet_count")
    at_risk_from = first_day(held(high & ~transfused, days), searched_from) + days
    low = held(platelets < number("graft_failure.platelet_failure_count"), days)
    return np.minimum(first_day(low, at_risk_from), first_day(transfused, at_risk_from))

"""The step curve of one arm: incidence or survival, its interval, and who is still at risk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.confidence_interval import log_log_interval
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.number_at_risk import number_at_risk
from hemograft.simulation.integrator import Array
from hemograft.trials.endpoints import EndpointChoice, TimeToEvent
from hemograft.trials.observations import COMPETING, EVENT, TimesToEvent


@dataclass(frozen=True)
class Curve:
    """A step curve of one arm with its pointwise 95 % interval; ``at_risk`` stands at the days it was asked for."""

    days: Array
    value: Array
    low: Array
    high: Array
    at_risk: tuple[int, ...]


def round_days(outcome: TimesToEvent) -> tuple[float, ...]:
    """Round days, nine at most, from 0 to the end of observation."""
    end = float(outcome.time.max())
    step = next(step for step in (7, 14, 28, 30, 50, 60, 90, 100, 180, 365, 730, 1825) if end / step <= 8)
    return tuple(float(day) for day in np.arange(0.0, end + 1e-9, step))


def arm_curve(
    choice: EndpointChoice, outcome: TimesToEvent, inside: NDArray[np.bool_], risk_days: tuple[float, ...]
) -> Curve:
    """The curve of the patients ``inside``, of one trial."""
    assert isinstance(choice.what, TimeToEvent)
    time, status = outcome.time[inside], outcome.status[inside]
    if choice.what.survival:
        fit = kaplan_meier(time, status)
        value, variance, start = fit.survival, fit.variance, 1.0
    else:
        incidence = aalen_johansen(time, status, COMPETING)
        value, variance, start = incidence.incidence[EVENT - 1], incidence.variance[EVENT - 1], 0.0
        fit = incidence
    low, high = log_log_interval(value, variance)
    return Curve(
        days=np.concatenate([[0.0], fit.times]),
        value=np.concatenate([[start], value]),
        low=np.concatenate([[start], np.where(np.isnan(low), value, low)]),
        high=np.concatenate([[start], np.where(np.isnan(high), value, high)]),
        at_risk=tuple(number_at_risk(time, risk_days).tolist()),
    )

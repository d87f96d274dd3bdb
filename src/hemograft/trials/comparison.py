"""An endpoint compared between the arms, in many replicate trials at once: treated minus control, and the test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

from hemograft.outcomes.statistics.estimate import Difference, Estimate
from hemograft.outcomes.statistics.gray import gray_test
from hemograft.outcomes.statistics.incidence_difference import incidence_difference
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.log_rank import log_rank_test
from hemograft.outcomes.statistics.restricted_mean import restricted_mean_difference
from hemograft.simulation.integrator import Array
from hemograft.trials.endpoints import EndpointChoice, Response, TimeToEvent
from hemograft.trials.enrollment import Enrollment
from hemograft.trials.observations import COMPETING, EVENT, TimesToEvent, times_to_event, values
from hemograft.trials.results import PatientTable

Seen = TimesToEvent | Array
"""What is seen of an endpoint: times, or a number of each patient; (replicates, patients)."""


@dataclass(frozen=True)
class Compared:
    """Treated minus control of each replicate and the p value of the test, each (replicates,)."""

    difference: Difference
    p: Array


def seen(
    choice: EndpointChoice, table: PatientTable, enrollment: Enrollment, infusion_days: Array, arm: NDArray[np.int64]
) -> Seen:
    """What the trials see of an endpoint when their patients get the treatment of ``arm``."""
    if isinstance(choice.what, TimeToEvent):
        return times_to_event(choice, table, enrollment, infusion_days, arm)
    return values(choice, table, enrollment, arm)


def compared(choice: EndpointChoice, outcome: Seen, treated: NDArray[np.bool_], test: str, sides: int = 2) -> Compared:
    """The effect and its test.

    Incidence, survival or the mean time without the event at the horizon; shares of responders; means. A share is
    tested with the pooled variance, a mean by Welch's test.

    Args:
        choice: the endpoint.
        outcome: as of `seen`.
        treated: who is not in the control arm, (replicates, patients).
        test: "gray", "log_rank", "difference" or "restricted_mean".
        sides: of the test; one side asks whether the treated do better.
    """
    if isinstance(outcome, TimesToEvent):
        difference = _difference_of_times(choice, outcome, treated, test)
        if test == "gray":
            return Compared(difference, gray_test(outcome.time, outcome.status, treated.astype(np.int64)).p)
        if test == "log_rank":
            return Compared(difference, log_rank_test(outcome.time, outcome.status, treated.astype(np.int64)).p)
        return Compared(difference, _normal_p(difference.z * choice.what.favorable, sides))
    difference = Difference(_mean(outcome, treated), _mean(outcome, ~treated))
    if isinstance(choice.what, Response):
        return Compared(difference, _normal_p(_pooled_z(outcome, treated), sides))
    return Compared(difference, _welch_p(difference, outcome, treated, choice.what.favorable, sides))


def share_interval(share: Array, count: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Wilson's score interval of a share."""
    z2 = ndtri(0.5 + level / 2.0) ** 2
    middle = (share + z2 / (2.0 * count)) / (1.0 + z2 / count)
    width = np.sqrt(z2 * (share * (1.0 - share) / count + z2 / (4.0 * count**2))) / (1.0 + z2 / count)
    return middle - width, middle + width


def difference_interval(
    choice: EndpointChoice, outcome: Seen, treated: NDArray[np.bool_], found: Difference
) -> tuple[Array, Array]:
    """Ends of the 95 % interval of a difference: Newcombe's hybrid score interval of shares, else the normal one.

    Newcombe, Stat Med 1998;17:873, method 10: right also where an arm has no responder.
    """
    if not isinstance(choice.what, Response) or isinstance(outcome, TimesToEvent):
        return found.interval()
    counts = treated.sum(axis=-1), (~treated).sum(axis=-1)
    first, second = found.first.value, found.second.value
    (low1, high1), (low2, high2) = share_interval(first, counts[0]), share_interval(second, counts[1])
    below = np.sqrt((first - low1) ** 2 + (high2 - second) ** 2)
    above = np.sqrt((high1 - first) ** 2 + (second - low2) ** 2)
    return found.value - below, found.value + above


def _difference_of_times(
    choice: EndpointChoice, outcome: TimesToEvent, treated: NDArray[np.bool_], test: str
) -> Difference:
    assert isinstance(choice.what, TimeToEvent) and choice.horizon is not None
    time, status, horizon = outcome.time, outcome.status, choice.horizon
    if test == "restricted_mean":
        return restricted_mean_difference(time, status, treated, horizon)
    if choice.what.survival:
        at = [kaplan_meier(time, status, among=among).at(horizon) for among in (treated, ~treated)]
        return Difference(*(Estimate(arm.survival[..., 0], arm.variance[..., 0]) for arm in at))
    found = incidence_difference(time, status, treated, horizon, COMPETING)
    first, second = (
        Estimate(arm.value[..., EVENT - 1], arm.variance[..., EVENT - 1]) for arm in (found.first, found.second)
    )
    return Difference(first, second)


def _mean(values: Array, among: NDArray[np.bool_]) -> Estimate:
    """Mean over the patients who have a value, and its variance."""
    known = among & ~np.isnan(values)
    count = known.sum(axis=-1)
    filled = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = filled.sum(axis=-1) / count
        spread = np.where(known, (filled - mean[..., np.newaxis]) ** 2, 0.0).sum(axis=-1) / (count - 1)
        return Estimate(mean, spread / count)


def _pooled_z(values: Array, treated: NDArray[np.bool_]) -> Array:
    counts = treated.sum(axis=-1), (~treated).sum(axis=-1)
    together = values.mean(axis=-1)
    variance = together * (1.0 - together) * (1.0 / counts[0] + 1.0 / counts[1])
    difference = _mean(values, treated).value - _mean(values, ~treated).value
    return np.divide(difference, np.sqrt(variance), out=np.zeros(variance.shape), where=variance > 0.0)


def _normal_p(z: Array, sides: int) -> Array:
    return ndtr(-z) if sides == 1 else 2.0 * ndtr(-np.abs(z))


def _welch_p(found: Difference, values: Array, treated: NDArray[np.bool_], favorable: int, sides: int) -> Array:
    counts = [(among & ~np.isnan(values)).sum(axis=-1) for among in (treated, ~treated)]
    parts = [arm.variance for arm in (found.first, found.second)]
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = found.variance**2 / sum(part**2 / (count - 1) for part, count in zip(parts, counts, strict=True))
        t = found.z * favorable
        return stdtr(freedom, -t) if sides == 1 else 2.0 * stdtr(freedom, -np.abs(t))

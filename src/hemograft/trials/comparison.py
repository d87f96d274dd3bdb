"""An endpoint compared between an arm and the control, in many replicate trials at once: the effect and its test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.estimate import Difference, Estimate
from hemograft.outcomes.statistics.gray import gray_test
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.log_rank import log_rank_test
from hemograft.outcomes.statistics.restricted_mean import restricted_mean
from hemograft.simulation.integrator import Array
from hemograft.trials.endpoints import EndpointChoice, Response, TimeToEvent
from hemograft.trials.enrollment import Enrollment
from hemograft.trials.observations import COMPETING, EVENT, TimesToEvent, times_to_event, values
from hemograft.trials.results import PatientTable

Seen = TimesToEvent | Array
"""What is seen of an endpoint: times, or a number of each patient; (replicates, patients)."""
Pair = NDArray[np.int64]
"""Who is compared, (replicates, patients): 1 in the treated arm, 0 in the control arm, -1 in neither."""
TREATED, CONTROL, NEITHER = 1, 0, -1
_Z95 = ndtri(0.975)


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


def with_control(arm: NDArray[np.int64], place: int) -> Pair:
    """The arm at this place of the design and the control, which is the first; ``arm``: (replicates, patients)."""
    return np.where(arm == place, TREATED, np.where(arm == 0, CONTROL, NEITHER))


def arm_estimate(choice: EndpointChoice, outcome: Seen, among: NDArray[np.bool_], test: str) -> Estimate:
    """Of the patients ``among``: incidence or survival at the horizon, mean time without the event, share or mean."""
    if not isinstance(outcome, TimesToEvent):
        return _mean(outcome, among)
    assert isinstance(choice.what, TimeToEvent) and choice.horizon is not None
    time, status = outcome.time, outcome.status
    if test == "restricted_mean":
        return restricted_mean(time, status, choice.horizon, among=among)
    if choice.what.survival:
        alive = kaplan_meier(time, status, among=among).at(choice.horizon)
        return Estimate(alive.survival[..., 0], alive.variance[..., 0])
    found = aalen_johansen(time, status, COMPETING, among=among).at(choice.horizon)
    return Estimate(found.incidence[..., EVENT - 1, 0], found.variance[..., EVENT - 1, 0])


def compared(choice: EndpointChoice, outcome: Seen, pair: Pair, test: str, sides: int = 2) -> Compared:
    """The effect and its test.

    Incidence, survival or the mean time without the event at the horizon; shares of responders; means. A share is
    tested with the pooled variance, a mean by Welch's test.

    Args:
        choice: the endpoint.
        outcome: as of `seen`.
        pair: see `with_control`; patients of other arms change nothing.
        test: "gray", "log_rank", "difference" or "restricted_mean".
        sides: of the test; one side asks whether the treated do better.
    """
    difference = Difference(*(arm_estimate(choice, outcome, pair == group, test) for group in (TREATED, CONTROL)))
    favorable = choice.what.favorable
    if isinstance(outcome, TimesToEvent):
        if test == "gray":
            return Compared(difference, gray_test(outcome.time, outcome.status, pair).p)
        if test == "log_rank":
            return Compared(difference, log_rank_test(outcome.time, outcome.status, pair).p)
        return Compared(difference, _normal_p(difference.z * favorable, sides))
    if isinstance(choice.what, Response):
        return Compared(difference, _normal_p(_pooled_z(difference, outcome, pair), sides))
    return Compared(difference, _welch_p(difference, outcome, pair, favorable, sides))


def share_interval(share: Array, count: Array) -> tuple[Array, Array]:
    """Wilson's score interval of a share, 95 %; not a number where nobody is."""
    z2 = _Z95**2
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (share + z2 / (2.0 * count)) / (1.0 + z2 / count)
        width = np.sqrt(z2 * (share * (1.0 - share) / count + z2 / (4.0 * count**2))) / (1.0 + z2 / count)
    return middle - width, middle + width


def difference_interval(choice: EndpointChoice, outcome: Seen, pair: Pair, found: Difference) -> tuple[Array, Array]:
    """Ends of the 95 % interval of a difference: Newcombe's hybrid score interval of shares, else the normal one.

    Newcombe, Stat Med 1998;17:873, method 10: right also where an arm has no responder.
    """
    if not isinstance(choice.what, Response) or isinstance(outcome, TimesToEvent):
        return found.interval()
    counts = _counts(pair)
    first, second = found.first.value, found.second.value
    (low1, high1), (low2, high2) = share_interval(first, counts[0]), share_interval(second, counts[1])
    below = np.sqrt((first - low1) ** 2 + (high2 - second) ** 2)
    above = np.sqrt((high1 - first) ** 2 + (second - low2) ** 2)
    return found.value - below, found.value + above


def _mean(values: Array, among: NDArray[np.bool_]) -> Estimate:
    """Mean over the patients who have a value, and its variance."""
    known = among & ~np.isnan(values)
    count = known.sum(axis=-1)
    filled = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = filled.sum(axis=-1) / count
        spread = np.where(known, (filled - mean[..., np.newaxis]) ** 2, 0.0).sum(axis=-1) / (count - 1)
        return Estimate(mean, spread / count)


def _counts(pair: Pair) -> tuple[Array, Array]:
    return (pair == TREATED).sum(axis=-1), (pair == CONTROL).sum(axis=-1)


def _pooled_z(found: Difference, values: Array, pair: Pair) -> Array:
    counts = _counts(pair)
    with np.errstate(divide="ignore", invalid="ignore"):
        together = np.where(pair == NEITHER, 0.0, values).sum(axis=-1) / (counts[0] + counts[1])
        variance = together * (1.0 - together) * (1.0 / counts[0] + 1.0 / counts[1])
        # an arm that chance left empty has no value and no variance: no test
        return np.divide(found.value, np.sqrt(variance), out=np.zeros(variance.shape), where=variance != 0.0)


def _normal_p(z: Array, sides: int) -> Array:
    return ndtr(-z) if sides == 1 else 2.0 * ndtr(-np.abs(z))


def _welch_p(found: Difference, values: Array, pair: Pair, favorable: int, sides: int) -> Array:
    counts = [((pair == group) & ~np.isnan(values)).sum(axis=-1) for group in (TREATED, CONTROL)]
    parts = [arm.variance for arm in (found.first, found.second)]
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = found.variance**2 / sum(part**2 / (count - 1) for part, count in zip(parts, counts, strict=True))
        t = found.z * favorable
        return stdtr(freedom, -t) if sides == 1 else 2.0 * stdtr(freedom, -np.abs(t))

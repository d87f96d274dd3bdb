"""Who was at risk and what happened, time by time: the one table that every estimate here is made from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RiskTable:
    """Counts at the sorted times of each replicate.

    A time that several patients share fills several steps; what happened then stands at the first of them and the
    others are empty, so that running sums and products need no case for ties.
    """

    times: Array
    """Shape (..., steps), ascending."""
    at_risk: Array
    """Patients under observation just before, shape (..., groups, steps)."""
    events: Array
    """Shape (..., groups, causes, steps)."""
    last: Array
    """Last time at which a patient of the group was under observation, shape (..., groups); -inf for no patient."""


def risk_table(
    time: ArrayLike,
    status: ArrayLike,
    causes: int = 1,
    entry: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    group_count: int = 1,
) -> RiskTable:
    """Counts patients at risk and events of each group and cause.

    A patient is at risk at t when entry < t <= time: who is censored at the time of an event was at risk for it.

    Args:
        time: end of observation, shape (..., patients).
        status: 0 where observation was censored, else the cause, 1 to ``causes``; shape of ``time``.
        causes: number of causes, whether each occurs or not.
        entry: start of observation (left truncation), broadcasts to the shape of ``time``; None: all from the start.
        groups: 0 to ``group_count`` - 1, or -1 for a patient who does not count; broadcasts to the shape of ``time``.
        group_count: number of groups, whether each has patients or not.

    Raises:
        ValueError: shapes differ, a time is not finite, a status is none of the causes, or an entry is not before the
            end of observation.
    """
    time, status = np.asarray(time, dtype=float), np.asarray(status).astype(np.int64)
    members = np.broadcast_to(np.int64(0) if groups is None else np.asarray(groups, dtype=np.int64), time.shape)
    _refuse_impossible(time, status, causes)
    numbers = np.arange(group_count)[:, None]
    last = np.where(members[..., None, :] == numbers, time[..., None, :], -np.inf).max(axis=-1)
    leaving = np.ones_like(status)
    if entry is None:
        from_start = (members[..., None, :] == numbers).sum(axis=-1)[..., None]
    else:
        # entries become steps of their own: nothing happens there, and one patient comes
        entered = np.broadcast_to(np.asarray(entry, dtype=float), time.shape)
        _refuse_late_entry(time, entered)
        from_start = 0
        time, status = np.concatenate([time, entered], axis=-1), np.concatenate([status, 0 * status], axis=-1)
        members, leaving = np.concatenate([members] * 2, axis=-1), np.concatenate([leaving, -leaving], axis=-1)
    order = np.argsort(time, axis=-1, kind="stable")
    time, status = np.take_along_axis(time, order, axis=-1), np.take_along_axis(status, order, axis=-1)
    members, leaving = np.take_along_axis(members, order, axis=-1), np.take_along_axis(leaving, order, axis=-1)
    steps = time.shape[-1]
    first = np.ones(time.shape, dtype=bool)
    first[..., 1:] = time[..., 1:] != time[..., :-1]
    start = np.maximum.accumulate(np.where(first, np.arange(steps), 0), axis=-1)
    # each change counts in the cell of its replicate, group (and cause) and of the first step of its time
    row = np.arange(last.size // group_count).reshape((*time.shape[:-1], 1)) * group_count + members
    counted, happened = members >= 0, (members >= 0) & (status > 0)
    gone = np.bincount((row * steps + start)[counted], leaving[counted], last.size * steps).astype(float)
    cells = ((row * causes + status - 1) * steps + start)[happened]
    events = np.bincount(cells, minlength=last.size * causes * steps).astype(float)
    gone_before = before(np.cumsum(gone.reshape((*last.shape, steps)), axis=-1, dtype=np.float64))
    return RiskTable(time, from_start - gone_before, events.reshape((*last.shape, causes, steps)), last)


def product_limit(events: Array, at_risk: Array) -> Array:
    """Share that is free of the events from each step on, shape (..., steps)."""
    return np.cumprod(1.0 - share(events, at_risk), axis=-1, dtype=np.float64)


def before(values: Array, initial: float = 0.0) -> Array:
    """The value just before each step, of a step function given from each step on; ``initial`` before the first."""
    shifted = np.empty_like(values)
    shifted[..., 0] = initial
    shifted[..., 1:] = values[..., :-1]
    return shifted


def share(part: Array, whole: Array) -> Array:
    """``part / whole``, and 0 where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)


def event_variance(events: Array, at_risk: Array) -> Array:
    """Variance of the share of those at risk with an event; with ties the hypergeometric one, which is smaller."""
    tied = share(np.maximum(events - 1.0, 0.0), at_risk - 1.0)
    return share(events, at_risk**2) * (1.0 - tied)


def _refuse_impossible(time: Array, status: NDArray[np.int64], causes: int) -> None:
    if time.shape != status.shape or time.shape[-1:] in ((), (0,)):
        raise ValueError(f"time has shape {time.shape} and status {status.shape}: give one of each for every patient")
    if not np.all(np.isfinite(time)):
        raise ValueError("a time is not finite: censor it at the end of observation")
    if status.min() < 0 or status.max() > causes:
        wrong = status.min() if status.min() < 0 else status.max()
        raise ValueError(f"status {wrong} is none of 0 to {causes}: code censoring as 0 and the causes from 1")


def _refuse_late_entry(time: Array, entry: Array) -> None:
    late = np.argwhere(~(entry < time))
    if len(late):
        where = tuple(late[0])
        raise ValueError(f"entry {entry[where]:g} is not before time {time[where]:g}: leave that patient out")

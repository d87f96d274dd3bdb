"""What publications print about a blood count over time: its extreme and the day it crosses a threshold."""

from typing import NamedTuple

import numpy as np

from hemograft.simulation.integrator import Array

PRINTED_DAY = 0.05 + 0.5 / 24.0
"""Tolerance of a day printed to 0.1: half a digit, and half an hour. By our parabola docetaxel's 7.5 is 7.552
and 1 mg of lusutrombopag's 16.5 is 16.445; like all other days here, both are the extreme hourly sample."""


class Extreme(NamedTuple):
    """A cell count (10^9/L, or as given) and its day."""

    cells: float
    day: float


def peak(days: Array, counts: Array) -> Extreme:
    """The maximum of ``counts``, shape (days,): the top of the parabola through its three highest points."""
    top = int(np.clip(counts.argmax(), 1, len(counts) - 2))
    around = slice(top - 1, top + 2)
    curvature, slope, height = np.polyfit(days[around] - days[top], counts[around], 2)
    offset = -slope / (2.0 * curvature)
    return Extreme(float(height + slope * offset / 2.0), float(days[top] + offset))


def nadir(days: Array, counts: Array) -> Extreme:
    """The minimum, found as `peak` is."""
    lowest = peak(days, -counts)
    return Extreme(-lowest.cells, lowest.day)


def first_above(days: Array, counts: Array, threshold: float, after: float = -np.inf) -> float:
    """The first day past ``after`` on which ``counts`` rises through ``threshold``, by linear interpolation.

    Raises:
        ValueError: it never does.
    """
    rises = np.flatnonzero((counts[:-1] <= threshold) & (counts[1:] > threshold) & (days[1:] > after))
    if not rises.size:
        raise ValueError(f"the count never rises through {threshold:g}")
    left = rises[0]
    share = (threshold - counts[left]) / (counts[left + 1] - counts[left])
    return float(days[left] + share * (days[left + 1] - days[left]))

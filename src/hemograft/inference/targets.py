"""Calibration targets: those of the centre (the records ``center.*``), and how far a result lies from any."""

import numpy as np

from hemograft.evidence import Record, Use, records

PREFIX = "center."


def calibration_targets() -> dict[str, Record]:
    """Calibration targets by name, in file order."""
    return {
        identifier.removeprefix(PREFIX): item
        for identifier, item in records().items()
        if identifier.startswith(PREFIX) and item.use is Use.CALIBRATE and item.interval == "tolerance"
    }


def deviation(target: Record, value: float) -> float:
    """Distance of a result from its target in half widths of the nearer side of its interval (1 = on the edge).

    Where the target is itself an edge (a median of whole days) the distance starts at 1 on that side, in widths of the
    other one; on a side without an end no distance exceeds 1.
    """
    middle = aim(target)
    if value == middle:
        return 0.0
    above = value > middle
    here, there = (target.high, target.low) if above else (target.low, target.high)
    sign = 1.0 if above else -1.0
    if here is None:
        return sign * min(abs(value - middle) / _width(target, there), 1.0)
    if here == middle:
        return sign * (1.0 + abs(value - middle) / _width(target, there))
    return (value - middle) / abs(here - middle)


def aim(target: Record) -> float:
    """The number to meet; of several trials, their mean."""
    return float(np.mean(target.value))


def _width(target: Record, end: float | None) -> float:
    """Width of one side of the interval.

    Raises:
        ValueError: there is none.
    """
    if end is None or end == aim(target):
        raise ValueError(f"evidence record {target.id} has no interval; a target needs one")
    return abs(end - aim(target))


def is_inside(target: Record, value: float) -> bool:
    """Whether a result lies within its target's interval."""
    return abs(deviation(target, value)) <= 1.0

"""The time axis of outcomes: days as their square roots, which give the first months as much room as the last years."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR

DAYS = {"0": 0.0, "30 d": 30.0, "100 d": 100.0} | {f"{years} y": years * DAYS_PER_YEAR for years in (1, 2, 3, 5, 7, 10)}
TICKS: tuple[str, ...] = tuple(DAYS)
POINTS = 140


def position(day: ArrayLike) -> NDArray[np.float64]:
    """Where a day lies on the axis."""
    return np.sqrt(np.asarray(day, dtype=float))


def drawn_days(last_day: float) -> NDArray[np.float64]:
    """Whole days, evenly spread over the axis, from 0 to the last."""
    return np.unique(np.round(np.linspace(0.0, float(position(last_day)), POINTS) ** 2))


def ticks(last_day: float, chosen: tuple[str, ...] = TICKS) -> tuple[list[float], list[str]]:
    """Positions and labels of the chosen `TICKS` up to the last day."""
    labels = [label for label in chosen if DAYS[label] <= last_day + 1.0]
    return [float(position(DAYS[label])) for label in labels], labels

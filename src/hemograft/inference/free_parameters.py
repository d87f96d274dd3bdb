"""A record that a calibration may move, and how far its value is believed beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hemograft.simulation.integrator import Array


@dataclass(frozen=True)
class FreeParameter:
    """An evidence record that a step of the calibration moves: prior centre, log standard deviation, hard bounds.

    A search walks in coordinates: the logarithm of the value over the prior centre. Responses and stresses must
    exceed 1 (``low`` is above 1); their logarithm is taken of the excess.
    """

    record: str
    centre: float
    log_sd: float
    low: float = 0.0
    high: float = float("inf")

    @property
    def offset(self) -> float:
        """From where the logarithm is taken."""
        return 1.0 if self.low > 1.0 else 0.0

    def value(self, coordinate: Array) -> Array:
        """The values at these coordinates, kept within the bounds."""
        return np.clip(self.offset + (self.centre - self.offset) * np.exp(coordinate), self.low, self.high)

    def coordinate(self, value: float) -> float:
        """The coordinate of a value within the bounds."""
        return float(np.log((value - self.offset) / (self.centre - self.offset)))


def above_one(record: str, centre: float, log_sd: float) -> FreeParameter:
    """A stress or response maximum, which must exceed 1."""
    return FreeParameter(record, centre, log_sd, low=1.001)


def values_at(free: Sequence[FreeParameter], coordinates: Array) -> dict[str, Array]:
    """Values by record, each of shape (candidates,), at ``coordinates`` of shape (candidates, parameters)."""
    return {parameter.record: parameter.value(coordinates[:, index]) for index, parameter in enumerate(free)}


def prior_penalty(free: Sequence[FreeParameter], coordinates: Array) -> Array:
    """Squared distance from the prior centres in prior standard deviations, shape (candidates,)."""
    return np.sum((coordinates / np.array([parameter.log_sd for parameter in free])) ** 2, axis=1)


def coordinates_of(free: Sequence[FreeParameter], values: Mapping[str, float]) -> Array:
    """Coordinates of one set of values, shape (parameters,)."""
    return np.array([parameter.coordinate(values[parameter.record]) for parameter in free])

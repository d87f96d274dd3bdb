"""An estimate with its variance, and two of them compared."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from hemograft.outcomes.statistics.risk_table import Array


@dataclass(frozen=True)
class Estimate:
    """Values and their variances, of one shape."""

    value: Array
    variance: Array

    @property
    def standard_error(self) -> Array:
        """Square root of the variance."""
        return np.sqrt(self.variance)

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the normal interval."""
        return _normal_interval(self.value, self.variance, level)


@dataclass(frozen=True)
class Difference:
    """First minus second, of independent samples; every number has the shape of the estimates."""

    first: Estimate
    second: Estimate

    @property
    def value(self) -> Array:
        """First minus second."""
        return self.first.value - self.second.value

    @property
    def variance(self) -> Array:
        """Of the difference."""
        return self.first.variance + self.second.variance

    @property
    def z(self) -> Array:
        """In standard errors; not a number where the variance is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.variance > 0, self.value / np.sqrt(self.variance), np.nan)

    @property
    def p(self) -> Array:
        """Two-sided."""
        return 2.0 * ndtr(-np.abs(self.z))

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the normal interval."""
        return _normal_interval(self.value, self.variance, level)


def _normal_interval(value: Array, variance: Array, level: float) -> tuple[Array, Array]:
    width = ndtri(0.5 + level / 2.0) * np.sqrt(variance)
    return value - width, value + width

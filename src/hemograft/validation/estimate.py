"""A simulated number with the interval that its Monte Carlo error leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import binom

LEVEL = 0.95
NORMAL = float(ndtri(0.5 + LEVEL / 2.0))
RESAMPLES = 400


@dataclass(frozen=True)
class Estimate:
    """A result and the 95 % interval of its Monte Carlo error, in the unit of the record it answers."""

    value: float
    low: float
    high: float


Estimates = Mapping[str, Estimate]
"""By the id of the record that holds the published number."""


def exact(value: float) -> Estimate:
    """A result without luck: of the typical patient, or of an equation."""
    return Estimate(float(value), float(value), float(value))


def share(happened: ArrayLike) -> Estimate:
    """Share of patients (any shape of truth values) with Wilson's interval.

    Raises:
        ValueError: there is nobody.
    """
    flags = np.asarray(happened, dtype=bool).ravel()
    count = _somebody(flags)
    found = float(flags.mean())
    middle = (found + NORMAL**2 / (2.0 * count)) / (1.0 + NORMAL**2 / count)
    half = NORMAL / (1.0 + NORMAL**2 / count) * np.sqrt(found * (1.0 - found) / count + (NORMAL / (2.0 * count)) ** 2)
    # the interval is open at 0 and 1, where rounding may leave it
    return Estimate(found, min(max(float(middle - half), 0.0), found), max(min(float(middle + half), 1.0), found))


def mean(values: ArrayLike) -> Estimate:
    """Mean of the patients' finite numbers with its normal interval.

    Raises:
        ValueError: there is nobody.
    """
    numbers = np.asarray(values, dtype=float).ravel()
    count = _somebody(numbers)
    found = float(numbers.mean())
    half = NORMAL * float(numbers.std(ddof=1)) / np.sqrt(count) if count > 1 else 0.0
    return Estimate(found, float(found - half), float(found + half))


def median(values: ArrayLike) -> Estimate:
    """Median of the patients' numbers, infinity where an event never came; the interval is of order statistics.

    Raises:
        ValueError: there is nobody.
    """
    numbers = np.sort(np.asarray(values, dtype=float).ravel())
    count = _somebody(numbers)
    below = int(binom.ppf(0.5 - LEVEL / 2.0, count, 0.5))
    low, high = max(below - 1, 0), min(count - below, count - 1)
    found = numbers[(count - 1) // 2] if np.isinf(numbers[count // 2]) else np.median(numbers)
    return Estimate(float(found), float(numbers[low]), float(numbers[high]))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """``one`` minus ``other``, as if of independent patients: wider than the truth where arms share their luck."""
    below = np.hypot(one.value - one.low, other.high - other.value)
    above = np.hypot(one.high - one.value, other.value - other.low)
    found = one.value - other.value
    return Estimate(found, float(found - below), float(found + above))


def resampled(statistic: Callable[..., float], *samples: ArrayLike, seed: int) -> Estimate:
    """Any statistic of the patients, with the bootstrap's percentile interval.

    Args:
        statistic: takes the arrays of ``samples``, whose last axis is that of the patients.
        samples: what is known of the patients, resampled together.
        seed: of the resampling.

    Raises:
        ValueError: there is nobody.
    """
    arrays: list[NDArray[Any]] = [np.asarray(sample) for sample in samples]
    count = arrays[0].shape[-1]
    if count == 0:
        raise ValueError("nobody was simulated: ask for at least one patient")
    generator = np.random.default_rng(seed)
    drawn = [
        statistic(*(array[..., chosen] for array in arrays))
        for chosen in generator.integers(0, count, size=(RESAMPLES, count))
    ]
    low, high = np.nanquantile(drawn, [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0])
    found = float(statistic(*arrays))
    return Estimate(found, min(float(low), found), max(float(high), found))


def _somebody(values: NDArray[Any]) -> int:
    if not len(values):
        raise ValueError("nobody was simulated: ask for at least one patient")
    return len(values)

"""How a covariate is distributed among the people whom a trial could screen; each is drawn by its quantile function."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from scipy.special import ndtr, ndtri

from hemograft.planning.case_parts import Part
from hemograft.simulation.integrator import Array

Spread = Annotated[float, Field(gt=0, le=1e4)]


class Normal(Part):
    """Normal, cut off at ``at_least`` and ``at_most`` where these are given."""

    distribution: Literal["normal"]
    mean: float
    standard_deviation: Spread
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        _in_order(self.at_least, self.at_most)
        return self

    def quantile(self, probability: Array) -> Array:
        """Values of any shape."""
        return _normal_quantile(probability, self.mean, self.standard_deviation, self.at_least, self.at_most)


class LogNormal(Part):
    """Log-normal around a median; ``log_standard_deviation`` is that of the natural logarithm."""

    distribution: Literal["log_normal"]
    median: Annotated[float, Field(gt=0)]
    log_standard_deviation: Spread
    at_least: Annotated[float | None, Field(gt=0)] = None
    at_most: Annotated[float | None, Field(gt=0)] = None

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        _in_order(self.at_least, self.at_most)
        return self

    def quantile(self, probability: Array) -> Array:
        """Values of any shape."""
        low, high = (None if end is None else float(np.log(end)) for end in (self.at_least, self.at_most))
        return np.exp(_normal_quantile(probability, float(np.log(self.median)), self.log_standard_deviation, low, high))


class Uniform(Part):
    """Evenly between two ends."""

    distribution: Literal["uniform"]
    at_least: float
    at_most: float

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        _in_order(self.at_least, self.at_most)
        return self

    def quantile(self, probability: Array) -> Array:
        """Values of any shape."""
        return self.at_least + (self.at_most - self.at_least) * probability


class Shares(Part):
    """One of several values, each with its share; the shares need not add up to 1."""

    distribution: Literal["shares"]
    shares: Annotated[dict[str, Annotated[float, Field(ge=0)]], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not sum(self.shares.values()) > 0.0:
            raise ValueError("shares are all 0: give at least one value a share above 0")
        return self

    def quantile(self, probability: Array) -> Any:
        """Names, of any shape."""
        ends = np.cumsum([*self.shares.values()])
        place = np.searchsorted(ends / ends[-1], probability, side="right")
        return np.array([*self.shares])[np.minimum(place, len(ends) - 1)]


Distribution = Annotated[Normal | LogNormal | Uniform | Shares, Field(discriminator="distribution")]
Numeric = Normal | LogNormal | Uniform


def _in_order(low: float | None, high: float | None) -> None:
    if low is not None and high is not None and not low < high:
        raise ValueError(f"at_least {low:g} is not below at_most {high:g}: exchange or correct the two")


def _normal_quantile(probability: Array, mean: float, spread: float, low: float | None, high: float | None) -> Array:
    """The inverse of the distribution function of a truncated normal distribution."""
    below = 0.0 if low is None else float(ndtr((low - mean) / spread))
    above = 1.0 if high is None else float(ndtr((high - mean) / spread))
    values = mean + spread * ndtri(below + (above - below) * probability)
    return np.clip(values, low, high) if low is not None or high is not None else values


COVARIATES: Mapping[str, tuple[str, ...]] = {
    "age": (),
    "sex": ("female", "male"),
    "comorbidity_index": (),
    "cytomegalovirus": ("negative", "positive"),
    "disease_risk": ("low", "intermediate", "high", "very_high"),
    "platelets": (),
}
"""What a population may say of its people: the values of a named covariate, none of a numeric one."""
UNITS: Mapping[str, str] = {"age": "years", "comorbidity_index": "points", "platelets": "10^9/L"}

"""Whom the transplant outcomes are fitted to: the populations of registries and trials, one scenario each.

The scenarios are data (``transplant_scenarios.yaml``, which also says what was assumed); this file reads them and draws
their recipients. Every patient has the same luck in all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import yaml
from scipy.special import ndtr

from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.transplantation import Conditioning

TRANSPLANT_OUTCOMES = "transplant_outcomes"
"""The step of those that name none."""
DISEASE_RISK = {"low": 0.2, "intermediate": 0.5, "high": 0.25, "very_high": 0.05}
COMORBIDITY = {0: 0.4, 1: 0.15, 2: 0.15, 3: 0.3}
SEROPOSITIVE, MALE = 0.6, 0.57
NINETY_PERCENT = 1.645
"""Standard deviations from the median to the 5th and 95th percentile."""


@dataclass(frozen=True)
class Reading:
    """One number of a scenario: the share with ``event`` by ``day`` after the graft, among all or those of a kind."""

    event: str
    day: float
    of: str = "all"


@dataclass(frozen=True)
class Scenario:
    """One population: its draws are fixed by the seed; ``reads`` gives the reading of each record."""

    name: str
    description: Mapping[str, Any]
    reads: Mapping[str, Reading]

    @property
    def step(self) -> str:
        """The step of the calibration that reads it."""
        return self.description.get("step", TRANSPLANT_OUTCOMES)

    @property
    def failed(self) -> bool:
        """Whether it is of grafts that failed."""
        return bool(self.description.get("failed", False))

    def draw(self, seed: int, identifiers: range) -> tuple[Recipient, GraftRisk]:
        """The recipients and grafts of these patients."""
        told, graft = self.description, self.description["graft"]

        def luck(covariate: str) -> Array:
            return _luck(seed, identifiers, covariate)

        def either(covariate: str, shares: Any) -> Any:
            return _chosen(shares, ndtr(luck(covariate)))

        def chance(covariate: str, share: Any) -> Array:
            return (ndtr(luck(covariate)) < float(share)).astype(float)

        recipient = Recipient(
            age=_between(told["age"], luck("age")),
            male=chance("male", told.get("male", MALE)),
            disease=told.get("disease", "malignant"),
            disease_risk=either("disease_risk", told.get("disease_risk", DISEASE_RISK)),
            comorbidity_index=either("comorbidity", told.get("comorbidity", COMORBIDITY)),
            cytomegalovirus_positive=chance("seropositive", told.get("seropositive", SEROPOSITIVE)),
        )
        milder = chance("milder", graft.get("milder", 0.0)) > 0.0
        risk = GraftRisk(
            relation=either("relation", graft["relation"]),
            source=either("source", graft["source"]),
            intensity=np.where(milder, Conditioning.REDUCED_INTENSITY, Conditioning.MYELOABLATIVE).astype(object),
            serotherapy=chance("serotherapy", graft.get("serotherapy", 0.0)),
            post_transplant_cyclophosphamide=float(graft.get("cyclophosphamide", False)),
            abatacept=float(graft.get("abatacept", False)),
            mismatches=either("mismatches", told.get("mismatches", {0: 1.0})),
            units=graft.get("units", 1),
            year=float(told["year"]),
            donor_age=_between(graft["donor_age"], luck("donor_age")) if "donor_age" in graft else np.nan,
            donor_male=chance("donor_male", graft.get("donor_male", MALE)),
        )
        return recipient, risk


def scenarios_of(step: str) -> tuple[Scenario, ...]:
    """Those of one step, in the order of their file."""
    return tuple(scenario for scenario in scenarios() if scenario.step == step)


@lru_cache
def scenarios() -> tuple[Scenario, ...]:
    """All of them, in the order of their file."""
    text = resources.files("hemograft.inference").joinpath("transplant_scenarios.yaml").read_text("utf-8")
    return tuple(
        Scenario(
            name=item["name"],
            description=item,
            reads={record: Reading(**reading) for record, reading in item["reads"].items()},
        )
        for item in yaml.safe_load(text)
    )


@lru_cache(maxsize=64)
def _luck(seed: int, identifiers: range, covariate: str) -> Array:
    """Standard normal draws, shape (patients,), the same in every scenario."""
    return normal_draws(seed, identifiers, f"scenario.{covariate}", 1)[0]


def _between(percentiles: list[float], luck: Array) -> Array:
    """Log-normal on either side of the median, so that 5 % lie beyond each end."""
    low, middle, high = percentiles
    spread = np.where(luck < 0.0, np.log(middle / low), np.log(high / middle)) / NINETY_PERCENT
    return middle * np.exp(spread * luck)


def _chosen(shares: Any, rank: Array) -> Any:
    """A value for each patient, as often as its share says; a lone value is everybody's."""
    if not isinstance(shares, dict):
        return shares
    values = list(shares)
    edges = np.cumsum(list(shares.values()))[:-1]
    chosen = [values[index] for index in np.searchsorted(edges, rank)]
    return np.array(chosen, dtype=object if isinstance(values[0], str) else float)

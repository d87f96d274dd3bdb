"""How virtual patients differ: log-normal traits around the calibrated centre, each from its own random stream."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import normal_draws

TRAITS = (
    "normal_platelet_count",
    "normal_neutrophil_count",
    "neutrophil_maturation_time",
    "megakaryocyte_ploidy_gain",
    "engraftment",
    "megakaryocyte_engraftment",
    "endothelial_injury",
    "early_platelet_yield",
    "allogeneic_toxicity",
    "cd34_dose",
    "agonist_potency",
    "megakaryocyte_impairment",
    "own_count",
)
"""Each has a record ``population.<trait>``: the standard deviation of its logarithm."""


@dataclass(frozen=True)
class Individuals:
    """Factors by trait, median 1, each of shape (patients,); the same patient has the same traits everywhere."""

    identifiers: range
    seed: int
    factors: Mapping[str, Array]

    def __getitem__(self, trait: str) -> Array:
        return self.factors[trait]


def draw_individuals(seed: int, identifiers: range) -> Individuals:
    """The traits of the patients with these numbers."""
    factors = {
        trait: np.exp(number(f"population.{trait}") * normal_draws(seed, identifiers, f"trait.{trait}", 1)[0])
        for trait in TRAITS
    }
    return Individuals(identifiers, seed, factors)


def individual_parameters(common: CommonParameters, people: Individuals) -> CommonParameters:
    """The centre's parameters with those that differ between people, one value a patient."""
    ploidy = 1.0 + (common.megakaryocyte_ploidy_gain - 1.0) * people["megakaryocyte_ploidy_gain"]
    return replace(
        common,
        normal_platelet_count=common.normal_platelet_count * people["normal_platelet_count"],
        normal_neutrophil_count=common.normal_neutrophil_count * people["normal_neutrophil_count"],
        neutrophil_maturation_time=common.neutrophil_maturation_time * people["neutrophil_maturation_time"],
        megakaryocyte_ploidy_gain=ploidy,
    )

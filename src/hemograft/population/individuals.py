"""How virtual patients differ: log-normal traits around the calibrated centre, each from its own random stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import normal_draws

TRAITS = (
    # health
    "normal_platelet_count",
    "normal_neutrophil_count",
    "neutrophil_maturation_time",
    "megakaryocyte_ploidy_gain",
    # disease
    "megakaryocyte_impairment",
    "own_count",
    "t_cell_attack_turnover",
    # grafts
    "conditioning_clearance",
    "endothelial_injury",
    "cd34_dose",
    "engraftment",
    "megakaryocyte_engraftment",
    "early_platelet_yield",
    "early_platelet_yield_time",
    "allogeneic_toxicity",
    "graft_versus_marrow",
    "graft_failure",
    "unit_dominance",
    # drugs
    "agonist_potency",
    "eltrombopag_escape",
    "corticosteroid_response",
    "intravenous_immunoglobulin_response",
    "rituximab_response",
    "efgartigimod_response",
    "rilzabrutinib_response",
    "splenectomy_response",
    "immunosuppression_response",
    "remission_duration",
    "second_course",
)
"""Each has a record ``population.<trait>``: the standard deviation of its logarithm."""


@dataclass(frozen=True)
class Individuals:
    """Factors by trait, median 1, each of shape (patients,); the same patient has the same traits everywhere.

    ``covariates`` are what is known to differ between them (age, comorbidity), by name; without them all are alike.
    """

    identifiers: range
    seed: int
    factors: Mapping[str, Array]
    covariates: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __getitem__(self, trait: str) -> Array:
        return self.factors[trait]

    def those(self, chosen: NDArray[np.intp]) -> "Individuals":
        """Some of them by index, numbered from 0: for courses without bedside luck."""
        factors = {trait: values[chosen] for trait, values in self.factors.items()}
        covariates = {name: values[chosen] for name, values in self.covariates.items()}
        return Individuals(range(len(chosen)), self.seed, factors, covariates)


def draw_individuals(seed: int, identifiers: range, numbers: Numbers = number) -> Individuals:
    """The traits of the patients with these numbers (``identifiers``); ``numbers`` gives the spreads."""
    factors = {trait: np.exp(numbers(f"population.{trait}") * _luck(seed, identifiers, trait)) for trait in TRAITS}
    return Individuals(identifiers, seed, factors)


@lru_cache(maxsize=256)
def _luck(seed: int, identifiers: range, trait: str) -> Array:
    """Standard normal draws, shape (patients,); a calibration asks for the same ones in every trial."""
    draws = normal_draws(seed, identifiers, f"trait.{trait}", 1)[0]
    draws.setflags(write=False)
    return draws


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

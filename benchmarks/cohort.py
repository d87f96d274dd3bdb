"""The patients of the benchmark: a year after a transplant, each with his or her own parameters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.state import CLONE_NAMES

Array = NDArray[np.float64]

DAYS = 365
PATIENTS = 64
SEED = 20_261_123
VARIATION = 0.2
"""Coefficient of variation of every varied parameter, log-normal."""
VARIED = (
    "short_term_turnover",
    "mpp_rate",
    "cmp_rate",
    "mep_rate",
    "gmp_rate",
    "megakaryocyte_progenitor_expansion",
    "megakaryocyte_maturation_time",
    "normal_platelet_count",
    "platelet_senescence",
    "thrombopoietin_turnover",
    "normal_neutrophil_count",
    "neutrophil_maturation_time",
)
GRAFTED = ("stem_cells", "short_term_stem_cells", "mpp_1", "mpp_2", "cmp_1", "cmp_2", "cmp_3", "mep_1", "gmp_1")
TRANSFUSIONS = (8.5, 11.5, 14.5, 17.5)
"""Days; half days, so that no output coincides with an event and simulators need not agree on which comes first."""


@dataclass(frozen=True)
class Cohort:
    """Patients of one structure. One clone gets reduced conditioning and recovers by itself; more get grafts."""

    clones: int
    patients: int = PATIENTS

    @cached_property
    def system(self) -> BloodSystem:
        """The model."""
        return BloodSystem(CLONE_NAMES[: self.clones])

    @cached_property
    def state(self) -> Array:
        """Healthy start, (states, patients)."""
        return stack_state(healthy_state(self.system), self.patients)

    @cached_property
    def parameters(self) -> Array:
        """Varied parameters, (parameters, patients); the same for every number of clones and patients."""
        values = stack_parameters(self.system.healthy_parameters(), self.patients)
        generator = np.random.default_rng(SEED)
        spread = np.sqrt(np.log1p(VARIATION**2))
        for name in VARIED:
            factors = np.exp(spread * generator.standard_normal(PATIENTS))
            values[self.system.parameter_names.index(name)] *= factors[: self.patients]
        return values

    @cached_property
    def schedule(self) -> tuple[Intervention, ...]:
        """Conditioning, graft, and four transfusions of 40e9/L."""
        grafts = CLONE_NAMES[1 : self.clones]
        kill = 4.1 if grafts else 1.0
        return (
            SetParameter(0.5, "host.conditioning", kill),
            SetParameter(5.5, "host.conditioning", 0.0),
            *(AddToState(7.5, f"{graft}.{stage}", 0.03) for graft in grafts for stage in GRAFTED),
            *(AddToState(day, "transfused_platelets_1", 40.0) for day in TRANSFUSIONS),
        )

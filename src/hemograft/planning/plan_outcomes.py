"""What a plan holds of outcomes: the day of each event for each patient, where the model can tell."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from hemograft.evidence import records
from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.outcomes.quality_of_life import quality_adjusted_years
from hemograft.planning.case import MALIGNANT, Case
from hemograft.planning.strategy import Strategy
from hemograft.simulation.integrator import Array

_DISEASE_DEATH_RECORD = "outcomes.death_of_disease.{}"
KILLS_BY_COUNTS: tuple[str, ...] = (
    "severe_aplastic_anemia",
    "congenital_amegakaryocytic_thrombocytopenia",
    "immune_thrombocytopenia",
    "inherited_thrombocytopenia",
    "drug_induced_immune_thrombocytopenia",
    "gestational_thrombocytopenia",
)
"""Diagnoses that endanger life by low counts alone, which are simulated. Others also kill by what is not: leukemia that
comes back without a graft, thrombosis, a failing liver, an infection, an immune deficiency."""
OUTCOMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "death": ("day", "death"),
        "cause_of_death": (
            ", ".join(f"{cause.value} {cause.name.lower()}" for cause in CauseOfDeath),
            "what the patient died of within the follow-up",
        ),
        "infection": ("day", "first severe infection"),
        "relapse": ("day", "relapse of the malignancy"),
        "acute_gvhd": ("day", "acute graft-versus-host disease of grade II or more"),
        "acute_gvhd_end": ("day", "its end"),
        "severe_acute_gvhd": ("day", "acute graft-versus-host disease of grade III or more"),
        "chronic_gvhd": ("day", "chronic graft-versus-host disease"),
        "chronic_gvhd_end": ("day", "its end"),
        "systemic_chronic_gvhd": ("day", "chronic graft-versus-host disease that is treated systemically"),
        "cytomegalovirus": ("day", "cytomegalovirus infection that is treated"),
        "poor_graft_function": ("day", "poor graft function after engraftment"),
        "graft_failure": ("day", "graft failure, primary or by rejection"),
        "second_transplantation": ("day", "second graft, after the first has failed"),
        "quality_adjusted_years": ("year", "quality-adjusted life years within the follow-up"),
    }
)
"""Name -> unit and meaning. An event that never comes is infinity; nan is what does not apply or cannot be told."""
OF_LIFE = ("death", "cause_of_death", "infection", "quality_adjusted_years")
"""These apply under every strategy, the others to recipients of a graft."""


def is_low_risk_myelodysplasia(case: Case) -> bool:
    """Whether the record of deaths of myelodysplastic syndrome, which is of higher risk, does not hold."""
    return case.diagnosis == "myelodysplastic_syndrome" and case.disease_risk == "low"


def disease_death_record(case: Case) -> str | None:
    """The record of how often the disease itself kills without a graft, if one holds for this patient."""
    name = _DISEASE_DEATH_RECORD.format(case.diagnosis)
    return name if name in records() and not is_low_risk_myelodysplasia(case) else None


def survival_is_predicted(case: Case, strategy: Strategy) -> bool:
    """Whether the model knows what patients of this diagnosis die of under this strategy.

    It does after an allogeneic graft, and otherwise where low counts are the danger or a record tells how the disease
    kills.
    """
    known = disease_death_record(case) is not None
    return strategy.donor is not None or known or case.diagnosis in KILLS_BY_COUNTS


def outcome_values(case: Case, strategy: Strategy, history: ClinicalHistory) -> dict[str, Array]:
    """The `OUTCOMES` of these patients, each of shape (patients,)."""
    values = {"cause_of_death": history.cause, "quality_adjusted_years": quality_adjusted_years(history)}
    predicted = survival_is_predicted(case, strategy)

    def applies(name: str) -> bool:
        if name == "relapse" and case.diagnosis not in MALIGNANT:
            return False
        return predicted if name in OF_LIFE else strategy.donor is not None

    return {
        name: np.asarray(values.get(name, getattr(history, name, None)), dtype=float)
        if applies(name)
        else np.full(history.death.shape, np.nan)
        for name in OUTCOMES
    }

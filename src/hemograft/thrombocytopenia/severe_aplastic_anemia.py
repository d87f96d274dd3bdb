"""Severe aplastic anemia: T cells kill progenitors of every lineage; stem cells are few.

Platelets, neutrophils and red cells fall together and thrombopoietin rises 18- to 29-fold, an output of the model.
"""

from typing import Any

from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def severe_aplastic_anemia() -> Cause:
    """The cause; its severity is the death rate of progenitors (MPP to MEP and GMP)."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(parameters, progenitor_death=severity)

    return Cause(
        name="severe_aplastic_anemia",
        label="Severe aplastic anemia",
        mechanism="Immune attack kills progenitors of all lineages.",
        apply=apply,
        severity_range=(0.0, 3.0),
        severity_unit="/day death of progenitors",
        evidence=("severe_aplastic_anemia.thrombopoietin", "severe_aplastic_anemia.megakaryocyte_fraction"),
        assumptions=("The immune attack stays as it is over the horizon unless a treatment changes it.",),
        transplantable=True,
    )

"""Severe aplastic anemia: T cells kill progenitors of every lineage.

Platelets, neutrophils and red cells fall together and thrombopoietin rises 18- to 29-fold, an output of the model. The
attack strikes the host's clone only, and follows the patient's T cells (`condition.t_cell_activity`).
"""

from typing import Any

from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def severe_aplastic_anemia() -> Cause:
    """The cause; its severity is the death rate of progenitors (MPP to MEP and GMP) before treatment."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(parameters, immune_death=severity)

    return Cause(
        name="severe_aplastic_anemia",
        label="Severe aplastic anemia",
        mechanism="Immune attack kills progenitors of all lineages.",
        apply=apply,
        severity_range=(0.0, 3.0),
        severity_unit="/day death of progenitors",
        evidence=("severe_aplastic_anemia.thrombopoietin", "severe_aplastic_anemia.megakaryocyte_fraction"),
        assumptions=(
            "The immune attack stays as it is over the horizon unless a treatment changes it.",
            "The same in children and adults.",
        ),
        transplantable=True,
        distinguishes="All lineages are low, megakaryocytes hardly any, and thrombopoietin is 18 to 29 times normal;"
        " own and transfused platelets live as long as their low number allows, and suppressing T cells restores the"
        " counts.",
    )

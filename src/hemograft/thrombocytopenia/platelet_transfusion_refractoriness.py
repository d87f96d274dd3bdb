"""Platelet transfusion refractoriness: a marrow that fails, and antibodies that destroy whatever platelets are given.

The alloantibodies (against HLA class I) spare the patient's own platelets.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition, change_host


def alloimmune_destruction() -> float:
    """Extra clearance of transfused platelets, 1/day, in an alloimmunized patient.

    Chosen so that their life shrinks by the recorded ratio.
    """
    lifespan = number("hematopoiesis.transfused_platelet_lifespan")
    return (1.0 / number("transfusion.alloimmune_life_ratio") - 1.0) / lifespan


def platelet_transfusion_refractoriness() -> Cause:
    """The cause; its severity is the death rate of progenitors (MPP to MEP and GMP)."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        failing = change_host(parameters, progenitor_death=severity)
        return change_condition(failing, transfused_destruction=alloimmune_destruction())

    return Cause(
        name="platelet_transfusion_refractoriness",
        label="Platelet transfusion refractoriness",
        mechanism="The marrow fails, and alloantibodies destroy transfused platelets.",
        apply=apply,
        severity_range=(0.0, 3.0),
        severity_unit="/day death of progenitors",
        evidence=("transfusion.alloimmune_life_ratio", "transfusion.corrected_count_increment_refractory"),
        assumptions=(
            "The marrow failure stays as it is over the horizon, whatever its cause.",
            "Every unit meets the antibodies unless it is HLA-matched.",
        ),
        distinguishes="Own platelets are few and live as in aplasia, but transfused ones are gone within hours; the"
        " count hardly rises after a unit.",
    )

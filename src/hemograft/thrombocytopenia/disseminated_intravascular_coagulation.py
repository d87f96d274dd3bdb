"""Disseminated intravascular coagulation: thrombin activates platelets everywhere, and they are consumed.

It lasts for as long as its trigger does (sepsis, trauma, delivery, leukemia); transfused platelets are consumed too.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset, change_condition


def disseminated_intravascular_coagulation() -> Cause:
    """The cause; its severity is the consumption of every platelet."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, consumption=severity)

    return Cause(
        name="disseminated_intravascular_coagulation",
        label="Disseminated intravascular coagulation",
        mechanism="Thrombin activates platelets throughout the vessels, and they are consumed.",
        apply=apply,
        severity_range=(0.0, 10.0),
        severity_unit="/day of consumption",
        evidence=(
            "disseminated_intravascular_coagulation.onset_duration",
            "disseminated_intravascular_coagulation.duration_of_thrombocytopenia",
        ),
        assumptions=(
            "Consumption went on for two days before the case and goes on until the trigger is gone.",
            "Clotting factors are not simulated, nor is a marrow that is ill itself (sepsis, leukemia).",
        ),
        onset=Onset.of_condition(round(number("disseminated_intravascular_coagulation.onset_duration")), "consumption"),
        distinguishes="The count falls within two days, faster than any failure of production could let it; transfused"
        " platelets are consumed as fast, and thrombopoietin does not rise by the consumption alone.",
    )


def trigger_removed(day: float) -> SetParameter:
    """The consumption ends on ``day``, with its trigger."""
    return SetParameter(day, "condition.consumption", 0.0)

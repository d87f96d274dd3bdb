"""Heparin-induced thrombocytopenia: antibodies to heparin with platelet factor 4 activate platelets.

The platelets are consumed for as long as heparin is given; the count recovers within days of stopping it (Lewis et al
2003).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset, change_condition


def heparin_induced_thrombocytopenia() -> Cause:
    """The cause; its severity is the consumption of every platelet."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, consumption=severity)

    return Cause(
        name="heparin_induced_thrombocytopenia",
        label="Heparin-induced thrombocytopenia",
        mechanism="Antibodies to heparin with platelet factor 4 activate platelets, which are consumed in thrombi.",
        apply=apply,
        severity_range=(0.0, 10.0),
        severity_unit="/day of consumption",
        evidence=("heparin_induced.onset_day", "heparin_induced.nadir", "heparin_induced.fall_duration"),
        assumptions=(
            "The count fell for three days; heparin goes on unless it is stopped.",
            "Stopping heparin ends the consumption at once; thrombosis, the danger of the disease, is not simulated.",
            "Studied in adults.",
        ),
        onset=Onset.of_condition(round(number("heparin_induced.fall_duration")), "consumption"),
        distinguishes="Platelets alone are low and fell within days, from a marrow at work: thrombopoietin and"
        " megakaryocytes are normal, transfused platelets are consumed too, and half of the fall is made up within"
        " three to four days without heparin.",
    )


def heparin_stopped(day: float) -> SetParameter:
    """The consumption ends on ``day``, with the last heparin."""
    return SetParameter(day, "condition.consumption", 0.0)

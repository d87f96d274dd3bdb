"""Thrombocytopenia of infection with the human immunodeficiency virus: platelets live short and are released poorly.

Cole et al 1998 found many megakaryocytes and a normal turnover, hence ineffective production; Ballem et al 1992 found
half the normal production and a life of 92 h. Release is hindered by the virus itself and recovers with its treatment.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def human_immunodeficiency_virus_thrombocytopenia() -> Cause:
    """The cause; its severity is the clearance of every platelet by antibody."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        most = number("human_immunodeficiency_virus.ineffective_release")
        half = number("human_immunodeficiency_virus.half_severity")
        hindered = most * severity / (severity + half)
        return change_condition(parameters, antibody_destruction=severity, shedding_suppression=hindered)

    return Cause(
        name="human_immunodeficiency_virus_thrombocytopenia",
        label="Thrombocytopenia of human immunodeficiency virus",
        mechanism="Antibodies clear platelets, and infected megakaryocytes release few.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day of antibody clearance",
        evidence=(
            "human_immunodeficiency_virus.ineffective_release",
            "human_immunodeficiency_virus.platelet_life_untreated",
            "human_immunodeficiency_virus.thrombopoietin_ratio",
        ),
        assumptions=(
            "The infection stays as it is over the horizon unless it is treated, which suppresses it in every patient.",
            "The spleen holds its usual share; thrombopoietin rises less than was measured (see its record).",
            "Studied in adults.",
        ),
        distinguishes="As in immune thrombocytopenia platelets live about a day at low counts, but megakaryocytes are"
        " not fewer than normal and release half, thrombopoietin is near normal, and treating the virus lifts both"
        " axes.",
    )


def antiretroviral_therapy(day: float) -> tuple[Intervention, ...]:
    """Treatment from ``day`` on: release recovers as the virus is suppressed, the antibody decays over months."""
    suppressed = day + number("human_immunodeficiency_virus.suppression_time")
    return (
        SetParameter(day, "condition.antibody_production", 0.0),
        SetParameter(suppressed, "condition.shedding_suppression", 0.0),
    )

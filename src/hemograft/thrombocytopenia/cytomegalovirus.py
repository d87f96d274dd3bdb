"""Thrombocytopenia of cytomegalovirus: infected megakaryocytes die before they release platelets."""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_host


def cytomegalovirus_thrombocytopenia() -> Cause:
    """The cause; its severity is the death rate of maturing megakaryocytes."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_host(parameters, megakaryocyte_death=severity)

    return Cause(
        name="cytomegalovirus_thrombocytopenia",
        label="Thrombocytopenia of cytomegalovirus",
        mechanism="Infected megakaryocytes die before they release platelets.",
        apply=apply,
        severity_range=(0.0, 10.0),
        severity_unit="/day death of megakaryocytes",
        evidence=(
            "cytomegalovirus.platelets_at_diagnosis",
            "cytomegalovirus.antiviral_share",
            "cytomegalovirus.clearance_time",
        ),
        assumptions=(
            "The infection stays as it is over the horizon unless it is treated, though most children recover without.",
            "An immune part, present in a fifth of children, is not simulated, nor is the toxicity of ganciclovir.",
        ),
        distinguishes="Platelets alone are low and live normally for their number; megakaryocytes are about a third of"
        " normal, young ones that still clear thrombopoietin, which is therefore only a few times normal.",
    )


def ganciclovir(day: float) -> SetParameter:
    """Treatment from ``day`` on: megakaryocytes live again once the infection is cleared."""
    return SetParameter(day + number("cytomegalovirus.clearance_time"), "host.megakaryocyte_death", 0.0)

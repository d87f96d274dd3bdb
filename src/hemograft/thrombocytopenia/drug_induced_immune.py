"""Drug-induced immune thrombocytopenia: antibodies that bind platelets only in presence of the drug.

Quinine and vancomycin are examples. The fall is sudden and deep; recovery begins one to two days after the last dose
and is complete within a week (George and Aster 2009).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset, change_condition


def drug_induced_immune_thrombocytopenia() -> Cause:
    """The cause; its severity is the clearance of every platelet by drug-dependent antibody."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, antibody_destruction=severity)

    return Cause(
        name="drug_induced_immune_thrombocytopenia",
        label="Drug-induced immune thrombocytopenia",
        mechanism="Antibodies clear platelets while the drug that they depend on is in the blood.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day of antibody clearance",
        evidence=("drug_induced_immune.onset_day", "drug_induced_immune.nadir", "drug_induced_immune.recovery_begins"),
        assumptions=(
            "The count fell within two days; the drug goes on unless it is stopped.",
            "The clearance ends when the drug has left the blood, a day and a half after the last dose.",
            "Megakaryocytes are spared.",
        ),
        onset=Onset.of_condition(round(number("drug_induced_immune.fall_duration")), "antibody_destruction"),
        distinguishes="As in immune thrombocytopenia platelets alone are low and live hours, transfused ones too, but"
        " the marrow is unhurt: the count is normal within a week of the last dose and stays so.",
    )


def sensitizing_drug_stopped(day: float) -> SetParameter:
    """The clearance ends once the drug whose last dose was given on ``day`` has left the blood."""
    return SetParameter(day + number("drug_induced_immune.recovery_begins"), "condition.antibody_destruction", 0.0)

"""Immune thrombocytopenia: antibodies destroy platelets and hinder megakaryocytes.

Two axes: clearance is the severity; a loss of megakaryocytes (Ballem 1987) is a trait of the patient, set by
`impair_megakaryocytes`, that the same antibody brings out: without clearance there is no damage, and a treatment that
lowers the antibody lifts both. Production rises through the thrombopoietin feedback of antibody-cleared platelets.
"""

from collections.abc import Mapping
from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def impair_megakaryocytes(parameters: BloodParameters, impairment: Any = 1.0) -> BloodParameters:
    """A patient prone to antibody damage of megakaryocytes; ``impairment`` 1 is the typical one, 0 none."""
    death = number("immune_thrombocytopenia.megakaryocyte_death") * impairment
    return change_condition(parameters, antibody_megakaryocyte_death=death)


def immune_thrombocytopenia() -> Cause:
    """The cause; its severity is the clearance of every platelet by antibody."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        half = number("immune_thrombocytopenia.impairment_half_severity")
        damage = parameters.condition.antibody_megakaryocyte_death * severity / (severity + half)
        return change_condition(parameters, antibody_destruction=severity, antibody_megakaryocyte_death=damage)

    def prone(parameters: BloodParameters, traits: Mapping[str, Any]) -> BloodParameters:
        return impair_megakaryocytes(parameters, traits["megakaryocyte_impairment"])

    return Cause(
        name="immune_thrombocytopenia",
        label="Immune thrombocytopenia",
        mechanism="Antibodies clear platelets early and impair megakaryocytes.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day of antibody clearance",
        evidence=(
            "immune_thrombocytopenia.production_ratio",
            "immune_thrombocytopenia.thrombopoietin_makar",
            "immune_thrombocytopenia.megakaryocyte_death",
        ),
        assumptions=(
            "The autoimmune clearance stays as it is over the horizon unless a treatment changes it.",
            "The chronic disease of adults; in most children it ends by itself, which is not simulated.",
        ),
        prone=prone,
        distinguishes="Platelets alone are low and live about a day, transfused ones as short; megakaryocytes are many"
        " for such a count and thrombopoietin is only twice normal; lowering the antibody lifts life and production.",
    )

"""Immune thrombocytopenia: antibodies destroy platelets and hinder megakaryocytes.

Two axes: clearance rises with the severity; a share of patients also loses megakaryocytes (Ballem 1987), given by
``megakaryocyte_death``. Production rises through the thrombopoietin feedback of antibody-cleared platelets.
"""

from typing import Any

from hemograft.evidence import record
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition, change_host


def immune_thrombocytopenia(impairment: Any = 1.0) -> Cause:
    """The cause; ``impairment`` scales the loss of megakaryocytes (0: clearance alone, 1: the typical patient)."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        death = record("immune_thrombocytopenia.megakaryocyte_death").number * impairment
        cleared = change_condition(parameters, antibody_destruction=severity)
        return change_host(cleared, megakaryocyte_death=death)

    return Cause(
        name="immune_thrombocytopenia",
        mechanism="Antibodies clear platelets early and impair megakaryocytes.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="1/day",
        evidence=(
            "immune_thrombocytopenia.production_ratio",
            "immune_thrombocytopenia.tpo_ratio",
            "immune_thrombocytopenia.megakaryocyte_death",
        ),
        assumptions=("The autoimmune clearance stays as it is over the horizon unless a treatment changes it.",),
    )

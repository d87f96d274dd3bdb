"""Thrombocytopenia of hepatitis C: a large spleen, a liver that makes less thrombopoietin, and some antibody.

Sequestration and thrombopoietin are those of cirrhosis; the antibody is what direct-acting antivirals take away, a
small part of the whole.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def hepatitis_c_thrombocytopenia() -> Cause:
    """The cause; its severity is the share of platelets in the spleen."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(
            parameters,
            splenic_fraction=severity,
            thrombopoietin_production=number("cirrhosis.thrombopoietin_production_ratio"),
            antibody_destruction=number("hepatitis_c.antibody_clearance"),
        )

    return Cause(
        name="hepatitis_c_thrombocytopenia",
        label="Thrombocytopenia of hepatitis C",
        mechanism="A large spleen holds platelets, the liver makes less thrombopoietin, and antibodies clear some.",
        apply=apply,
        severity_range=(0.35, 0.97),
        severity_unit="of all platelets in the spleen",
        evidence=(
            "hepatitis_c.antibody_clearance",
            "hepatitis_c.count_after_cure",
            "hepatitis_c.splenomegaly_share",
            "cirrhosis.thrombopoietin_production_ratio",
        ),
        assumptions=(
            "The liver is cirrhotic; it and the spleen stay as they are over the horizon even if the virus is cured.",
            "The antibody is the same in every patient.",
            "Studied in adults.",
        ),
        distinguishes="As in cirrhosis most platelets sit in the spleen and thrombopoietin is below normal; platelets"
        " live a little shorter, and curing the infection raises the count by less than a tenth.",
    )


def direct_acting_antivirals(day: float) -> SetParameter:
    """Treatment from ``day`` on: the antibody is no longer made and decays over months."""
    return SetParameter(day, "condition.antibody_production", 0.0)

"""Cirrhosis with hypersplenism: most platelets sit in the spleen, and the liver makes less thrombopoietin.

Sequestration and thrombopoietin of Shimizu, Katsube and Wajima 2021 (78.6 % v a third; 0.78 v 1.4 pM).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def cirrhosis_with_hypersplenism() -> Cause:
    """The cause; its severity is the share of platelets in the spleen."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(
            parameters,
            splenic_fraction=severity,
            thrombopoietin_production=number("cirrhosis.thrombopoietin_production_ratio"),
        )

    return Cause(
        name="cirrhosis_with_hypersplenism",
        label="Cirrhosis with hypersplenism",
        mechanism="A large spleen holds most platelets, and the liver makes less thrombopoietin.",
        apply=apply,
        severity_range=(0.35, 0.97),
        severity_unit="of all platelets in the spleen",
        evidence=("cirrhosis.splenic_fraction", "cirrhosis.thrombopoietin_production_ratio"),
        assumptions=("Liver disease stays as it is over the horizon.", "Studied in adults."),
        distinguishes="Platelets live normally although few circulate, thrombopoietin is below normal, and a"
        " transfusion raises the count by less than half of what it does elsewhere.",
    )

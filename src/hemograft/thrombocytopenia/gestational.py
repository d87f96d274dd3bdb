"""Gestational thrombocytopenia: more blood to fill, and platelets consumed in the circulation of womb and placenta.

Counts fall in every pregnancy (Reese et al 2018), in some women further (Fogerty and Dzik 2021), and are back within a
week of delivery.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def gestational_thrombocytopenia() -> Cause:
    """The cause; its severity is the consumption of every platelet."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(
            parameters, consumption=severity, platelet_dilution=number("gestational_thrombocytopenia.dilution")
        )

    return Cause(
        name="gestational_thrombocytopenia",
        label="Gestational thrombocytopenia",
        mechanism="Late pregnancy dilutes platelets and consumes some of them.",
        apply=apply,
        severity_range=(0.0, number("gestational_thrombocytopenia.largest_consumption")),
        severity_unit="/day of consumption",
        evidence=(
            "gestational_thrombocytopenia.dilution",
            "gestational_thrombocytopenia.fall",
            "gestational_thrombocytopenia.below_100_share",
        ),
        assumptions=(
            "The woman is near term and stays so until she delivers; pre-eclampsia and HELLP are other diseases.",
            "Below about 70e9/L another cause must be found: the model refuses the count.",
        ),
        distinguishes="A mild fall of platelets alone, with normal thrombopoietin and platelets that live a little"
        " shorter, made up within a week of delivery.",
    )


def delivery(day: float) -> tuple[Intervention, ...]:
    """Delivery on ``day``: consumption ends with the placenta, the circulating volume returns in daily steps."""
    term = number("gestational_thrombocytopenia.dilution")
    steps = round(number("gestational_thrombocytopenia.volume_return"))
    volumes = [
        SetParameter(day + step, "condition.platelet_dilution", 1.0 + (term - 1.0) * (1.0 - step / steps))
        for step in range(1, steps + 1)
    ]
    return (SetParameter(day, "condition.consumption", 0.0), *volumes)

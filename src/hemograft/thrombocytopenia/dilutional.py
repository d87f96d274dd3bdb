"""Dilutional thrombocytopenia: blood was lost, and replaced by fluids and red cells without platelets.

The count falls exponentially with the volume replaced (Noe et al 1982), less than by the volume alone because the
spleen's share is not lost; it recovers by itself.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset


def dilutional_thrombocytopenia() -> Cause:
    """The cause; its severity is the number of blood volumes lost and replaced."""
    days = round(number("dilutional.duration"))
    circulating = 1.0 - number("hematopoiesis.normal_splenic_fraction")

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        del severity
        return parameters

    def hemorrhage(severity: Any) -> tuple[Intervention, ...]:
        return (SetParameter(0.0, "condition.consumption", circulating * severity / days),)

    return Cause(
        name="dilutional_thrombocytopenia",
        label="Dilutional thrombocytopenia",
        mechanism="Platelets were lost with blood that fluids and red cells replaced.",
        apply=apply,
        severity_range=(0.0, 12.0),
        severity_unit="blood volumes replaced",
        evidence=("dilutional.exponential_fall", "dilutional.safe_replacement", "dilutional.duration"),
        assumptions=(
            "The blood was lost and replaced within the last day, and bleeding has stopped.",
            "Hemoglobin was kept by transfusion; neutrophils, which are diluted too, are not.",
        ),
        onset=Onset(days, hemorrhage),
        distinguishes="The count fell within a day in a marrow at work: platelets, own and transfused, live normally,"
        " and the count is normal within a week by itself.",
    )

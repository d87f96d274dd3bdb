"""Dengue: the virus first suppresses the marrow, then platelets are destroyed; it ends by itself.

Counts fall from the third day of fever on, are lowest on days 4 to 7 and have recovered by day 10. The case lies on
day 6; transfused platelets are destroyed too (Isarangkura and Tuchinda 1993).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset, change_condition


def dengue_thrombocytopenia() -> Cause:
    """The cause; its severity is the destruction of every platelet from the third day of fever on."""
    today = round(number("dengue.day_of_case"))
    recovered = number("dengue.suppression_ends")

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, consumption=severity)

    def fever(severity: Any) -> tuple[Intervention, ...]:
        return (
            SetParameter(0.0, "condition.megakaryopoiesis_suppression", number("dengue.progenitor_suppression")),
            SetParameter(0.0, "condition.shedding_suppression", number("dengue.release_suppression")),
            SetParameter(number("dengue.destruction_begins"), "condition.consumption", severity),
            SetParameter(recovered, "condition.megakaryopoiesis_suppression", 0.0),
            SetParameter(recovered, "condition.shedding_suppression", 0.0),
        )

    return Cause(
        name="dengue_thrombocytopenia",
        label="Thrombocytopenia of dengue",
        mechanism="The virus suppresses the marrow for some days, then platelets are destroyed until the fever ends.",
        apply=apply,
        severity_range=(0.0, 5.0),
        severity_unit="/day of destruction",
        evidence=(
            "dengue.day_of_case",
            "dengue.destruction_begins",
            "dengue.destruction_ends",
            "dengue.suppression_ends",
            "dengue.progenitor_suppression",
            "dengue.release_suppression",
        ),
        assumptions=(
            "Today is the sixth day of fever; destruction ends with the fever tomorrow.",
            "Plasma leakage, hemoconcentration and the fall of leukocytes are not simulated.",
            "The same in children and adults.",
        ),
        onset=Onset(today, fever),
        course=(SetParameter(number("dengue.destruction_ends") - today, "condition.consumption", 0.0),),
        distinguishes="The count doubles within three to four days whatever is done; thrombopoietin is about twice"
        " normal at the lowest count, and platelets given before the fever ends hardly outlast it.",
    )

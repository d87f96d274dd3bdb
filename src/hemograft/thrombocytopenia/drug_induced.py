"""Drug-induced marrow suppression: a drug holds back megakaryocyte progenitors for as long as it is given.

For a drug of which no more is known. Linezolid and valproate, which hold back the release of platelets, and cytotoxic
drugs have kinetics and mechanisms of their own in `therapies`; a case that names one of them is explained by it.
"""

from typing import Any

from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, change_condition


def drug_induced_marrow_suppression() -> Cause:
    """The cause; its severity is the share of megakaryocyte progenitor input that the drug prevents."""

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, megakaryopoiesis_suppression=severity)

    return Cause(
        name="drug_induced_marrow_suppression",
        label="Drug-induced marrow suppression",
        mechanism="A drug holds back megakaryocyte progenitors.",
        apply=apply,
        severity_range=(0.0, 1.0),
        severity_unit="of progenitor input prevented",
        evidence=(
            "linezolid.thrombocytopenia_share",
            "valproate.level_of_rising_risk",
        ),
        assumptions=(
            "The drug's effect is steady; its size is whatever explains the count, whichever drug it is.",
            "The marrow is otherwise normal.",
        ),
        distinguishes="Platelets alone are low, megakaryocytes few and thrombopoietin many times normal; platelets live"
        " normally for their number, transfused ones too, and the count rises one to two weeks after the drug is"
        " stopped.",
    )


def drug_removed(day: float) -> SetParameter:
    """The suppression ends on ``day`` (drugs cleared within hours, such as linezolid)."""
    return SetParameter(day, "condition.megakaryopoiesis_suppression", 0.0)

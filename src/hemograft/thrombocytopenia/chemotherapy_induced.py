"""Chemotherapy-induced thrombocytopenia: a dose some days ago killed progenitors, megakaryocytes and some stem cells.

The patient is on the way to the lowest count, or at it, and recovers by himself; only at the severity of a
myeloablative dose too few stem cells are left.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset


def chemotherapy_induced_thrombocytopenia() -> Cause:
    """The cause; its severity is the log-kill of progenitors (natural logarithm) by the dose."""
    exposure = number("chemotherapy_induced.exposure")

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        del severity
        return parameters

    def dose(severity: Any) -> tuple[Intervention, ...]:
        resting = number("chemotherapy_induced.resting_sensitivity")
        kill = {
            "host.conditioning": resting * severity / exposure,
            "host.progenitor_death": (1.0 - resting) * severity / exposure,
            "host.megakaryocyte_death": number("chemotherapy_induced.megakaryocyte_sensitivity") * severity / exposure,
        }
        return (
            *(SetParameter(0.0, parameter, rate) for parameter, rate in kill.items()),
            *(SetParameter(exposure, parameter, 0.0) for parameter in kill),
        )

    return Cause(
        name="chemotherapy_induced_thrombocytopenia",
        label="Chemotherapy-induced thrombocytopenia",
        mechanism="A cytotoxic dose two weeks ago killed progenitors and megakaryocytes.",
        apply=apply,
        severity_range=(0.0, 25.0),
        severity_unit="log-kill of progenitors",
        evidence=(
            "chemotherapy_induced.days_since_dose",
            "chemotherapy_induced.megakaryocyte_sensitivity",
            "chemotherapy_induced.resting_sensitivity",
            "chemotherapy_induced.exposure",
            "marrow_suppression.thrombopoietin_after_chemotherapy",
        ),
        assumptions=(
            "One dose was given 14 days ago, acted for a day, and no other follows.",
            "Stem cells, which mostly rest, and later precursors are killed less than progenitors.",
        ),
        onset=Onset(round(number("chemotherapy_induced.days_since_dose")), dose),
        distinguishes="All lineages fell together within two weeks and thrombopoietin is many times normal, as in"
        " aplastic anemia, but the count turns within days and passes 100x10^9/L two weeks later without treatment.",
    )

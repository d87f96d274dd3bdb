"""Thrombotic thrombocytopenic purpura: without ADAMTS13 von Willebrand factor binds platelets into microthrombi.

The disease does not end by itself. Plasma exchange brings the enzyme, caplacizumab keeps platelets off the factor
(Scully et al 2019).
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.cause import Cause, Onset, change_condition


def thrombotic_thrombocytopenic_purpura() -> Cause:
    """The cause; its severity is the consumption of every platelet."""
    production = number("thrombotic_thrombocytopenic_purpura.thrombopoietin_production")

    def apply(parameters: BloodParameters, severity: Any) -> BloodParameters:
        return change_condition(parameters, consumption=severity, thrombopoietin_production=production)

    def begin(severity: Any) -> tuple[Intervention, ...]:
        return (
            SetParameter(0.0, "condition.consumption", severity),
            SetParameter(0.0, "condition.thrombopoietin_production", production),
        )

    return Cause(
        name="thrombotic_thrombocytopenic_purpura",
        label="Thrombotic thrombocytopenic purpura",
        mechanism="Platelets are consumed in microthrombi for want of ADAMTS13.",
        apply=apply,
        severity_range=(0.0, 30.0),
        severity_unit="/day of consumption",
        evidence=(
            "thrombotic_thrombocytopenic_purpura.platelets_at_diagnosis",
            "thrombotic_thrombocytopenic_purpura.thrombopoietin_production",
            "thrombotic_thrombocytopenic_purpura.onset_duration",
        ),
        assumptions=(
            "Consumption went on for a week before the diagnosis.",
            "Fragmentation of red cells, organ damage, exacerbation and relapse are not simulated.",
            "Studied in adults; transplant-associated microangiopathy is another disease.",
        ),
        onset=Onset(round(number("thrombotic_thrombocytopenic_purpura.onset_duration")), begin),
        distinguishes="Platelets live hours, transfused ones as short, in a marrow that is at work; neutrophils are"
        " normal, nothing improves by itself, and the count is normal about three days after consumption is stopped.",
    )


def caplacizumab(day: float) -> tuple[Intervention, ...]:
    """Plasma exchange with caplacizumab from ``day`` on: consumption ends at once."""
    return _remission(day)


def plasma_exchange(day: float) -> tuple[Intervention, ...]:
    """Daily plasma exchange from ``day`` on, without caplacizumab: consumption ends a little later."""
    return _remission(day + number("thrombotic_thrombocytopenic_purpura.exchange_delay"))


def _remission(day: float) -> tuple[Intervention, ...]:
    return (
        SetParameter(day, "condition.consumption", 0.0),
        SetParameter(day, "condition.thrombopoietin_production", 1.0),
    )

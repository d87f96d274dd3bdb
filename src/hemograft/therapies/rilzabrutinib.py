"""Rilzabrutinib: inhibition of Bruton's tyrosine kinase holds back phagocytosis and antibody production.

Given twice daily and cleared within hours while the enzyme stays occupied: a steady effect for as long as it is taken.
"""

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array


def rilzabrutinib_course(first_day: float, response: Array, numbers: Numbers = number) -> tuple[SetParameter, ...]:
    """400 mg twice daily from ``first_day`` on; ``response`` are factors on the odds, shape (patients,)."""
    left = 1.0 / (1.0 + numbers("rilzabrutinib.odds") * response)
    return (
        SetParameter(first_day, "condition.phagocytosis", left),
        SetParameter(first_day, "condition.antibody_production", left),
    )

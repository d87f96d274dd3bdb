"""Rituximab: B cells vanish, antibody production falls, and autoantibody with it over weeks; relapse after years.

The drug stays for months and B cells are gone within days, so that only the source of antibody is simulated; the delay
of weeks until the response is the turnover of immunoglobulin G.
"""

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array
from hemograft.therapies.remission import remission


def rituximab_course(
    first_day: float, response: Array, duration: Array, numbers: Numbers = number
) -> tuple[SetParameter, ...]:
    """Four weekly infusions from ``first_day``.

    Args:
        first_day: of the first infusion.
        response: factors on the odds of a halted against an unhalted antibody production, shape (patients,).
        duration: factors on the median length of a remission, shape (patients,).
        numbers: see `hemograft.evidence.Numbers`.
    """
    left = 1.0 / (1.0 + numbers("rituximab.remission_odds") * response)
    days = numbers("rituximab.remission_days") * duration
    return remission("condition.antibody_production", first_day, left, days)

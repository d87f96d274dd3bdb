"""Rituximab: B cells vanish, antibody production falls, and autoantibody with it over weeks; relapse after years.

The drug stays for months and B cells are gone within days, so that only the source of antibody is simulated; the delay
of weeks until the response is the turnover of immunoglobulin G.
"""

from hemograft.evidence import Numbers, number
from hemograft.therapies.bedside import Array
from hemograft.therapies.remission import Remission


def rituximab_remission(response: Array, duration: Array, numbers: Numbers = number) -> Remission:
    """Of antibody production, from the first of four weekly infusions on.

    Args:
        response: factors on the odds of a halted against an unhalted antibody production, shape (patients,).
        duration: factors on the median length, shape (patients,).
        numbers: see `hemograft.evidence.Numbers`.
    """
    days = numbers("rituximab.remission_days") * duration
    return Remission.by_odds(numbers("rituximab.remission_odds") * response, days)

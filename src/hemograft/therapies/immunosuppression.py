"""Horse antithymocyte globulin and ciclosporin for aplastic anemia, alone or with eltrombopag.

The T-cell attack on the marrow heads to what treatment leaves of it, at a pace of the patient's own: responses come
within months. Eltrombopag adds its thrombopoietin signal and, as an assumption, odds of its own that stem cells escape
the attack; these odds add up (Peffault de Latour et al, N Engl J Med 2022;386:11).
"""

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array
from hemograft.therapies.remission import Remission


def t_cell_suppression(
    first_day: float, odds: Array, pace: Array, duration: Array, numbers: Numbers = number
) -> tuple[SetParameter, ...]:
    """The attack heads to 1 / (1 + odds) from ``first_day`` on, until the relapse.

    Args:
        first_day: of treatment.
        odds: of a suppressed against an unsuppressed attack, shape (patients,); see `antithymocyte_globulin_odds`.
        pace: factors on the turnover of the attack, median 1, shape (patients,).
        duration: factors on the median length of a remission, shape (patients,).
        numbers: see `hemograft.evidence.Numbers`.
    """
    turnover = numbers("hematopoiesis.t_cell_attack_turnover") * pace
    remission = suppression_remission(odds, duration, numbers)
    return (
        SetParameter(first_day, "t_cell_attack_turnover", turnover),
        *remission.schedule("condition.t_cell_activity", first_day),
    )


def suppression_remission(odds: Array, duration: Array, numbers: Numbers = number) -> Remission:
    """What is left of the attack, and for how long; see `t_cell_suppression`."""
    return Remission.by_odds(odds, numbers("immunosuppression.remission_days") * duration)


def antithymocyte_globulin_odds(response: Array, numbers: Numbers = number) -> Array:
    """Odds of horse antithymocyte globulin with ciclosporin, for factors of shape (patients,)."""
    return numbers("immunosuppression.odds") * response


def eltrombopag_escape_odds(response: Array, numbers: Numbers = number) -> Array:
    """Odds that stem cells under eltrombopag escape the attack, for factors of shape (patients,)."""
    return numbers("eltrombopag.escape_odds") * response

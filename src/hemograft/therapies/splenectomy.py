"""Splenectomy: the splenic pool of platelets joins the blood, and most phagocytosis of coated platelets ends.

How much is left differs between patients: the liver clears the rest (Kojouri et al, Blood 2004;104:2623).
"""

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array


def splenectomy(day: float, response: Array, numbers: Numbers = number) -> tuple[SetParameter, ...]:
    """The spleen is removed on ``day``; ``response`` are factors on the odds of splenic against hepatic phagocytosis,
    shape (patients,)."""
    left = 1.0 / (1.0 + numbers("splenectomy.phagocytosis_odds") * response)
    return (SetParameter(day, "condition.splenic_fraction", 0.0), SetParameter(day, "condition.phagocytosis", left))

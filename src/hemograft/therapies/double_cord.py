"""Double cord blood: both units are infused, and the T cells of one reject the other within weeks.

Gutman et al 2010 found the T cells; neither cell dose nor HLA match predicts which unit wins (Barker et al 2005), so
that it is a trait of the patient.
"""

from hemograft.evidence import number
from hemograft.therapies.bedside import Array
from hemograft.therapies.marrow_killing import Killing


def unit_rejection(rank: Array, infusion_day: float) -> tuple[Killing, ...]:
    """Death of the losing unit's cells.

    ``rank``, 0 to 1 and one a patient, says which unit loses: none at the lowest ranks, the second unit at the middle,
    the first at the highest.
    """
    persisting = number("double_cord.both_units_persist")
    middle = persisting + 0.5 * (1.0 - persisting)
    losers = {"donor": rank >= middle, "second_donor": (rank >= persisting) & (rank < middle)}
    first = infusion_day + number("double_cord.rejection_first_day")
    last = infusion_day + number("double_cord.rejection_last_day")
    rate = number("double_cord.rejection_rate")
    return tuple(Killing(clone, first, last, rate * loses, rate * loses) for clone, loses in losers.items())

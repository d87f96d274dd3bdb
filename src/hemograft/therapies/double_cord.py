"""Double cord blood: both units are infused, and the T cells of one reject the other within weeks.

Gutman et al 2010 found the T cells; neither cell dose nor HLA match predicts which unit wins (Barker et al 2005), so
that it is a trait of the patient.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.therapies.bedside import Array


def unit_rejection(rank: Array, failed: NDArray[np.bool_], infusion_day: float) -> tuple[Intervention, ...]:
    """Death of the losing unit's cells, and of both units' where the graft ``failed``; both are one a patient.

    ``rank``, 0 to 1, says which unit loses: none at the lowest ranks, the second unit at the middle, the first at the
    highest.
    """
    persisting = number("double_cord.both_units_persist")
    middle = persisting + 0.5 * (1.0 - persisting)
    losers = {
        "donor": (rank >= middle) | failed,
        "second_donor": ((rank >= persisting) & (rank < middle)) | failed,
    }
    first = infusion_day + number("double_cord.rejection_first_day")
    last = infusion_day + number("double_cord.rejection_last_day")
    rate = number("double_cord.rejection_rate")
    return tuple(
        SetParameter(day, f"{clone}.conditioning", value)
        for clone, loses in losers.items()
        for day, value in ((first, rate * loses), (last, 0.0))
    )

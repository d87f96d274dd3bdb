"""Prophylactic tranexamic acid: the days on which it is given, as in the A-TREAT trial (Gernsheimer et al, Blood 2022).

Its effect is a ratio of the hazard of bleeding (`bleeding.BleedingCircumstances.tranexamic_acid`). The trial showed no
reduction of WHO grade 2 or more, nor did TREATT (Lancet Haematol 2025); the platelet count does not change.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.therapies.bedside import Array


def days_on_tranexamic_acid(platelets: Array) -> NDArray[np.bool_]:
    """On which days it is given: while platelets are low, within a month of the first such day.

    Args:
        platelets: morning counts, 10^9/L, shape (..., days).

    Returns:
        Booleans of the same shape.
    """
    low = platelets < number("tranexamic_acid.start_below")
    day = np.arange(platelets.shape[-1])
    first = np.argmax(low, axis=-1)[..., np.newaxis]
    return low & (day < first + number("tranexamic_acid.longest_course"))

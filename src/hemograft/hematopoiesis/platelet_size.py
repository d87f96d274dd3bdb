"""Platelet size: the mean volume in a blood sample is that of its clones, weighted by their platelets.

So mixed chimerism shows in size before it shows in count: a few platelets of normal size among small ones.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.observables import EMPTY_BLOOD, Observables


def normal_platelet_volume() -> float:
    """Mean volume of a healthy person's platelets, fL."""
    return number("platelet_size.normal_mean_volume")


def mean_platelet_volume(seen: Observables, host: Any, graft: Any) -> Any:
    """Mean platelet volume, fL, in the shape of the counts; NaN where there are too few platelets.

    Args:
        seen: counts of own, donor and all platelets.
        host: mean volume of the platelets of the host's clone, fL.
        graft: that of the other clones (donor cells, or corrected ones), fL; transfused platelets are normal.
    """
    volume = (
        host * (seen.own_platelets - seen.donor_platelets)
        + graft * seen.donor_platelets
        + normal_platelet_volume() * (seen.platelets - seen.own_platelets)
    )
    countable = seen.platelets > EMPTY_BLOOD
    return np.where(countable, volume / np.where(countable, seen.platelets, 1.0), np.nan)

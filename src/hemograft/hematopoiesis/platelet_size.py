"""Platelet size: the mean volume in a blood sample is that of its clones, weighted by their platelets.

So mixed chimerism shows in size before it shows in count: a few platelets of normal size among small ones.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem

EMPTY_BLOOD = 1e-6
"""10^9/L of platelets below which no volume can be measured."""


def normal_platelet_volume() -> float:
    """Mean volume of a healthy person's platelets, fL."""
    return number("platelet_size.normal_mean_volume")


def mean_platelet_volume(system: BloodSystem, state: Any, volumes: Mapping[str, Any]) -> Any:
    """Mean platelet volume, fL, of the platelets in blood.

    Args:
        system: the model.
        state: shape (states, ...).
        volumes: mean volume of a clone's platelets, fL, by name; a clone that is not named has normal platelets, as
            have transfusions.

    Returns:
        shape of one state variable; NaN where there are too few platelets.
    """
    named = system.unpack_state(state)
    normal = normal_platelet_volume()
    counts = [sum(cells.platelets) for cells in named.clones]
    sizes = [volumes.get(clone, normal) for clone in system.clones]
    transfused = sum(named.shared.transfused_platelets)
    total = sum(counts) + transfused
    volume = sum((count * size for count, size in zip(counts, sizes, strict=True)), start=transfused * normal)
    countable = total > EMPTY_BLOOD
    return np.where(countable, volume / np.where(countable, total, 1.0), np.nan)

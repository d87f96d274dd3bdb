"""Ends of a trial that join several events: when the first of them came, and which it was."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.history import ClinicalHistory
from hemograft.simulation.integrator import Array

COMPOSITES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overall_survival": ("death",),
        "disease_free_survival": ("relapse", "death"),
        "event_free_survival": ("graft_failure", "relapse", "death"),
        "gvhd_free_relapse_free_survival": ("severe_acute_gvhd", "systemic_chronic_gvhd", "relapse", "death"),
    }
)
"""Whoever has none of these events is a success. The last is GRFS: Holtan et al, Blood 2015;125:1333."""


def first_event(history: ClinicalHistory, events: tuple[str, ...]) -> tuple[Array, NDArray[np.int_]]:
    """Day of the first of ``events`` and which (1 for the first named; 0 for none), each of shape (patients,).

    Where two fall on one day the one named first counts. Whoever has none is followed to the end.
    """
    days = np.array([getattr(history, event) for event in events])
    first = days.min(axis=0)
    happened = np.isfinite(first)
    return np.where(happened, first, history.followed), np.where(happened, days.argmin(axis=0) + 1, 0)

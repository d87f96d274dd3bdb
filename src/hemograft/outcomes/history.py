"""What became of each patient: the days of events, ended by death."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hemograft.simulation.integrator import Array


class CauseOfDeath(IntEnum):
    """What a patient died of; `ALIVE` at the end of follow-up. Late death of second cancers is `ORGAN_TOXICITY` too."""

    ALIVE = 0
    DISEASE = 1
    INFECTION = 2
    GRAFT_FAILURE = 3
    GRAFT_VERSUS_HOST_DISEASE = 4
    ORGAN_TOXICITY = 5
    BLEEDING = 6
    BACKGROUND = 7


@dataclass(frozen=True)
class ClinicalHistory:
    """Days of the plan, each of shape (patients,); infinity where it never came before death and ``followed``.

    ``severe_acute_gvhd`` is grade III or IV, ``systemic_chronic_gvhd`` moderate or severe, which is treated
    systemically. ``relapse`` is relapse or progression of the disease. ``infection`` is the first severe one.
    """

    followed: float
    death: Array
    cause: NDArray[np.int_]
    infection: Array
    relapse: Array
    acute_gvhd: Array
    acute_gvhd_end: Array
    severe_acute_gvhd: Array
    chronic_gvhd: Array
    chronic_gvhd_end: Array
    systemic_chronic_gvhd: Array
    cytomegalovirus: Array
    poor_graft_function: Array
    graft_failure: Array
    second_transplantation: Array


EVENTS = tuple(
    field.name
    for field in fields(ClinicalHistory)
    if field.name not in ("followed", "cause") and not field.name.endswith("_end")
)
"""Events of a history by name, each a day for every patient."""

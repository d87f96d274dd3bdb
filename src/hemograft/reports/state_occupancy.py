"""The state in which each recipient of a graft is on each day: exactly one, so that shares add up to 1."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory


class State(StrEnum):
    """Living states from the best to the worst, then causes of death; the value is printed."""

    WELL = "alive without these"
    ACUTE = "acute GVHD"
    CHRONIC = "chronic GVHD"
    FAILED = "after graft failure"
    RELAPSED = "after relapse"
    DIED_OF_DISEASE = "died of the disease"
    DIED_OF_FAILURE = "died of graft failure"
    DIED_OF_GVHD = "died of GVHD"
    DIED_OF_INFECTION = "died of infection"
    DIED_OF_TOXICITY = "died of organ toxicity"
    DIED_OF_BLEEDING = "died of bleeding"
    DIED_OF_OTHER = "died of other causes"


DEATHS: dict[CauseOfDeath, State] = {
    CauseOfDeath.DISEASE: State.DIED_OF_DISEASE,
    CauseOfDeath.GRAFT_FAILURE: State.DIED_OF_FAILURE,
    CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE: State.DIED_OF_GVHD,
    CauseOfDeath.INFECTION: State.DIED_OF_INFECTION,
    CauseOfDeath.ORGAN_TOXICITY: State.DIED_OF_TOXICITY,
    CauseOfDeath.BLEEDING: State.DIED_OF_BLEEDING,
    CauseOfDeath.BACKGROUND: State.DIED_OF_OTHER,
}


def state_occupancy(history: ClinicalHistory, days: NDArray[np.float64]) -> dict[State, NDArray[np.float64]]:
    """Share of patients in each state on each of ``days``, in the order of `State`; each of shape (days,).

    Whoever is in several states counts in the one named last: a relapse outweighs a graft that failed, and this
    graft-versus-host disease, which counts while it is active.
    """
    day = np.asarray(days, dtype=float)[:, np.newaxis]
    order = list(State)
    state = np.full((day.shape[0], history.death.size), order.index(State.WELL))
    for name, inside in (
        (State.ACUTE, (day >= history.acute_gvhd) & (day < history.acute_gvhd_end)),
        (State.CHRONIC, (day >= history.chronic_gvhd) & (day < history.chronic_gvhd_end)),
        (State.FAILED, day >= history.graft_failure),
        (State.RELAPSED, day >= history.relapse),
        *((died, (day >= history.death) & (history.cause == cause)) for cause, died in DEATHS.items()),
    ):
        state[inside] = order.index(name)
    return {name: (state == place).mean(axis=1) for place, name in enumerate(order)}

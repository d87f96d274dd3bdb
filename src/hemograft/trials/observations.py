"""What a trial sees of an endpoint: times and kinds of events as far as patients are followed, responses, numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.simulation.integrator import Array
from hemograft.therapies.aplastic_anemia_response import has_response
from hemograft.trials.endpoints import (
    FIRST_VISIT,
    LAST_VISITS,
    TRANSIENT_VISITS,
    VISITS_IN_RESPONSE,
    EndpointChoice,
    Measurement,
    TimeToEvent,
)
from hemograft.trials.enrollment import Enrollment
from hemograft.trials.results import PatientTable

CENSORED, EVENT, COMPETING = 0, 1, 2
SOONEST = 0.5
"""Days: what befalls a patient on the very day on which time starts comes half a day later."""


@dataclass(frozen=True)
class TimesToEvent:
    """Days and what ended them: `CENSORED`, `EVENT` or `COMPETING`; both of one shape."""

    time: Array
    status: NDArray[np.int64]


def times_to_event(
    choice: EndpointChoice, table: PatientTable, enrollment: Enrollment, infusion_days: Array, arm: NDArray[np.int64]
) -> TimesToEvent:
    """Times of the enrolled patients, (replicates, patients), under the treatment of ``arm``.

    infusion_days: of each arm. arm: whose treatment each patient gets, (replicates, patients): that of the enrollment,
    or another one to see what a trial of equal arms would find.
    """
    endpoint = choice.what
    assert isinstance(endpoint, TimeToEvent)
    start = infusion_days[arm] if endpoint.from_infusion else np.zeros(arm.shape)

    def first(names: tuple[str, ...]) -> Array:
        found = np.full(arm.shape, np.inf)
        for name in names:
            # recovery is counted from the infusion already, events of a history from the start of treatment
            since = table.columns[name][arm, enrollment.patient] - (0.0 if name == choice.endpoint else start)
            found = np.minimum(found, since)
        return found

    event, competing = first(endpoint.events), first(endpoint.competing)
    # engraftment can be seen for as long as there are counts
    last = table.columns["counted" if endpoint.from_infusion else "followed"][arm, enrollment.patient]
    followed = np.minimum(last, enrollment.observed) - start
    time = np.minimum(np.minimum(event, competing), followed)
    status = np.where(
        (event <= competing) & (event <= followed), EVENT, np.where(competing <= followed, COMPETING, CENSORED)
    )
    return TimesToEvent(np.maximum(time, SOONEST), status)


def lost_to_follow_up(table: PatientTable, enrollment: Enrollment) -> NDArray[np.bool_]:
    """Who left while alive and before the data were cut off, (replicates, patients)."""
    death = table.columns["death"][enrollment.arm, enrollment.patient]
    return (enrollment.lost <= enrollment.observed) & (enrollment.lost < death)


def values(choice: EndpointChoice, table: PatientTable, enrollment: Enrollment, arm: NDArray[np.int64]) -> Array:
    """Responses (1 or 0) or numbers of the enrolled patients, (replicates, patients); nan where there is none.

    Who died or was lost before the visit has not responded, and has no count.
    """
    endpoint = choice.what
    where = (arm, enrollment.patient)
    if not isinstance(endpoint, Measurement):
        seen = enrollment.observed >= 7.0 * choice.visit
        return np.where(seen, _responses(choice, table)[where], 0.0)
    if not endpoint.by_week:
        return table.columns[choice.endpoint][where].astype(float)
    counts = table.weekly["platelets"][:, choice.visit][where].astype(float)
    return np.where(enrollment.observed >= 7.0 * choice.visit, counts, np.nan)


def _responses(choice: EndpointChoice, table: PatientTable) -> Array:
    """Of the whole pool, (arms, patients); the dead, whose counts are nan, have not responded."""
    platelets, visit = table.weekly["platelets"], choice.visit
    if choice.endpoint == "platelet_response":
        return (platelets[:, visit] >= choice.level).astype(float)
    if choice.endpoint in ("durable_platelet_response", "overall_platelet_response"):
        good = platelets >= choice.level
        alive = ~np.isnan(platelets[:, visit])
        durable = good[:, visit - LAST_VISITS + 1 : visit + 1].sum(axis=1) >= VISITS_IN_RESPONSE
        if choice.endpoint == "durable_platelet_response":
            return (durable & alive).astype(float)
        return ((good[:, FIRST_VISIT : visit + 1].sum(axis=1) >= TRANSIENT_VISITS) & alive).astype(float)
    level = "complete_response" if choice.endpoint == "complete_hematologic_response" else "no_longer_severe"
    neutrophils, own, hemoglobin = (
        table.weekly[name][:, visit] for name in ("neutrophils", "own_platelets", "hemoglobin")
    )
    return has_response(level, neutrophils=neutrophils, platelets=own, hemoglobin=hemoglobin).astype(float)

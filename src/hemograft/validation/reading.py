"""What a study reads of its virtual patients: shares with an event while others compete with it, and median days."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.statistics.cox import cause_specific_cox
from hemograft.trials.endpoints import DEATH, ENDPOINTS, TimeToEvent
from hemograft.trials.results import PatientTable
from hemograft.validation.estimate import LEVEL, Estimate, median, share
from hemograft.validation.published_trial import OF_RECOVERED, OF_THOSE, Reading
from hemograft.validation.virtual_arm import CHIMERISM

LAST_DAY = 3650.0
FULL_CHIMERISM, FULL = "full_donor_chimerism", 0.9
SECONDARY_PLATELET_FAILURE = TimeToEvent(
    "SFPR",
    "Secondary failure of platelet recovery",
    "platelets below 20x10^9/L for seven days, or transfused, after 50x10^9/L for seven days without transfusion",
    ("secondary_platelet_failure",),
    (DEATH, "relapse"),
)


def read(table: PatientTable, reading: Reading) -> Estimate:
    """A reading of an arm.

    Raises:
        ValueError: nobody is left to read it from.
    """
    if reading.endpoint == FULL_CHIMERISM:
        return _full_chimerism(table, reading.day)
    endpoint = endpoint_named(reading.endpoint)
    event, competing = _first(table, endpoint.events), _first(table, endpoint.competing)
    day = np.where(event <= competing, event, np.inf)
    among = np.ones(day.shape, dtype=bool)
    if reading.of == OF_RECOVERED:
        among = np.isfinite(_recovered(table))
    elif reading.of == OF_THOSE:
        among = np.isfinite(day)
    if reading.from_dose is not None:
        return _hazard_ratio(day, competing, table.columns["cd34_per_kg"] >= reading.from_dose)
    if reading.median:
        return median(day[among])
    happened = day[among] <= reading.day
    return share(~happened if endpoint.survival else happened)


def endpoint_named(name: str) -> TimeToEvent:
    """The time to an event of that name.

    Raises:
        KeyError, TypeError: there is none, or it is something else.
    """
    endpoint = SECONDARY_PLATELET_FAILURE if name == "secondary_platelet_failure" else ENDPOINTS[name]
    if not isinstance(endpoint, TimeToEvent):
        raise TypeError(f"{name} is no time to an event")
    return endpoint


def _first(table: PatientTable, names: tuple[str, ...]) -> NDArray[Any]:
    never = np.full(table.columns[DEATH].shape, np.inf)
    return np.minimum.reduce([table.columns[name] for name in names], initial=np.inf) if names else never


def _full_chimerism(table: PatientTable, day: float) -> Estimate:
    """Share of the living whose neutrophils are the donor's for more than 90 % at the weekly visit next to ``day``."""
    visits = table.weekly[CHIMERISM]
    return share(visits[round(day / 7.0)][table.columns[DEATH] > day] > FULL)


def _hazard_ratio(day: NDArray[Any], competing: NDArray[Any], more: NDArray[np.bool_]) -> Estimate:
    end = np.minimum(np.minimum(day, competing), LAST_DAY)
    fit = cause_specific_cox(end, (day <= end).astype(int), more[:, np.newaxis].astype(float))
    low, high = fit.interval(LEVEL)
    return Estimate(float(fit.ratios[0]), float(low[0]), float(high[0]))


def _recovered(table: PatientTable) -> NDArray[Any]:
    """The day of 50x10^9/L of those who did not die or relapse before it."""
    day = table.columns["platelet_engraftment_50"]
    return np.where(day <= _first(table, (DEATH, "relapse")), day, np.inf)

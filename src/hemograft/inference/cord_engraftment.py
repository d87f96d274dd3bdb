"""Virtual cord blood transplants: children with a single unit, and adults with two units or an expanded one."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.inference.engraftment import incidence, median_day, simulated_engraftment
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.population.recipients import draw_recipients
from hemograft.simulation.integrator import Array
from hemograft.therapies.graft_failure import graft_failure_share, share_of_luck
from hemograft.therapies.transplantation import Conditioning, GraftSource

PATIENTS, DAYS = 512, 80
EVALUATED = 42
"""Day by which a cord graft must have taken (primary graft failure)."""


def cord_engraftment(numbers: Numbers, seed: int) -> Mapping[str, float]:
    """Incidence by day 42 after a single unit, and median days of adults after two units and after omidubicel.

    Results are by record id. Grafts that fail by their recorded share never recover; death does not compete. Two units
    are one graft with the cells of both here.
    """
    people = draw_individuals(seed, range(PATIENTS), numbers)
    dose, units = number("transplantation.cd34_dose_cord"), number("recipients.double_cord_adults.units")
    unit = _neutrophil_days(GraftSource.CORD_BLOOD, dose, people, numbers)
    adults = _neutrophil_days(GraftSource.CORD_BLOOD, units * dose, people, numbers)
    expanded = _neutrophil_days(GraftSource.OMIDUBICEL, number("graft.omidubicel_cd34_dose"), people, numbers)
    return {
        "transplantation.cord_neutrophil_incidence_day_42": incidence(unit, EVALUATED),
        "transplantation.cord_neutrophil_day_adults": median_day(adults),
        "transplantation.omidubicel_neutrophil_day": median_day(expanded),
    }


def _neutrophil_days(source: GraftSource, dose: float, people: Individuals, numbers: Numbers) -> Array:
    recipients = draw_recipients("cord_children", people.seed, people.identifiers)
    count = len(people.identifiers)
    seen = simulated_engraftment(
        replace(recipients, source=np.full(count, str(source)), cd34_per_kg=np.full(count, dose)),
        people,
        days=DAYS,
        platelet_threshold=number("transplantation.platelet_engraftment_threshold"),
        numbers=numbers,
    )
    rank = share_of_luck(people["graft_failure"], number("population.graft_failure"))
    failed = rank < graft_failure_share(source, Conditioning.MYELOABLATIVE)
    return np.where(failed, np.inf, seen.neutrophils)

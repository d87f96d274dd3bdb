"""Recipients, grafts, people and counts that the tests of outcomes share."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.outcomes.history import ClinicalHistory
from hemograft.outcomes.mortality import CountsOverTime
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.outcomes.transplant_timeline import TransplantTimeline, transplant_timeline
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array

REFERENCE = Recipient(age=19.0, disease_risk="intermediate")
"""Younger than the first age group that has a ratio."""
SIBLING = GraftRisk(relation="matched_sibling", source="mobilized_blood", intensity="myeloablative")
INFUSION = 7.0


def people_at_hand(count: int, seed: int = 1) -> Individuals:
    """People whose luck with events is all that matters."""
    return Individuals(range(count), seed, {})


def changed(**values: float) -> Numbers:
    """The records with some values set; a double underscore in a name stands for its dot."""
    named = {f"outcomes.{name.replace('__', '.')}": value for name, value in values.items()}
    return lambda identifier: named[identifier] if identifier in named else number(identifier)


def timeline_of(
    people: Individuals,
    patient: Recipient = REFERENCE,
    graft: GraftRisk = SIBLING,
    *,
    failed: Any = False,
    numbers: Numbers = number,
) -> TransplantTimeline:
    """What befalls them, with cells given on day `INFUSION`."""
    losers = np.broadcast_to(np.asarray(failed), (len(people.identifiers),))
    return transplant_timeline(people, patient, graft, INFUSION, losers, numbers)


def quiet_timeline(patients: int, **events: Any) -> TransplantTimeline:
    """A timeline without events but these."""
    never = np.full(patients, NEVER)
    nobody = np.zeros(patients, dtype=bool)
    quiet = TransplantTimeline(
        infusion_day=INFUSION,
        acute_gvhd=never,
        acute_gvhd_end=never,
        severe_acute_gvhd=nobody,
        chronic_gvhd=never,
        chronic_gvhd_end=never,
        chronic_gvhd_severity=np.zeros(patients, dtype=int),
        cytomegalovirus=never,
        cytomegalovirus_end=never,
        poor_graft_function=never,
        graft_failure=never,
        rejected_late=nobody,
        second_graft_takes=~nobody,
        relapse=never,
        death_of_disease=never,
        organ_toxicity=never,
    )
    return replace(quiet, **{name: np.broadcast_to(np.asarray(value), (patients,)) for name, value in events.items()})


def quiet_history(patients: int, followed: float, **events: Any) -> ClinicalHistory:
    """A history without events but these."""
    never = np.full(patients, NEVER)
    quiet = ClinicalHistory(
        followed, never, np.zeros(patients, dtype=int), *(never for _ in range(len(fields(ClinicalHistory)) - 3))
    )
    return replace(quiet, **{name: np.broadcast_to(np.asarray(value), (patients,)) for name, value in events.items()})


def steady_counts(
    patients: int, days: int, *, neutrophils: Any = 4.0, bleeding: Any = 0.0, step: float = 1.0
) -> CountsOverTime:
    """The same counts throughout, one for all or one a patient, on a grid of ``step`` days."""
    day = np.arange(step, days + step / 2.0, step)

    def held(value: Any) -> Array:
        return np.broadcast_to(np.asarray(value, dtype=float), (len(day), patients)).copy()

    return CountsOverTime(day, np.full(len(day), step), held(neutrophils), held(bleeding))


def standard_error(share: float, patients: int) -> float:
    """Of a share among so many."""
    return float(np.sqrt(share * (1.0 - share) / patients))

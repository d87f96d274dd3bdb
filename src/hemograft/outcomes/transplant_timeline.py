"""What befalls the recipients of a graft beside their counts: graft-versus-host disease, rejection, relapse, virus.

These events follow from who receives what and from each other, not from the counts, so that their days are known in
closed form before the blood is simulated; the marrow then feels them (`marrow_suppression`). Death, which does depend
on the counts, ends them afterwards (`mortality`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number, numbers_of
from hemograft.outcomes.hazard_ratios import MORTALITY, hazard_ratio
from hemograft.outcomes.luck import rank, threshold
from hemograft.outcomes.onset_law import NEVER, onset_law
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array

MODERATE = 1
"""Severity of chronic graft-versus-host disease (National Institutes of Health): mild 0, moderate 1, severe 2."""


@dataclass(frozen=True)
class TransplantTimeline:
    """Days of the plan, each of shape (patients,), infinity for never; as if nobody died.

    ``acute_gvhd`` is grade II or more, ``severe_acute_gvhd`` says whose reaches III. Where the graft failed
    (``graft_failure``, from the day on which it is known) there is no graft-versus-host disease;
    ``second_graft_takes`` says whose second graft would then take. ``poor_graft_function`` is the first day of a loss
    of marrow after engraftment that is no rejection.
    """

    infusion_day: float
    acute_gvhd: Array
    acute_gvhd_end: Array
    severe_acute_gvhd: NDArray[np.bool_]
    chronic_gvhd: Array
    chronic_gvhd_end: Array
    chronic_gvhd_severity: NDArray[np.int_]
    cytomegalovirus: Array
    cytomegalovirus_end: Array
    poor_graft_function: Array
    graft_failure: Array
    rejected_late: NDArray[np.bool_]
    second_graft_takes: NDArray[np.bool_]
    relapse: Array
    death_of_disease: Array
    organ_toxicity: Array


def transplant_timeline(
    people: Individuals,
    patient: Recipient,
    graft: GraftRisk,
    infusion_day: float,
    failed: NDArray[np.bool_],
    numbers: Numbers = number,
) -> TransplantTimeline:
    """Draws the events of these people's transplantation, from their own luck.

    Args:
        people: whom.
        patient, graft: what their hazards depend on.
        infusion_day: day of the plan on which the cells are given.
        failed: whose graft never takes.
        numbers: where the records are read.
    """
    seed, identifiers = people.seed, people.identifiers

    def luck(event: str) -> Array:
        return threshold(seed, identifiers, event)

    def ratio(event: str) -> Array:
        return np.broadcast_to(hazard_ratio(event, patient, graft, numbers), (len(identifiers),))

    def duration(event: str) -> Array:
        """Exponential, from luck of its own."""
        return numbers(f"outcomes.{event}.median_duration") / np.log(2.0) * luck(f"{event}_duration")

    late = onset_law("rejection", numbers).first_day(luck("rejection"), ratio("rejection"))
    known_by = np.where(
        np.asarray(graft.relation) == "cord_blood",
        numbers("transplantation.primary_graft_failure_day_cord"),
        numbers("transplantation.primary_graft_failure_day"),
    )
    failure = np.where(failed, known_by, late)

    acute = onset_law("acute_gvhd", numbers).first_day(luck("acute_gvhd"), ratio("acute_gvhd"))
    acute = np.where(acute < failure, acute, NEVER)
    odds = _odds(numbers("outcomes.severe_acute_gvhd.share")) * ratio("severe_acute_gvhd")
    severe = np.isfinite(acute) & (rank(seed, identifiers, "severe_acute_gvhd") < odds / (1.0 + odds))
    lasting = np.where(severe, duration("severe_acute_gvhd"), duration("acute_gvhd"))

    chronic = onset_law("chronic_gvhd", numbers).first_day(
        luck("chronic_gvhd"), ratio("chronic_gvhd"), acute, numbers("outcomes.chronic_gvhd.after_acute_gvhd")
    )
    chronic = np.where(chronic < failure, chronic, NEVER)
    edges = np.cumsum(numbers_of("outcomes.chronic_gvhd.severity_shares"))[:2]
    severity = np.searchsorted(edges, rank(seed, identifiers, "chronic_gvhd_severity"))

    virus = onset_law("cytomegalovirus", numbers).first_day(
        luck("cytomegalovirus"), ratio("cytomegalovirus"), acute, numbers("outcomes.cytomegalovirus.after_acute_gvhd")
    )
    poor_function = onset_law("poor_graft_function", numbers).first_day(
        luck("poor_graft_function"),
        ratio("poor_graft_function"),
        virus,
        numbers("outcomes.poor_graft_function.after_cytomegalovirus"),
    )
    relapse, death_of_disease = _relapse(people, patient, ratio("relapse"), chronic, numbers)
    organ = onset_law("organ_toxicity", numbers).first_day(
        luck("organ_toxicity"), ratio("organ_toxicity") * ratio(MORTALITY)
    )
    return TransplantTimeline(
        infusion_day=infusion_day,
        acute_gvhd=infusion_day + acute,
        acute_gvhd_end=infusion_day + _end(acute, lasting, failure),
        severe_acute_gvhd=severe,
        chronic_gvhd=infusion_day + chronic,
        chronic_gvhd_end=infusion_day + _end(chronic, duration("chronic_gvhd"), failure),
        chronic_gvhd_severity=severity,
        cytomegalovirus=infusion_day + virus,
        cytomegalovirus_end=infusion_day + virus + duration("cytomegalovirus"),
        poor_graft_function=infusion_day + np.where(~failed & (poor_function < late), poor_function, NEVER),
        graft_failure=infusion_day + failure,
        rejected_late=~failed & np.isfinite(late),
        second_graft_takes=rank(seed, identifiers, "second_transplantation")
        >= numbers("second_transplantation.failure_share"),
        relapse=infusion_day + relapse,
        death_of_disease=infusion_day + death_of_disease,
        organ_toxicity=infusion_day + organ,
    )


def _relapse(
    people: Individuals, patient: Recipient, ratio: Array, chronic_gvhd: Array, numbers: Numbers
) -> tuple[Array, Array]:
    """Day of relapse and of death of it; only malignancies relapse. Chronic graft-versus-host disease protects."""

    def luck(event: str) -> Array:
        return threshold(people.seed, people.identifiers, event)

    day = onset_law("relapse", numbers).first_day(
        luck("relapse"), ratio, chronic_gvhd, numbers("outcomes.relapse.after_chronic_gvhd")
    )
    relapse = np.where(np.asarray(patient.disease) == "malignant", day, NEVER)
    return relapse, relapse + onset_law("death_after_relapse", numbers).day(luck("death_after_relapse"))


def _end(first: Array, lasting: Array, failure: Array) -> Array:
    """When a disease of the graft ends: after its time, or with the graft."""
    return np.where(np.isfinite(first), np.minimum(first + lasting, failure), NEVER)


def _odds(share: float) -> float:
    return share / (1.0 - share)

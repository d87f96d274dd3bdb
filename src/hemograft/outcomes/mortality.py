"""Death, of what and when, from the counts and from what else befell a patient.

Each cause has a daily hazard; each patient withstands a hazard of his own for each cause (`luck`), and dies of the
cause that passes it first. Neutropenia brings severe infections, the more so the longer it lasts, of which some are
fatal; low platelets bring bleeds, of which few are; active graft-versus-host disease kills by its grade, and its
treatment with steroids multiplies infections; organ toxicity and death of the disease have days of their own, and some
die late of what treatment did. Whoever is left dies as people of that age do. Fatal infections and the others share the
hazard of infections. Death of infection or bleeding in the aplasia after a graft has failed is death of that failure.

Counts come on a grid that may grow coarser with time, each at the end of its interval: after the days that the blood
engine simulates, the last ones are held.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number, numbers_of
from hemograft.outcomes.background_mortality import background_hazard
from hemograft.outcomes.bleeding_fatality import fatality_of_bleeds
from hemograft.outcomes.hazard_ratios import MORTALITY, hazard_ratio
from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.outcomes.luck import threshold
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.outcomes.transplant_timeline import MODERATE, TransplantTimeline
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array


@dataclass(frozen=True)
class CountsOverTime:
    """Counts that drive hazards: ``day`` ends each interval and ``width`` (days) is its length, both of shape (times,).

    ``neutrophils`` (10^9/L) and ``bleeding`` (onset of a bleed of WHO grade 2 or more, 1/day) are (times, patients).
    """

    day: Array
    width: Array
    neutrophils: Array
    bleeding: Array

    def held_until(self, day: float, step: float, averaged: int) -> "CountsOverTime":
        """The same, then until ``day`` the means of the last ``averaged`` rows in intervals of ``step`` days."""
        later = np.arange(self.day[-1] + step, day + step, step)
        later = np.minimum(later, day)
        widths = np.diff(later, prepend=self.day[-1])
        later, widths = later[widths > 0.0], widths[widths > 0.0]

        def held(values: Array) -> Array:
            last = values[-averaged:].mean(axis=0)
            return np.concatenate([values, np.broadcast_to(last, (len(later), len(last)))])

        return CountsOverTime(
            day=np.concatenate([self.day, later]),
            width=np.concatenate([self.width, widths]),
            neutrophils=held(self.neutrophils),
            bleeding=held(self.bleeding),
        )


@dataclass(frozen=True)
class Transplanted:
    """The transplantation of these patients: its graft and its timeline."""

    graft: GraftRisk
    timeline: TransplantTimeline


def clinical_history(
    people: Individuals,
    patient: Recipient,
    counts: CountsOverTime,
    transplanted: Transplanted | None,
    disease_hazard: float = 0.0,
    numbers: Numbers = number,
) -> ClinicalHistory:
    """The days of everything that happened to these patients before they died or follow-up ended.

    Args:
        people: whom, with their luck.
        patient: their covariates.
        counts: what drives the hazards, until the end of follow-up.
        transplanted: None for other treatments.
        disease_hazard: death of the disease itself without a transplantation, 1/day.
        numbers: where the records are read.
    """
    count = counts.neutrophils.shape[1]
    infections = _infection_hazard(patient, counts, transplanted, numbers)
    ratio: Array = np.ones(count)
    of_infection = ratio
    if transplanted is not None:
        ratio = np.broadcast_to(hazard_ratio(MORTALITY, patient, transplanted.graft, numbers), (count,))
        # what spares a patient after a graft does not spare one whose graft has failed (assumed)
        failed_lately = _failed_lately(counts, transplanted.timeline, numbers)
        of_infection = np.where(failed_lately, np.maximum(ratio, 1.0), ratio)
    fatal = np.minimum(numbers("outcomes.infection.fatality") * of_infection, 1.0)

    def first(event: str, hazard: Array) -> Array:
        return first_crossing(counts.day, counts.width, hazard, threshold(people.seed, people.identifiers, event))

    age = np.asarray(patient.age, dtype=float) + counts.day[:, np.newaxis] / DAYS_PER_YEAR
    days = {
        CauseOfDeath.INFECTION: first("infection_death", infections * fatal),
        CauseOfDeath.BLEEDING: first(
            "bleeding_death", counts.bleeding * fatality_of_bleeds(age, _in_hospital(counts, transplanted))
        ),
        CauseOfDeath.BACKGROUND: first(
            "background", np.broadcast_to(background_hazard(age, patient.male), infections.shape)
        ),
    }
    if transplanted is None:
        days[CauseOfDeath.DISEASE] = first("disease_death", np.full_like(infections, disease_hazard))
    else:
        timeline = transplanted.timeline
        days |= {
            CauseOfDeath.DISEASE: timeline.death_of_disease,
            CauseOfDeath.ORGAN_TOXICITY: np.minimum(
                timeline.organ_toxicity, first("late_death", _late_hazard(counts, timeline, numbers))
            ),
            CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE: first(
                "gvhd_death", _graft_versus_host_hazard(counts, timeline, numbers) * ratio
            ),
        }
    causes = np.array(list(days))
    each = np.array(list(days.values()))
    death = each.min(axis=0)
    followed = float(counts.day[-1])
    died = death <= followed
    cause = np.where(died, causes[each.argmin(axis=0)], CauseOfDeath.ALIVE)
    if transplanted is not None:
        aplastic = _neutropenic(counts, np.minimum(death, followed))
        failed = aplastic & (transplanted.timeline.graft_failure <= death)
        of_aplasia = np.isin(cause, (CauseOfDeath.INFECTION, CauseOfDeath.BLEEDING))
        cause = np.where(of_aplasia & failed, CauseOfDeath.GRAFT_FAILURE, cause)
    infection = np.minimum(days[CauseOfDeath.INFECTION], first("infection", infections * (1.0 - fatal)))
    again: Array = np.full(count, NEVER)
    if transplanted is not None:
        # the cells of a second graft come on a morning
        again = np.ceil(transplanted.timeline.graft_failure + numbers("second_transplantation.delay"))
    return _history(np.where(died, death, NEVER), cause, followed, infection, again, transplanted)


def first_crossing(day: Array, width: Array, hazard: Array, threshold: Array) -> Array:
    """The first day on which an accumulated hazard (times, patients; 1/day) reaches each patient's threshold."""
    accumulated = np.cumsum(hazard * width[:, np.newaxis], axis=0)
    reached = accumulated >= threshold
    return np.where(reached.any(axis=0), day[reached.argmax(axis=0)], NEVER)


def _infection_hazard(
    patient: Recipient, counts: CountsOverTime, transplanted: Transplanted | None, numbers: Numbers
) -> Array:
    """Onset of a severe infection, 1/day, shape (times, patients): by neutrophils, then what a transplant adds."""
    moderate, profound = numbers_of("outcomes.infection.neutrophil_edges")
    rest = numbers("outcomes.infection.rate")
    low = counts.neutrophils < moderate
    if transplanted is None:
        prolonged = _lasting(counts, low) > numbers("outcomes.infection.prolonged_neutropenia_days")
        # after a graft the fitted rates of aplasia and of graft failure hold it already
        multiple = np.where(prolonged, numbers("outcomes.infection.prolonged_neutropenia_ratio"), 1.0)
    else:
        timeline = transplanted.timeline
        since = (counts.day - timeline.infusion_day)[:, np.newaxis]
        recovering = (since >= 0.0) & (since < numbers("outcomes.infection.immune_recovery_days"))
        rest = rest * np.where(recovering, numbers("outcomes.infection.before_immune_recovery"), 1.0)
        treated = _active(counts, timeline.acute_gvhd, timeline.acute_gvhd_end) | (
            _active(counts, timeline.chronic_gvhd, timeline.chronic_gvhd_end)
            & (timeline.chronic_gvhd_severity >= MODERATE)
        )
        failed = _failed_lately(counts, timeline, numbers)
        multiple = np.where(treated, numbers("outcomes.infection.on_steroids"), 1.0) * hazard_ratio(
            "infection", patient, transplanted.graft, numbers
        )
        multiple = multiple * np.where(failed, numbers("outcomes.infection.after_graft_failure"), 1.0)
    hazard = np.where(low, numbers("outcomes.infection.rate_neutropenia"), rest)
    profoundly = numbers("outcomes.infection.rate_profound_neutropenia")
    return np.where(counts.neutrophils < profound, profoundly, hazard) * multiple


def _failed_lately(counts: CountsOverTime, timeline: TransplantTimeline, numbers: Numbers) -> NDArray[np.bool_]:
    """Whether the graft has failed and not long ago, shape (times, patients)."""
    failure = timeline.graft_failure
    return _active(counts, failure, failure + numbers("outcomes.infection.graft_failure_days"))


def _in_hospital(counts: CountsOverTime, transplanted: Transplanted | None) -> NDArray[np.bool_] | bool:
    """Aplasia around a transplantation is spent in hospital, under transfusion; shape (times, patients), or one."""
    return transplanted is not None and counts.neutrophils < numbers_of("outcomes.infection.neutrophil_edges")[0]


def _lasting(counts: CountsOverTime, low: NDArray[np.bool_]) -> Array:
    """Days for which a low count has lasted without a break, 0 where it is not low, shape (times, patients)."""
    days_low = np.cumsum(low * counts.width[:, np.newaxis], axis=0)
    before = np.maximum.accumulate(np.where(low, 0.0, days_low), axis=0)
    return days_low - before


def _neutropenic(counts: CountsOverTime, day: Array) -> NDArray[np.bool_]:
    """Whether each patient's neutrophils are below the level of frequent infections on his ``day``."""
    row = np.searchsorted(counts.day, day)
    neutrophils = np.take_along_axis(counts.neutrophils, row[np.newaxis], axis=0)[0]
    return neutrophils < numbers_of("outcomes.infection.neutrophil_edges")[0]


def _graft_versus_host_hazard(counts: CountsOverTime, timeline: TransplantTimeline, numbers: Numbers) -> Array:
    """Death of active graft-versus-host disease, 1/day, shape (times, patients)."""
    acute = np.where(
        timeline.severe_acute_gvhd,
        numbers("outcomes.gvhd_death.severe_acute_rate"),
        numbers("outcomes.gvhd_death.acute_rate"),
    )
    by_severity = np.array(numbers_of("outcomes.chronic_gvhd.death_rate_by_severity"))
    chronic = numbers("outcomes.gvhd_death.chronic_share") * by_severity[timeline.chronic_gvhd_severity]
    return acute * _active(counts, timeline.acute_gvhd, timeline.acute_gvhd_end) + chronic * _active(
        counts, timeline.chronic_gvhd, timeline.chronic_gvhd_end
    )


def _late_hazard(counts: CountsOverTime, timeline: TransplantTimeline, numbers: Numbers) -> Array:
    """Late death of second cancers and organs, 1/day, shape (times, patients)."""
    late = counts.day >= timeline.infusion_day + numbers("outcomes.late_death.from_day")
    return np.where(late[:, np.newaxis], numbers("outcomes.late_death.rate"), np.zeros_like(counts.neutrophils))


def _active(counts: CountsOverTime, first: Array, last: Array) -> NDArray[np.bool_]:
    day = counts.day[:, np.newaxis]
    return (day >= first) & (day < last)


def _history(
    death: Array,
    cause: NDArray[np.int_],
    followed: float,
    infection: Array,
    again: Array,
    transplanted: Transplanted | None,
) -> ClinicalHistory:
    """Events that came before death and the end of follow-up."""

    def seen(day: Array) -> Array:
        return np.where((day <= death) & (day <= followed), day, NEVER)

    never = np.full(death.shape, NEVER)
    if transplanted is None:
        return ClinicalHistory(
            followed=followed,
            death=death,
            cause=cause,
            infection=seen(infection),
            relapse=never,
            acute_gvhd=never,
            acute_gvhd_end=never,
            severe_acute_gvhd=never,
            chronic_gvhd=never,
            chronic_gvhd_end=never,
            systemic_chronic_gvhd=never,
            cytomegalovirus=never,
            poor_graft_function=never,
            graft_failure=never,
            second_transplantation=never,
        )
    line = transplanted.timeline
    return ClinicalHistory(
        followed=followed,
        death=death,
        cause=cause,
        infection=seen(infection),
        relapse=seen(line.relapse),
        acute_gvhd=seen(line.acute_gvhd),
        acute_gvhd_end=seen(line.acute_gvhd_end),
        severe_acute_gvhd=seen(np.where(line.severe_acute_gvhd, line.acute_gvhd, NEVER)),
        chronic_gvhd=seen(line.chronic_gvhd),
        chronic_gvhd_end=seen(line.chronic_gvhd_end),
        systemic_chronic_gvhd=seen(np.where(line.chronic_gvhd_severity >= MODERATE, line.chronic_gvhd, NEVER)),
        cytomegalovirus=seen(line.cytomegalovirus),
        poor_graft_function=seen(line.poor_graft_function),
        graft_failure=seen(line.graft_failure),
        second_transplantation=seen(again),
    )

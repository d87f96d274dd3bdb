"""Events of a history as resources: what befell a patient, in units that a price can be put on."""

import numpy as np

from hemograft.outcomes.cost import Given, Lasting, Use
from hemograft.outcomes.history import ClinicalHistory
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.simulation.integrator import Array

DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


def history_uses(history: ClinicalHistory) -> tuple[Use, ...]:
    """The events of these patients, each once on its day; illness by the month, follow-up by the year lived.

    Acute graft-versus-host disease is one episode, of its highest grade; chronic disease is mild, or systemic
    (moderate or severe). Of severe infections a history holds the first.
    """
    severe, systemic = np.isfinite(history.severe_acute_gvhd), np.isfinite(history.systemic_chronic_gvhd)
    never: Array = np.full(history.death.shape, np.inf)
    start: Array = np.zeros(history.death.shape)
    days = {
        "severe_infection": history.infection,
        "cytomegalovirus": history.cytomegalovirus,
        "acute_gvhd_grade_2": np.where(severe, never, history.acute_gvhd),
        "acute_gvhd_grade_3_4": history.severe_acute_gvhd,
        "second_transplantation": history.second_transplantation,
        "relapse": history.relapse,
        "end_of_life": history.death,
    }
    return (
        *(Given(name, day[np.newaxis], np.isfinite(day)[np.newaxis].astype(float)) for name, day in days.items()),
        _illness("mild_chronic_gvhd_month", np.where(systemic, never, history.chronic_gvhd), history),
        _illness("systemic_chronic_gvhd_month", history.systemic_chronic_gvhd, history),
        Lasting("year_of_follow_up", np.full(history.death.shape, 1.0 / DAYS_PER_YEAR), start, never),
    )


def _illness(resource: str, first: Array, history: ClinicalHistory) -> Lasting:
    """By the month, from its onset to its end."""
    return Lasting(resource, np.full(first.shape, 1.0 / DAYS_PER_MONTH), first, history.chronic_gvhd_end)

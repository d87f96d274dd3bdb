"""Quality-adjusted life years: the years that a patient lives, each weighed by its utility."""

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.outcomes.history import ClinicalHistory
from hemograft.simulation.integrator import Array

DAYS_PER_YEAR = 365.25


def discounted_years(first: Array, last: Array, discount: float) -> Array:
    """Years between two days, 0 where the second does not come after the first.

    Args:
        first, last: days of the plan, finite; they broadcast.
        discount: rate a year at which later years count for less; 0 for none.
    """
    start = first / DAYS_PER_YEAR
    stop = np.maximum(start, last / DAYS_PER_YEAR)
    if discount == 0.0:
        return stop - start
    rate = np.log1p(discount)
    return (np.exp(-rate * start) - np.exp(-rate * stop)) / rate


def quality_adjusted_years(history: ClinicalHistory, discount: float = 0.0, numbers: Numbers = number) -> Array:
    """Quality-adjusted life years of each patient from day 0 to the end of follow-up, shape (patients,).

    Utilities are those of Kurosawa et al, Blood 2011, without and with graft-versus-host disease, and of Stein et al
    2018 after relapse. Times with more than one state have the lowest utility.

    Args:
        history: what befell them.
        discount: rate a year at which later years count for less; 0 for none.
        numbers: where the records are read.
    """
    end = np.minimum(history.death, history.followed)
    well, ill, relapsed = (
        numbers(f"utility.{state}") for state in ("no_relapse", "graft_versus_host_disease", "relapse")
    )

    def years(first: Array, last: Array) -> Array:
        return discounted_years(np.minimum(first, end), np.minimum(last, end), discount)

    before_relapse = np.minimum(end, history.relapse)

    def lost(first: Array, last: Array) -> Array:
        return years(np.minimum(first, before_relapse), np.minimum(last, before_relapse))

    acute = lost(history.acute_gvhd, history.acute_gvhd_end)
    chronic = lost(history.chronic_gvhd, history.chronic_gvhd_end)
    both = lost(
        np.maximum(history.acute_gvhd, history.chronic_gvhd),
        np.minimum(history.acute_gvhd_end, history.chronic_gvhd_end),
    )
    return (
        well * years(np.zeros_like(end), before_relapse)
        - (well - ill) * (acute + chronic - both)
        + relapsed * years(before_relapse, end)
    )

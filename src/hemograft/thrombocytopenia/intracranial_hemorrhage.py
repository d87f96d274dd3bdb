"""Intracranial hemorrhage in immune thrombocytopenia, by age and platelet count.

Rate in practice: Altomare et al, Blood 2014;124:202. Ratios by age and count: Hato et al, Blood Adv 2020;4:1648.
Children: Neunert et al, J Thromb Haemost 2015;13:457.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number, numbers_of
from hemograft.thrombocytopenia.bleeding import log_decline, outpatient_excess

DAYS_PER_YEAR = 365.25


def intracranial_hemorrhage_hazard(platelets: Any, age: Any) -> Any:
    """Hazard of an intracranial hemorrhage, 1/year.

    Args:
        platelets: 10^9/L.
        age: years; arrays of one shape with the counts.

    The rate in practice is that of all ages and counts together. It is divided among the ages by the odds ratio, and
    given to counts of 15 to 30x10^9/L (assumed); below 10 the odds ratio applies, above 30 the hazard fades as the
    other bleeding of outpatients does.
    """
    counts, years = np.asarray(platelets, dtype=float), np.asarray(age, dtype=float)
    old = number("intracranial_hemorrhage.odds_ratio_from_60_years")
    mean = 1.0 + number("intracranial_hemorrhage.share_of_old_patients") * (old - 1.0)
    by_age = np.select(
        [years < number("population.adult_age"), years < number("intracranial_hemorrhage.old_age")],
        [number("intracranial_hemorrhage.ratio_children"), 1.0 / mean],
        old / mean,
    )
    return number("intracranial_hemorrhage.annual_rate") * by_age * _platelet_ratio(counts) * outpatient_excess(counts)


def intracranial_hemorrhage_probability(platelets: Any, age: Any) -> Any:
    """Probability that an intracranial hemorrhage occurs that day; arguments as of the hazard."""
    return -np.expm1(-intracranial_hemorrhage_hazard(platelets, age) / DAYS_PER_YEAR)


def _platelet_ratio(counts: Any) -> Any:
    """The odds ratio below the lower threshold count, 1 above the upper, a straight line in logarithms between."""
    edges = numbers_of("intracranial_hemorrhage.threshold_counts")
    return number("intracranial_hemorrhage.odds_ratio_platelets_below_10") ** log_decline(counts, *edges)

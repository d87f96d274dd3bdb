"""Intracranial hemorrhage in immune thrombocytopenia, by age and platelet count.

Share of bleeding episodes in practice: Altomare et al, Blood 2014;124:202. Ratio by age: Hato et al, Blood Adv
2020;4:1648. Children: Neunert et al, J Thromb Haemost 2015;13:457.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.thrombocytopenia.bleeding import outpatient_bleeding_hazard

DAYS_PER_YEAR = 365.25


def intracranial_hemorrhage_hazard(platelets: Any, age: Any) -> Any:
    """Hazard of an intracranial hemorrhage, 1/year.

    Args:
        platelets: 10^9/L.
        age: years; arrays of one shape with the counts.

    Of the bleeding episodes of patients in practice a share was intracranial. That share, at all ages together, is
    divided among the ages by the odds ratio; by the count the hazard goes with that of any bleed (assumed).
    """
    years = np.asarray(age, dtype=float)
    old = number("intracranial_hemorrhage.odds_ratio_from_60_years")
    mean = 1.0 + number("intracranial_hemorrhage.share_of_old_patients") * (old - 1.0)
    by_age = np.select(
        [years < number("population.adult_age"), years < number("intracranial_hemorrhage.old_age")],
        [number("intracranial_hemorrhage.ratio_children"), 1.0 / mean],
        old / mean,
    )
    share = number("intracranial_hemorrhage.share_of_bleeding_episodes")
    return DAYS_PER_YEAR * outpatient_bleeding_hazard(platelets) * share * by_age


def intracranial_hemorrhage_probability(platelets: Any, age: Any) -> Any:
    """Probability that an intracranial hemorrhage occurs that day; arguments as of the hazard."""
    return -np.expm1(-intracranial_hemorrhage_hazard(platelets, age) / DAYS_PER_YEAR)

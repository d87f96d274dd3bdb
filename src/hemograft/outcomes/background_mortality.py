"""Death of everything else: how people of that age and sex die, by the law of Gompertz.

The law was fitted from 30 years on; children die more rarely still.
"""

from typing import Any

import numpy as np

from hemograft.evidence import numbers_of
from hemograft.simulation.integrator import Array


def background_hazard(age: Any, male: Any) -> Array:
    """Hazard of death in the general population, 1/day.

    age: years, any shape. male: true, false or nan (unknown: between the two), broadcasts against ``age``.
    """
    rates = numbers_of("outcomes.background_mortality.rate_at_50_by_sex")
    slopes = numbers_of("outcomes.background_mortality.slope_by_sex")
    years = np.asarray(age, dtype=float) - 50.0
    men, women = (rate * np.exp(slope * years) for rate, slope in zip(rates, slopes, strict=True))
    share = np.nan_to_num(np.asarray(male, dtype=float), nan=0.5)
    return men**share * women ** (1.0 - share)

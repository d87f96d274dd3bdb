"""The daily hazard of a bleed of WHO grade 2 or more, by platelet count.

Levels: first bleeds per day in hypoproliferative inpatients (PLADO) while neutrophils are below 0.5, and bleeding
episodes per day in immune thrombocytopenia otherwise. Odds ratios by platelet band: Uhl et al, Blood 2017;130:1247.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number

SEVERE_NEUTROPENIA = 0.5
NO_EXCESS = 150.0
"""Count (10^9/L) from which platelets cause no bleeding; between 80 and here the hazard falls to zero (assumed)."""
BAND_EDGES = (5.0, 80.0)


def bleeding_probability(platelets: Any, neutrophils: Any, hemoglobin: Any) -> Any:
    """Probability of a WHO grade 2 or higher bleed that day; arrays of one shape, 10^9/L and g/dL.

    The published level is that of the band 6-80 and of a hematocrit above 25 %; odds ratios move it from there.
    """
    middle = number("bleeding.odds_ratio_platelets_6_to_80")
    inpatient = number("bleeding.first_bleed_hazard_hypoproliferative")
    outpatient = number("bleeding.immune_thrombocytopenia_episode_rate")
    level = np.where(np.asarray(neutrophils) < SEVERE_NEUTROPENIA, inpatient, outpatient)
    band = np.where(
        np.asarray(platelets) <= BAND_EDGES[0],
        number("bleeding.odds_ratio_platelets_at_most_5"),
        np.where(np.asarray(platelets) <= BAND_EDGES[1], middle, 1.0),
    )
    anemia = np.where(np.asarray(hemoglobin) * HEMATOCRIT_PER_HEMOGLOBIN <= ANEMIC_HEMATOCRIT,
                      number("bleeding.odds_ratio_hematocrit_at_most_25"), 1.0)
    odds = level / (1.0 - level) * band / middle * anemia
    excess = np.clip((NO_EXCESS - np.asarray(platelets)) / (NO_EXCESS - BAND_EDGES[1]), 0.0, 1.0)
    return odds / (1.0 + odds) * excess


HEMATOCRIT_PER_HEMOGLOBIN = 3.0
"""Percent per g/dL, the usual rule of three."""
ANEMIC_HEMATOCRIT = 25.0
"""Percent; the band of Uhl et al."""

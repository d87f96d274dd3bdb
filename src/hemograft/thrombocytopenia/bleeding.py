"""The daily chance that a bleed of WHO grade 2 or more begins, by platelet count.

Levels: first bleeds per day in hypoproliferative inpatients (PLADO), and bleeding episodes per day of outpatients in
trials of immune thrombocytopenia. Odds ratios by platelet band: Uhl et al, Blood 2017;130:1247.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number, record


def bleeding_probability(platelets: Any, inpatient: Any, hemoglobin: Any) -> Any:
    """Probability that a WHO grade 2 or higher bleed begins that day; arrays of one shape.

    Args:
        platelets: 10^9/L.
        inpatient: whether the patient is in the aplasia after conditioning, in hospital.
        hemoglobin: g/dL.

    The published levels are those of patients with 6-80 platelets; odds ratios move them from there, and the hazard
    vanishes at normal counts (assumed).
    """
    counts = np.asarray(platelets)
    edges = record("bleeding.band_edges").value
    assert isinstance(edges, tuple)
    very_low, low = edges
    hazard = np.where(
        inpatient,
        number("bleeding.first_bleed_hazard_hypoproliferative"),
        number("bleeding.immune_thrombocytopenia_episode_rate"),
    )
    level = -np.expm1(-hazard)
    middle = number("bleeding.odds_ratio_platelets_6_to_80")
    lowest = np.where(counts <= very_low, number("bleeding.odds_ratio_platelets_at_most_5"), middle)
    band = np.where(counts <= low, lowest, 1.0)
    hematocrit = np.asarray(hemoglobin) * number("bleeding.hematocrit_per_hemoglobin")
    anemia = np.where(
        hematocrit <= number("bleeding.anemic_hematocrit"), number("bleeding.odds_ratio_hematocrit_at_most_25"), 1.0
    )
    odds = level / (1.0 - level) * band / middle * anemia
    return (
        odds / (1.0 + odds) * _excess(counts, np.where(inpatient, low, number("bleeding.outpatient_full_hazard_below")))
    )


def _excess(counts: Any, full: Any) -> Any:
    """Share of the hazard that is left: 1 up to the count ``full`` (10^9/L), 0 from a normal count."""
    none = number("bleeding.no_excess_above")
    return np.clip(np.log(none / np.maximum(counts, 1.0)) / np.log(none / full), 0.0, 1.0)

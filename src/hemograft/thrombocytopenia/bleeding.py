"""The daily chance that a bleed of WHO grade 2 or more begins: platelets, hemoglobin, coagulation, fever and setting.

A hazard of onset, the product of a level and ratios. Levels: first bleeds of hypoproliferative patients in hospital
(PLADO), and bleeding episodes of outpatients in trials of immune thrombocytopenia, at their low counts. Ratios by
platelets, hematocrit and coagulation: Uhl et al, Blood 2017;130:1247 (odds of a bleeding day); fever: the TOPPS trial;
tranexamic acid: A-TREAT. How fast the bleeding of outpatients falls with more platelets: the threshold of Hato et al,
Blood Adv 2020;4:1648, and outpatients with cirrhosis and counts up to 50x10^9/L (PRO-LIVER).

Where a bleed lasts as long at any count, the odds of a bleeding day are hazard times duration, so that the published
ratio of odds of bleeding days is the ratio of hazards of onset.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import number, numbers_of


@dataclass(frozen=True)
class BleedingCircumstances:
    """What acts on bleeding beside the counts: numbers, or arrays of one shape with the counts.

    inpatient: in hospital, in aplasia after chemotherapy or conditioning.
    immune: the cause is immune thrombocytopenia, of whose outpatients the rate was published.
    fever: temperature of 38 degC or more.
    international_normalized_ratio, partial_thromboplastin_time (activated, s): nan where not measured, taken as normal.
    tranexamic_acid: given that day as prophylaxis. A-TREAT showed no reduction; the central estimate is used, and the
        interval of its record holds 1.
    """

    inpatient: Any = False
    immune: Any = True
    fever: Any = False
    international_normalized_ratio: Any = np.nan
    partial_thromboplastin_time: Any = np.nan
    tranexamic_acid: Any = False


def bleeding_probability(platelets: Any, hemoglobin: Any, circumstances: BleedingCircumstances) -> Any:
    """Probability that a WHO grade 2 or higher bleed begins that day; see `bleeding_hazard` for the arguments."""
    return -np.expm1(-bleeding_hazard(platelets, hemoglobin, circumstances))


def bleeding_hazard(platelets: Any, hemoglobin: Any, circumstances: BleedingCircumstances) -> Any:
    """Hazard of onset of a WHO grade 2 or higher bleed, 1/day; arrays of one shape.

    Args:
        platelets: 10^9/L.
        hemoglobin: g/dL.
        circumstances: everything else.

    The published levels were averages over patients of whom some had fever, anemia or abnormal coagulation, so that a
    patient with all of them is put somewhat too high; the ratios are taken as independent (assumed).
    """
    counts = np.asarray(platelets, dtype=float)
    ward = number("bleeding.first_bleed_hazard_hypoproliferative") * _platelet_ratio(counts)
    cause = np.where(circumstances.immune, 1.0, number("bleeding.hazard_ratio_other_outpatients"))
    level = np.where(circumstances.inpatient, ward, cause * outpatient_bleeding_hazard(counts))
    hematocrit = np.asarray(hemoglobin) * number("bleeding.hematocrit_per_hemoglobin")
    return (
        level
        * _when(hematocrit <= number("bleeding.anemic_hematocrit"), "bleeding.odds_ratio_hematocrit_at_most_25")
        * _coagulation_ratio("inr", circumstances.international_normalized_ratio, ("1_2_to_1_5", "above_1_5"))
        * _coagulation_ratio("aptt", circumstances.partial_thromboplastin_time, ("30_to_50", "above_50"))
        * _when(circumstances.fever, "bleeding.hazard_ratio_fever")
        * _when(circumstances.tranexamic_acid, "tranexamic_acid.hazard_ratio")
    )


def outpatient_bleeding_hazard(platelets: Any) -> Any:
    """Hazard of a bleed in immune thrombocytopenia out of hospital by platelets (10^9/L) alone, 1/day.

    In trials an episode was a bleed or the use of rescue medication; only the share with a bleed counts.
    """
    counts = np.asarray(platelets, dtype=float)
    rate = number("bleeding.immune_thrombocytopenia_episode_rate") * number("bleeding.share_of_episodes_with_bleeding")
    return rate * _platelet_ratio(counts) * outpatient_excess(counts)


def outpatient_excess(platelets: Any) -> Any:
    """Share of the bleeding of outpatients that low platelets still cause: 1 at low counts, 0 at normal ones.

    Out of hospital all bleeding is put down to the platelets. In aplasia it is not: a ward bleeds above 80x10^9/L too.
    """
    full, normal = number("bleeding.outpatient_full_hazard_below"), number("bleeding.no_excess_above")
    counts = np.maximum(np.asarray(platelets, dtype=float), full)
    return np.where(counts < normal, (full / counts) ** number("bleeding.outpatient_steepness"), 0.0)


def log_decline(platelets: Any, full: float, none: float) -> Any:
    """1 up to the count ``full``, 0 from the count ``none``, and straight in the logarithm of the count between."""
    counts = np.maximum(np.asarray(platelets, dtype=float), full)
    return np.clip(np.log(none / counts) / np.log(none / full), 0.0, 1.0)


def _platelet_ratio(counts: Any) -> Any:
    """Hazard relative to that in the geometric middle of the two published ends, where the published levels belong.

    Between the ends the logarithm of the hazard falls in a straight line with the logarithm of the count (assumed).
    """
    low, high = numbers_of("bleeding.band_edges")
    return number("bleeding.odds_ratio_platelets_at_most_5") ** (log_decline(counts, low, high) - 0.5)


def _coagulation_ratio(test: str, measured: Any, bands: tuple[str, str]) -> Any:
    edges = numbers_of(f"bleeding.{test}_edges")
    values = np.asarray(measured, dtype=float)
    middle, high = (number(f"bleeding.odds_ratio_{test}_{band}") for band in bands)
    return np.where(values > edges[1], high, np.where(values >= edges[0], middle, 1.0))


def _when(condition: Any, ratio: str) -> Any:
    return np.where(condition, number(ratio), 1.0)

"""Bruises and petechiae (WHO grade 1): the share of patients who have them, by platelet count.

Hato et al, Blood Adv 2020;4:1648: in immune thrombocytopenia skin purpura rises in a straight line as the count falls,
without a threshold.
"""

from typing import Any

import numpy as np

from hemograft.evidence import number


def bruising_probability(platelets: Any) -> Any:
    """Probability that skin bleeding is seen on a day; ``platelets`` in 10^9/L, any shape.

    The published share is laid on a line through the mean count at diagnosis (of another cohort) and nothing at
    100x10^9/L (assumed).
    """
    none = number("symptoms.no_skin_bleeding_above")
    slope = number("symptoms.skin_purpura_share") / (none - number("symptoms.presentation_count"))
    return np.clip(slope * (none - np.asarray(platelets, dtype=float)), 0.0, 1.0)

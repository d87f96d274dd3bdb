"""Chronic graft-versus-host disease: global severity of the 2014 consensus of the National Institutes of Health.

Jagasia et al, Biol Blood Marrow Transplant 2015;21:389. Eight organs have scores of 0 to 3. The lungs count more than
the others: their score of 1 is moderate disease and their score of 2 is severe. The diagnosis is taken as made.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

ORGANS: tuple[str, ...] = (
    "skin",
    "mouth",
    "eyes",
    "gastrointestinal_tract",
    "liver",
    "lungs",
    "joints_and_fascia",
    "genital_tract",
)
HIGHEST_SCORE = 3


@final
class ChronicSeverity(IntEnum):
    """Global severity, from none to severe."""

    NONE = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3


def chronic_severity(scores: Mapping[str, ArrayLike]) -> NDArray[np.intp]:
    """Global severity, as numbers of `ChronicSeverity`, from the score of every one of `ORGANS`; scores broadcast.

    An organ that was not examined is not an organ without disease: all eight must be given.

    Raises:
        ValueError: an organ is missing or unknown, or a score is outside 0 to 3.
    """
    for name in (*ORGANS, *scores):
        if name not in scores or name not in ORGANS:
            known = "missing" if name in ORGANS else "unknown"
            raise ValueError(f"organ {name} is {known}: give a score of 0 to 3 for each of {', '.join(ORGANS)}")
        outside = np.asarray(scores[name])[~np.isin(scores[name], range(HIGHEST_SCORE + 1))]
        if outside.size:
            raise ValueError(f"score {outside.flat[0]} of {name} does not exist: give 0 to {HIGHEST_SCORE}")
    by_organ = np.stack(np.broadcast_arrays(*(scores[name] for name in ORGANS)))
    lungs, highest, involved = by_organ[ORGANS.index("lungs")], by_organ.max(axis=0), (by_organ > 0).sum(axis=0)
    return np.select(
        [(highest == HIGHEST_SCORE) | (lungs >= 2), (highest == 2) | (lungs == 1) | (involved >= 3), highest == 1],
        [ChronicSeverity.SEVERE, ChronicSeverity.MODERATE, ChronicSeverity.MILD],
        ChronicSeverity.NONE,
    )

"""How diverse the clones of a sample are, and how many were not seen.

Shannon and Simpson indices on the shares of clones seen; the lower bound of Chao (Scand J Stat 1984;11:265) and the
coverage of Good (Biometrika 1953;40:237) for those unseen; capture and recapture in the form of Chapman (Univ Calif
Publ Stat 1951;1:131), which counts presence only and so does not depend on amplification.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 10
"""Clones whose joint share is reported."""


@dataclass(frozen=True)
class ClonalDiversity:
    """Diversity of one sample.

    ``clones`` seen; ``shannon`` in nats; ``simpson`` the probability that two draws are of different clones;
    ``richness`` the least number of clones by Chao; ``coverage`` the share of the population's cells whose clone was
    seen; ``gini`` of the shares of clones seen, 0 where all are equal; ``largest_share`` that of the ten largest.
    """

    clones: int
    shannon: float
    simpson: float
    richness: float
    coverage: float
    gini: float
    largest_share: float


def clonal_diversity(counts: NDArray[Any]) -> ClonalDiversity:
    """Diversity of clones counted in cells or reads, shape (clones,); zeros are clones not seen.

    Raises:
        ValueError: no clone was seen, or a count is negative.
    """
    if np.min(counts, initial=0) < 0 or not np.any(counts):
        raise ValueError("counts hold no clone or a negative number; give the cells or reads of each clone")
    seen = np.sort(counts[counts > 0])
    clones, total = len(seen), seen.sum()
    shares = seen / total
    once, twice = int(np.sum(seen == 1)), int(np.sum(seen == 2))
    ranks = 2.0 * np.arange(1, clones + 1) - clones - 1.0
    return ClonalDiversity(
        clones=clones,
        shannon=float(-np.sum(shares * np.log(shares))),
        simpson=float(1.0 - np.sum(shares**2)),
        richness=clones + once * (once - 1) / (2.0 * (twice + 1)),
        coverage=1.0 - once / float(total),
        gini=float(ranks @ shares) / clones,
        largest_share=float(np.sum(shares[-LARGEST:])),
    )


def recaptured_richness(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Number of clones from those seen in both of two samples, each of shape (clones,) with the same order.

    Where clones differ in size it is too low, for large clones are seen twice more often.
    """
    in_first, in_second = first > 0, second > 0
    both = np.sum(in_first & in_second)
    return float((np.sum(in_first) + 1) * (np.sum(in_second) + 1) / (both + 1) - 1)

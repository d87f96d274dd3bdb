"""The order of the donors: match first, then how probable it is, then what else is known to matter."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.comparison import NO_LEADER, Comparison, leader_rank
from hemograft.donors.search.probabilities import MatchProbabilities
from hemograft.evidence import number

Array = NDArray[Any]

ORDER = (
    "fewest mismatches",
    "probability of no mismatch, of one and of two, in whole percent; without frequencies, fewest open mismatches",
    "antibodies of the patient whose antigen the donor may carry",
    "DPB1: match, permissive, open, non-permissive",
    "HLA-B leader at a single HLA-B mismatch: matched before open before mismatched",
    "donor age: young, then by decades",
    "cytomegalovirus as the patient's",
    "no female donor for a male patient",
    "blood group: identical, minor, major, bidirectional mismatch",
    "donor age in months",
)
"""What decides, from first to last (donor age: Kollman et al., Blood 2016;127:260; leader: Petersdorf et al. 2020)."""

_DECADE = 10.0


@dataclass(frozen=True)
class RankedDonors:
    """Candidates with ``order`` (donors,), the best first, and what it rests on."""

    candidates: Candidates
    comparison: Comparison
    probabilities: MatchProbabilities | None
    order: Array


def rank_donors(
    candidates: Candidates, comparison: Comparison, probabilities: MatchProbabilities | None
) -> RankedDonors:
    """Sorts by ``ORDER``; equal donors stay in the order of the registry."""
    open_mismatches = candidates.most.sum(axis=1, dtype=np.int64)
    keys: list[Array] = [candidates.mismatches]
    if probabilities is not None:
        known = np.nan_to_num(probabilities.exactly, nan=0.0)
        keys += [-np.round(100.0 * known[:, column]) for column in range(known.shape[1])]
    ranks = np.append(leader_rank(comparison.leaders), 0)  # the last one is for NO_LEADER
    keys += [
        open_mismatches,
        candidates.antibodies,
        comparison.epitope,
        np.where(comparison.leader == NO_LEADER, 0, ranks[comparison.leader]),
        age_band(comparison.age),
        comparison.cmv,
        comparison.female_to_male,
        comparison.blood_group,
        np.nan_to_num(comparison.age, nan=np.inf),
    ]
    return RankedDonors(candidates, comparison, probabilities, np.lexsort(keys[::-1]))


def age_band(age: Array) -> Array:
    """0 for a young donor, then 1 a decade further; an unknown age comes last."""
    young = float(number("donor_search.young_donor_oldest_age"))
    band = np.where(age < young + 1.0, 0.0, 1.0 + np.floor((age - young - 1.0) / _DECADE))
    return np.nan_to_num(band, nan=np.inf)

"""Graft failure: a share of grafts, by source and conditioning, is rejected or never takes.

Who fails is a trait of the patient, the same under every strategy: the patient whose luck is worst loses any graft.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from hemograft.evidence import number
from hemograft.therapies.bedside import Array
from hemograft.therapies.marrow_killing import Killing
from hemograft.therapies.transplantation import Conditioning, GraftSource


def graft_failure_share(
    source: GraftSource,
    intensity: Conditioning,
    *,
    haploidentical: bool = False,
    mismatched: bool = False,
    antibodies: bool = False,
) -> float:
    """Share of allogeneic grafts that fail.

    Baseline by source after full conditioning; anything milder by the relative risk of reduced intensity, a mismatched
    donor by its odds ratio. Haploidentical grafts have a baseline of their own, whatever the conditioning. Antibodies
    of the recipient against the donor multiply the odds of any of them; they are there before the graft, so that it
    never takes, and a later rejection is not theirs.
    """
    share = number("graft_failure.haploidentical") if haploidentical else number(f"graft_failure.{source}")
    if intensity is not Conditioning.MYELOABLATIVE and not haploidentical:
        share = min(1.0, share * number("graft_failure.reduced_intensity_relative_risk"))
    if mismatched and not haploidentical:
        share = _by_odds(share, number("graft_failure.mismatch_odds_ratio"))
    if antibodies:
        share = _by_odds(share, number("graft_failure.donor_specific_antibody_odds_ratio"))
    return share


def _by_odds(share: float, ratio: float) -> float:
    odds = share / (1.0 - share) * ratio
    return odds / (1.0 + odds)


def share_of_luck(luck: Array, spread: float) -> Array:
    """The rank, 0 to 1, of each patient's log-normal trait of that ``spread`` (standard deviation of its log)."""
    return ndtr(np.log(luck) / spread)


def graft_failure(failed: NDArray[np.bool_], infusion_day: float, clone: str = "donor") -> Killing:
    """Death of a donor's cells within two to three weeks where the graft ``failed``, one a patient."""
    rate = number("graft_failure.rate") * failed
    first = infusion_day + number("graft_failure.first_day")
    return Killing(clone, first, infusion_day + number("graft_failure.last_day"), rate, rate)

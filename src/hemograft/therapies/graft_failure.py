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

MARROW_FAILURE = ("severe_aplastic_anemia", "fanconi_anemia")
"""Diagnoses in which cord units fail at a rate of their own: patients transfused for long and conditioned mildly."""


def failure_record(source: GraftSource, *, haploidentical: bool = False, diagnosis: str = "") -> str:
    """The record of the baseline share of such grafts that fail; a diagnosis matters for cord blood alone."""
    if source is GraftSource.CORD_BLOOD and diagnosis in MARROW_FAILURE:
        return f"graft_failure.cord_blood_{diagnosis}"
    return f"graft_failure.{'haploidentical' if haploidentical else source}"


def graft_failure_share(
    source: GraftSource,
    intensity: Conditioning,
    *,
    haploidentical: bool = False,
    mismatched: bool = False,
    antibodies: bool = False,
    diagnosis: str = "",
) -> float:
    """Share of allogeneic grafts that fail.

    Baseline by source after full conditioning; anything milder by the relative risk of reduced intensity, a mismatched
    donor by its odds ratio. Haploidentical grafts have a baseline of their own, whatever the conditioning, and so has
    cord blood where the marrow had failed. Antibodies of the recipient against the donor multiply the odds of any of
    them; they are there before the graft, so that it never takes, and a later rejection is not theirs.
    """
    record = failure_record(source, haploidentical=haploidentical, diagnosis=diagnosis)
    share = number(record)
    if record == f"graft_failure.{source}":
        if intensity is not Conditioning.MYELOABLATIVE:
            share = min(1.0, share * number("graft_failure.reduced_intensity_relative_risk"))
        if mismatched:
            share = _by_odds(share, number("graft_failure.mismatch_odds_ratio"))
    if antibodies:
        share = _by_odds(share, number("graft_failure.donor_specific_antibody_odds_ratio"))
    return share


def _by_odds(share: float, ratio: float) -> float:
    return share * ratio / (1.0 - share + share * ratio)


def share_of_luck(luck: Array, spread: float) -> Array:
    """The rank, 0 to 1, of each patient's log-normal trait of that ``spread`` (standard deviation of its log)."""
    return ndtr(np.log(luck) / spread)


def graft_failure(failed: NDArray[np.bool_], infusion_day: float, clone: str = "donor") -> Killing:
    """Death of a donor's cells within two to three weeks where the graft ``failed``, one a patient."""
    rate = number("graft_failure.rate") * failed
    first = infusion_day + number("graft_failure.first_day")
    return Killing(clone, first, infusion_day + number("graft_failure.last_day"), rate, rate)

"""The placebo arms of the trials in chronic immune thrombocytopenia: what the fluctuation of counts does alone.

In the model nothing changes in an untreated patient, so that every response here is a fluctuation. The same patients
are read by the rules of each trial.
"""

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.inference.trial_arm import TrialPopulation, arm, share, weekly

GOOD, RESPONSE, HIGHEST = 50.0, 30.0, 400.0
"""10^9/L."""
WEEKS = 26


def placebo_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Responses on placebo in LUNA 3, ADVANCE IV, Kuter 2008, Jurczak 2018 and RAISE, by record id."""
    patients = arm(seed, TrialPopulation(number("immune_thrombocytopenia.trial_baseline")), 7 * WEEKS, numbers)
    counts = patients.counts((), ())
    good = counts >= GOOD
    early = weekly(counts, 1, 12)
    luna = (early >= GOOD) | ((early >= RESPONSE) & (early >= 2.0 * counts[0]))
    raise_trial = weekly(good & (counts <= HIGHEST), 1, WEEKS)
    itp = "immune_thrombocytopenia"
    return {
        f"{itp}.rilzabrutinib_placebo_response_week_12": share(np.any(luna, axis=0)),
        f"{itp}.rilzabrutinib_placebo_durable_response": share(weekly(good, 13, 24).sum(axis=0) >= np.ceil(12 * 2 / 3)),
        f"{itp}.efgartigimod_placebo_sustained_response": share(weekly(good, 19, 24).sum(axis=0) >= 4),
        f"{itp}.romiplostim_placebo_durable_response": share(weekly(good, 18, 25).sum(axis=0) >= 6),
        f"{itp}.avatrombopag_placebo_response_day_8": share(good[7]),
        "eltrombopag.raise_response_placebo": share(np.any(raise_trial, axis=0)),
    }

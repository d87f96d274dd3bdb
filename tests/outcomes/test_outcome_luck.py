"""Luck with events: exponential, of each patient and event alone, the same whatever is done."""

import numpy as np
import pytest
from scipy.stats import kstest

from hemograft.outcomes.luck import rank, threshold

PATIENTS = range(2000)


def test_thresholds_are_standard_exponential_and_ranks_uniform():
    assert kstest(threshold(3, PATIENTS, "relapse"), "expon").pvalue > 0.01
    assert kstest(rank(3, PATIENTS, "relapse"), "uniform").pvalue > 0.01


def test_the_rank_is_the_probability_to_withstand_more():
    draws = threshold(3, PATIENTS, "relapse")
    assert rank(3, PATIENTS, "relapse") == pytest.approx(np.exp(-draws))
    assert np.argmin(rank(3, PATIENTS, "relapse")) == np.argmax(draws)


def test_a_patient_has_the_same_luck_in_any_group():
    """Chunks of a run and arms of a trial see the same patient."""
    everybody = threshold(5, range(40), "acute_gvhd")
    assert (threshold(5, range(10, 25), "acute_gvhd") == everybody[10:25]).all()
    assert threshold(5, range(39, 40), "acute_gvhd") == everybody[39:]


def test_events_patients_and_seeds_do_not_share_luck():
    one = threshold(3, PATIENTS, "relapse")
    for other in (threshold(3, PATIENTS, "infection"), threshold(4, PATIENTS, "relapse"), np.roll(one, 1)):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.08


def test_luck_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        threshold(3, PATIENTS, "relapse")[0] = 1.0

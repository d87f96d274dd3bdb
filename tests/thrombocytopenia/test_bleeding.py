"""The daily probability of a bleed: levels and odds ratios as recorded, never more with more platelets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.thrombocytopenia.bleeding import bleeding_probability

WARD, HOME = True, False  # in hospital or not
NORMAL_HEMOGLOBIN, LOW_HEMOGLOBIN = 13.0, 8.0


def odds(platelets: float, inpatient: bool = WARD, hemoglobin: float = NORMAL_HEMOGLOBIN) -> float:
    probability = float(bleeding_probability(platelets, inpatient, hemoglobin))
    return probability / (1.0 - probability)


@given(st.floats(0.0, 600.0), st.floats(0.0, 600.0), st.sampled_from([WARD, HOME]), st.floats(3.0, 18.0))
def test_more_platelets_never_bleed_more(one, other, inpatient, hemoglobin):
    few, many = sorted((one, other))
    probabilities = bleeding_probability(np.array([few, many]), inpatient, hemoglobin)
    assert 0.0 <= probabilities[1] <= probabilities[0] < 0.5


LEVELS = ("first_bleed_hazard_hypoproliferative", "immune_thrombocytopenia_episode_rate")


@pytest.mark.parametrize("count", [6.0, 20.0, 30.0])
def test_published_levels(count):
    """The records are rates a day; the chance of a day is one minus the chance that nothing happens."""
    ward, home = (number(f"bleeding.{name}") for name in LEVELS)
    assert bleeding_probability(count, WARD, NORMAL_HEMOGLOBIN) == pytest.approx(1.0 - np.exp(-ward))
    assert bleeding_probability(count, HOME, NORMAL_HEMOGLOBIN) == pytest.approx(1.0 - np.exp(-home))


@pytest.mark.parametrize("inpatient", [WARD, HOME])
def test_odds_ratios_are_those_recorded(inpatient):
    lowest, middle = odds(5.0, inpatient), odds(6.0, inpatient)
    expected = number("bleeding.odds_ratio_platelets_at_most_5") / number("bleeding.odds_ratio_platelets_6_to_80")
    assert lowest / middle == pytest.approx(expected)
    anemic = odds(20.0, inpatient, LOW_HEMOGLOBIN) / odds(20.0, inpatient)
    assert anemic == pytest.approx(number("bleeding.odds_ratio_hematocrit_at_most_25"))


def test_edges_belong_to_the_lower_band():
    assert odds(5.0) == pytest.approx(odds(0.0))
    assert odds(5.001) == pytest.approx(odds(6.0))
    assert odds(80.001) < odds(80.0)
    assert odds(20.0, WARD, 25.0 / 3.0) > odds(20.0, WARD, 25.1 / 3.0)


def test_a_normal_count_does_not_bleed():
    assert np.all(bleeding_probability(np.array([150.0, 250.0, 600.0]), WARD, LOW_HEMOGLOBIN) == 0.0)
    assert bleeding_probability(149.0, HOME, NORMAL_HEMOGLOBIN) > 0.0


def test_arrays_keep_their_shape():
    counts = np.array([[3.0, 20.0, 100.0], [4.0, 50.0, 200.0]])
    whole = bleeding_probability(counts, np.full((2, 3), WARD), np.full((2, 3), NORMAL_HEMOGLOBIN))
    assert whole.shape == counts.shape
    assert whole[1, 2] == 0.0 and whole[0, 0] == whole[1, 0]

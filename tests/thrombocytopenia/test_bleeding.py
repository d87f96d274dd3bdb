"""The daily hazard of a bleed: levels and ratios as recorded, never more with more platelets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import erfinv

from hemograft.evidence import number, record
from hemograft.thrombocytopenia.bleeding import (
    BleedingCircumstances,
    bleeding_hazard,
    bleeding_probability,
    outpatient_bleeding_hazard,
)

WARD, HOME = BleedingCircumstances(inpatient=True), BleedingCircumstances()
NORMAL_HEMOGLOBIN, LOW_HEMOGLOBIN = 13.0, 8.0
SETTINGS = st.builds(
    BleedingCircumstances,
    inpatient=st.booleans(),
    immune=st.booleans(),
    fever=st.booleans(),
    international_normalized_ratio=st.sampled_from([np.nan, 1.0, 1.3, 2.0]),
    partial_thromboplastin_time=st.sampled_from([np.nan, 25.0, 40.0, 60.0]),
    tranexamic_acid=st.booleans(),
)
COUNTS = st.floats(0.0, 600.0)


def hazard(platelets: float, circumstances: BleedingCircumstances = WARD, hemoglobin: float = NORMAL_HEMOGLOBIN):
    return float(bleeding_hazard(platelets, hemoglobin, circumstances))


def odds_of_a_bleeding_day(platelets: float, days: float) -> float:
    """At rest between onsets and ends of bleeds, simulated day by day until the share of bleeding days settles."""
    onset = bleeding_probability(platelets, NORMAL_HEMOGLOBIN, WARD)
    bleeding = 0.0
    for _ in range(200):
        bleeding = bleeding * (1.0 - 1.0 / days) + (1.0 - bleeding) * onset
    return float(bleeding / (1.0 - bleeding))


@given(COUNTS, COUNTS, st.floats(3.0, 18.0), SETTINGS)
def test_more_platelets_never_bleed_more(one, other, hemoglobin, circumstances):
    few, many = sorted((one, other))
    probabilities = bleeding_probability(np.array([few, many]), hemoglobin, circumstances)
    assert 0.0 <= probabilities[1] <= probabilities[0] < 1.0


@given(COUNTS, SETTINGS)
def test_a_probability_is_that_of_its_hazard(platelets, circumstances):
    expected = 1.0 - np.exp(-hazard(platelets, circumstances))
    assert float(bleeding_probability(platelets, NORMAL_HEMOGLOBIN, circumstances)) == pytest.approx(expected)


@given(st.floats(1.0, 400.0), st.booleans())
def test_the_relation_has_no_steps(platelets, inpatient):
    circumstances = BleedingCircumstances(inpatient=inpatient)
    assert hazard(platelets, circumstances) == pytest.approx(
        hazard(1.001 * platelets, circumstances), rel=0.01, abs=1e-4
    )


def test_published_levels_belong_to_the_middle_count():
    middle = np.sqrt(np.prod(record("bleeding.band_edges").value))
    assert middle == pytest.approx(20.0)
    assert hazard(middle, WARD) == pytest.approx(number("bleeding.first_bleed_hazard_hypoproliferative"))
    share = number("bleeding.share_of_episodes_with_bleeding")
    full = number("bleeding.outpatient_full_hazard_below")
    level = number("bleeding.immune_thrombocytopenia_episode_rate") * share
    assert hazard(full, HOME) / hazard(full, WARD) == pytest.approx(
        level / number("bleeding.first_bleed_hazard_hypoproliferative")
    )


def test_outpatients_with_cirrhosis_bleed_as_published():
    """The computation of the power: three of 23 with 50 or less in 1,129 days (Basili 2018)."""
    coagulation = BleedingCircumstances(immune=False, international_normalized_ratio=1.3)
    years = 23 * 1129 / 365.25
    expected = years * 365.25 * hazard(40.0, coagulation)
    assert expected == pytest.approx(3.0, rel=0.15)


def test_bleeding_in_practice_is_that_of_the_claims():
    """0.46 episodes a year at a median count of 45 with a logarithmic standard deviation of 0.9."""
    counts = 45.0 * np.exp(0.9 * np.sqrt(2.0) * erfinv(np.linspace(-0.9999, 0.9999, 2001)))
    mean = float(np.mean(outpatient_bleeding_hazard(counts)))
    assert mean == pytest.approx(number("bleeding.immune_thrombocytopenia_claims_rate"), rel=0.1)


@pytest.mark.parametrize(("count", "most"), [(52.0, 0.02), (61.0, 0.01), (90.0, 0.002), (112.0, 0.001)])
def test_at_home_moderate_counts_hardly_bleed(count, most):
    assert 0.0 < 365.25 * hazard(count, HOME) < most


@pytest.mark.parametrize("days", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("few", [0.0, 2.0, 5.0])
@pytest.mark.parametrize("many", [81.0, 100.0, 150.0, 300.0])
def test_odds_of_a_bleeding_day_lie_in_the_published_interval(few, many, days):
    """Uhl et al 2017, at equal covariates, whatever a bleed lasts."""
    published = record("bleeding.odds_ratio_platelets_at_most_5")
    assert published.low is not None and published.high is not None
    assert published.low < odds_of_a_bleeding_day(few, days) / odds_of_a_bleeding_day(many, days) < published.high


def test_counts_between_the_ends_bleed_somewhat_more():
    """Uhl et al give no number; the middle of the bounds was assumed for all of 6 to 80."""
    assert hazard(20.0) / hazard(81.0) == pytest.approx(number("bleeding.odds_ratio_platelets_6_to_80"), rel=0.01)
    assert 1.0 < hazard(60.0) / hazard(81.0) < hazard(7.0) / hazard(81.0) < 3.1


@pytest.mark.parametrize("circumstances", [WARD, HOME])
@pytest.mark.parametrize(
    ("change", "ratio"),
    [
        ({"fever": True}, "bleeding.hazard_ratio_fever"),
        ({"international_normalized_ratio": 1.2}, "bleeding.odds_ratio_inr_1_2_to_1_5"),
        ({"international_normalized_ratio": 1.5}, "bleeding.odds_ratio_inr_1_2_to_1_5"),
        ({"international_normalized_ratio": 1.51}, "bleeding.odds_ratio_inr_above_1_5"),
        ({"partial_thromboplastin_time": 30.0}, "bleeding.odds_ratio_aptt_30_to_50"),
        ({"partial_thromboplastin_time": 51.0}, "bleeding.odds_ratio_aptt_above_50"),
        ({"tranexamic_acid": True}, "tranexamic_acid.hazard_ratio"),
    ],
)
def test_ratios_are_those_recorded(circumstances, change, ratio):
    changed = hazard(12.0, replace(circumstances, **change))
    assert changed / hazard(12.0, circumstances) == pytest.approx(number(ratio))


@pytest.mark.parametrize("circumstances", [WARD, HOME])
def test_anemia_bleeds_more(circumstances):
    anemic = hazard(20.0, circumstances, LOW_HEMOGLOBIN) / hazard(20.0, circumstances)
    assert anemic == pytest.approx(number("bleeding.odds_ratio_hematocrit_at_most_25"))
    edge = number("bleeding.anemic_hematocrit") / number("bleeding.hematocrit_per_hemoglobin")
    assert hazard(20.0, circumstances, edge) > hazard(20.0, circumstances, edge + 0.1)


@given(st.floats(0.5, 1.19), st.floats(10.0, 29.9))
def test_normal_coagulation_is_as_if_unknown(ratio, seconds):
    known = BleedingCircumstances(international_normalized_ratio=ratio, partial_thromboplastin_time=seconds)
    assert hazard(15.0, known) == hazard(15.0, HOME)


def test_tranexamic_acid_was_not_shown_to_help():
    effect = record("tranexamic_acid.hazard_ratio")
    assert effect.low is not None and effect.high is not None
    assert effect.low < 1.0 < effect.high
    assert effect.low < number("tranexamic_acid.treatt_hazard_ratio") < effect.high


def test_at_home_a_normal_count_does_not_bleed():
    assert np.all(bleeding_probability(np.array([150.0, 250.0, 600.0]), LOW_HEMOGLOBIN, HOME) == 0.0)
    assert bleeding_probability(149.0, NORMAL_HEMOGLOBIN, HOME) > 0.0


def test_a_ward_bleeds_at_any_count():
    """The reference of the published odds are all days of 81 and more, which bleed too."""
    assert hazard(300.0) == pytest.approx(hazard(81.0)) and hazard(300.0) > 0.0


def test_other_causes_bleed_no_less_than_immune_thrombocytopenia():
    other = replace(HOME, immune=False)
    ratio = hazard(15.0, other) / hazard(15.0, HOME)
    assert ratio == pytest.approx(number("bleeding.hazard_ratio_other_outpatients"))
    assert ratio >= 1.0
    assert hazard(15.0, replace(other, inpatient=True)) == hazard(15.0, WARD)


def test_arrays_keep_their_shape():
    counts = np.array([[3.0, 20.0, 100.0], [4.0, 50.0, 200.0]])
    ward = np.array([[True, True, True], [False, False, False]])
    whole = bleeding_probability(counts, np.full((2, 3), NORMAL_HEMOGLOBIN), replace(WARD, inpatient=ward))
    assert whole.shape == counts.shape
    assert whole[1, 2] == 0.0
    for place in np.ndindex(2, 3):
        single = bleeding_probability(counts[place], NORMAL_HEMOGLOBIN, replace(WARD, inpatient=bool(ward[place])))
        assert whole[place] == pytest.approx(float(single))

"""Intracranial hemorrhage in immune thrombocytopenia: ratio by age as recorded, share of bleeds as in practice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record
from hemograft.outcomes.bleeding_fatality import fatality_of_bleeds
from hemograft.thrombocytopenia.bleeding import outpatient_bleeding_hazard
from hemograft.thrombocytopenia.intracranial_hemorrhage import (
    intracranial_hemorrhage_hazard,
    intracranial_hemorrhage_probability,
)

COUNTS, AGES = st.floats(0.0, 400.0), st.floats(0.0, 100.0)


@given(COUNTS, COUNTS, AGES)
def test_more_platelets_never_bleed_more(one, other, age):
    few, many = intracranial_hemorrhage_hazard(np.array(sorted((one, other))), age)
    assert 0.0 <= many <= few < 0.1


@given(COUNTS, AGES, AGES)
def test_the_older_never_bleed_less(platelets, one, other):
    young, old = intracranial_hemorrhage_hazard(platelets, np.array(sorted((one, other))))
    assert young <= old


def test_ratios_are_those_recorded():
    by_age = intracranial_hemorrhage_hazard(20.0, np.array([59.9, 60.0]))
    assert by_age[1] / by_age[0] == pytest.approx(number("intracranial_hemorrhage.odds_ratio_from_60_years"))


@pytest.mark.parametrize("median", [10.0, 18.0])
def test_counts_below_10_have_the_published_odds(median):
    """Hato 2020, not used in the law: at counts of diagnosis, a median of 10 to 18 with a log SD of 1."""
    published = record("intracranial_hemorrhage.odds_ratio_platelets_below_10")
    counts = median * np.exp(np.random.default_rng(1).standard_normal(20000))
    counts = counts[counts < 100.0]
    hazard = intracranial_hemorrhage_hazard(counts, 50.0)
    assert published.low < hazard[counts < 10.0].mean() / hazard[counts >= 10.0].mean() < published.high


def test_of_all_bleeds_the_share_in_practice_is_intracranial():
    old = number("intracranial_hemorrhage.share_of_old_patients")
    young_and_old = intracranial_hemorrhage_hazard(20.0, np.array([40.0, 70.0]))
    bleeds = 365.25 * outpatient_bleeding_hazard(20.0)
    assert young_and_old @ [1.0 - old, old] / bleeds == pytest.approx(
        number("intracranial_hemorrhage.annual_rate")
        / (365.25 * number("bleeding.immune_thrombocytopenia_claims_rate")),
        rel=0.01,
    )


def test_fatal_bleeds_at_home_are_about_as_many_as_intracranial_ones():
    """Two sources: a quarter in the young to 2.6 times in the old; not all intracranial bleeds kill, nor they alone."""
    ages = np.array([30.0, 50.0, 70.0])
    fatal = 365.25 * outpatient_bleeding_hazard(15.0) * fatality_of_bleeds(ages, False)
    ratio = fatal / intracranial_hemorrhage_hazard(15.0, ages)
    assert ratio == pytest.approx([0.25, 0.75, 2.6], rel=0.1)


def test_two_years_give_about_the_reviewed_shares():
    """Cohorts of about two years a patient: 74 / 6,651 = 1.1 % there, 0.9 to 2.1 % of adults in the review."""
    old = number("intracranial_hemorrhage.share_of_old_patients")
    daily = intracranial_hemorrhage_probability(20.0, np.array([40.0, 70.0])) @ [1.0 - old, old]
    reviewed = record("bleeding.intracranial_share_adults_itp")
    assert reviewed.low < 1.0 - (1.0 - daily) ** 730 < reviewed.high


def test_children_have_it_less_often():
    child, adult = intracranial_hemorrhage_hazard(20.0, np.array([10.0, 30.0]))
    assert child < adult
    old = number("intracranial_hemorrhage.share_of_old_patients")
    adults = intracranial_hemorrhage_hazard(20.0, np.array([40.0, 70.0])) @ [1.0 - old, old]
    assert child / adults == pytest.approx(number("intracranial_hemorrhage.ratio_children"))


def test_a_normal_count_adds_nothing():
    assert np.all(intracranial_hemorrhage_probability(np.array([150.0, 300.0]), 80.0) == 0.0)
    assert intracranial_hemorrhage_probability(np.full((2, 3), 8.0), 70.0).shape == (2, 3)

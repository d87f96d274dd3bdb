"""Intracranial hemorrhage in immune thrombocytopenia: ratios by age and count as recorded, rate as in practice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record
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
    by_count = intracranial_hemorrhage_hazard(np.array([5.0, 10.0, 15.0, 30.0]), 40.0)
    ratio = number("intracranial_hemorrhage.odds_ratio_platelets_below_10")
    assert by_count / by_count[-1] == pytest.approx([ratio, ratio, 1.0, 1.0])


def test_the_rate_over_all_ages_is_that_in_practice():
    old = number("intracranial_hemorrhage.share_of_old_patients")
    young_and_old = intracranial_hemorrhage_hazard(20.0, np.array([40.0, 70.0]))
    assert young_and_old @ [1.0 - old, old] == pytest.approx(number("intracranial_hemorrhage.annual_rate"))


def test_two_years_give_about_the_reviewed_shares():
    """Cohorts of about two years a patient: 74 / 6,651 = 1.1 % there, 0.9 to 2.1 % of adults in the review."""
    old = number("intracranial_hemorrhage.share_of_old_patients")
    daily = intracranial_hemorrhage_probability(20.0, np.array([40.0, 70.0])) @ [1.0 - old, old]
    reviewed = record("bleeding.intracranial_share_adults_itp")
    assert reviewed.low < 1.0 - (1.0 - daily) ** 730 < reviewed.high


def test_children_have_it_less_often():
    child, adult = intracranial_hemorrhage_hazard(20.0, np.array([10.0, 30.0]))
    assert child < adult
    assert child / number("intracranial_hemorrhage.annual_rate") == pytest.approx(
        number("intracranial_hemorrhage.ratio_children")
    )


def test_a_normal_count_adds_nothing():
    assert np.all(intracranial_hemorrhage_probability(np.array([150.0, 300.0]), 80.0) == 0.0)
    assert intracranial_hemorrhage_probability(np.full((2, 3), 8.0), 70.0).shape == (2, 3)

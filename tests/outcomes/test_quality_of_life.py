"""Quality-adjusted life years: identities, discounting in closed form, states that overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR, quality_adjusted_years
from tests.outcomes.recipients_at_hand import quiet_history

WELL, ILL, RELAPSED = (number(f"utility.{state}") for state in ("no_relapse", "graft_versus_host_disease", "relapse"))
FIVE_YEARS = 5 * DAYS_PER_YEAR
days = st.one_of(st.just(NEVER), st.floats(0.0, 2.0 * FIVE_YEARS))
rates = st.floats(0.001, 0.2)


def years(followed: float = FIVE_YEARS, discount: float = 0.0, **events: float) -> float:
    (found,) = quality_adjusted_years(quiet_history(1, followed, **events), discount)
    return float(found)


def test_utilities_are_in_their_order():
    assert 1.0 >= WELL > ILL > RELAPSED > 0.0


def test_who_is_well_throughout_has_the_utility_times_the_years():
    assert years() == pytest.approx(5.0 * WELL)
    assert years(0.0) == 0.0


def test_the_dead_gain_nothing_more():
    assert years(death=2 * DAYS_PER_YEAR) == pytest.approx(2.0 * WELL)
    assert years(death=2 * DAYS_PER_YEAR) == years(2 * DAYS_PER_YEAR)


@given(rates)
def test_discounting_has_its_closed_form(rate):
    """The integral of (1 + rate) ** -t."""
    expected = WELL * (1.0 - (1.0 + rate) ** -5.0) / np.log1p(rate)
    assert years(discount=rate) == pytest.approx(expected)


def test_a_small_discount_is_near_none():
    assert years(discount=1e-9) == pytest.approx(years(), rel=1e-6)


def test_disease_of_the_graft_has_its_utility_while_it_lasts():
    ill = years(acute_gvhd=DAYS_PER_YEAR, acute_gvhd_end=2 * DAYS_PER_YEAR)
    assert ill == pytest.approx(4.0 * WELL + ILL)
    assert years(chronic_gvhd=DAYS_PER_YEAR, chronic_gvhd_end=2 * DAYS_PER_YEAR) == ill


def test_acute_and_chronic_disease_at_once_count_once():
    both = years(
        acute_gvhd=DAYS_PER_YEAR,
        acute_gvhd_end=3 * DAYS_PER_YEAR,
        chronic_gvhd=2 * DAYS_PER_YEAR,
        chronic_gvhd_end=4 * DAYS_PER_YEAR,
    )
    assert both == pytest.approx(2.0 * WELL + 3.0 * ILL)


def test_relapse_stays_until_death_and_outweighs_disease_of_the_graft():
    found = years(relapse=DAYS_PER_YEAR, chronic_gvhd=0.5 * DAYS_PER_YEAR, death=4 * DAYS_PER_YEAR)
    assert found == pytest.approx(0.5 * WELL + 0.5 * ILL + 3.0 * RELAPSED)


@given(days, days, st.floats(0.0, 2000.0), days, st.floats(0.0, 2000.0), days, st.sampled_from([0.0, 0.03]))
def test_the_sum_is_the_integral_of_the_lowest_utility_day_by_day(
    death, acute, acute_lasts, chronic, chronic_lasts, relapse, discount
):
    """Against a midpoint sum on a fine grid."""
    step = 0.25
    middle = np.arange(0.5 * step, FIVE_YEARS, step)
    ill = ((middle >= acute) & (middle < acute + acute_lasts)) | (
        (middle >= chronic) & (middle < chronic + chronic_lasts)
    )
    utility = np.where(middle >= relapse, RELAPSED, np.where(ill, ILL, WELL)) * (middle < death)
    expected = np.sum(utility * (1.0 + discount) ** (-middle / DAYS_PER_YEAR)) * step / DAYS_PER_YEAR
    found = years(
        discount=discount,
        death=death if death <= FIVE_YEARS else NEVER,
        acute_gvhd=acute,
        acute_gvhd_end=acute + acute_lasts,
        chronic_gvhd=chronic,
        chronic_gvhd_end=chronic + chronic_lasts,
        relapse=relapse,
    )
    assert found == pytest.approx(expected, abs=4.0 * step / DAYS_PER_YEAR)


@given(days, days)
def test_a_later_death_never_costs_years(one, other):
    sooner, later = sorted((one, other))
    assert years(death=sooner) <= years(death=later)


@given(rates, days)
def test_discounting_never_adds_years(rate, death):
    assert years(death=death, discount=rate) <= years(death=death) + 1e-12


def test_the_records_can_be_exchanged():
    """A calibration or a reader with utilities of another country."""
    numbers = {"utility.no_relapse": 1.0, "utility.graft_versus_host_disease": 1.0, "utility.relapse": 1.0}
    history = quiet_history(1, FIVE_YEARS, relapse=100.0, acute_gvhd=10.0, acute_gvhd_end=60.0)
    assert quality_adjusted_years(history, numbers=lambda name: numbers[name]) == pytest.approx([5.0])

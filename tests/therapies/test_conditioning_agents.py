"""Conditioning agents: exposure against published measurements and closed forms, kill against integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from hemograft.evidence import number
from hemograft.therapies.conditioning_agents import (
    Agent,
    Body,
    Kill,
    clearance,
    drug_kill,
    exposure,
    irradiation_kill,
)

ADULT = Body(70.0, 40.0)
DRUGS = tuple(agent for agent in Agent if agent is not Agent.TOTAL_BODY_IRRADIATION)


def test_the_surface_of_an_adult_is_usual():
    assert ADULT.surface == pytest.approx(1.79, abs=0.01)
    assert Body(10.0, 1.0).surface == pytest.approx(0.47, abs=0.01)


def test_busulfan_matures_to_95_percent_of_an_adult_at_two_and_a_half_years():
    """McCune et al 2014."""
    grown, child = (clearance(Agent.BUSULFAN, Body(70.0, age)) for age in (40.0, 2.5))
    assert child / grown == pytest.approx(0.95, abs=0.01)


def test_busulfan_of_a_school_child_agrees_with_another_model():
    """Long-Boyle et al 2015: 22.1 mg give a child of 20 kg and 6 years 4.5 mg h/L."""
    assert exposure(Agent.BUSULFAN, 22.1 / 20.0, Body(20.0, 6.0)) == pytest.approx(4.5, rel=0.05)


def test_treosulfan_of_children_agrees_with_what_was_measured():
    """Van der Stoep et al 2019: 1,658 mg h/L after 14 g/m^2 in children of 15.6 kg and 4.3 years (medians)."""
    assert exposure(Agent.TREOSULFAN, 14_000.0, Body(15.6, 4.3)) == pytest.approx(1658.0, rel=0.1)


def test_melphalan_lies_in_the_measured_range():
    """Nath et al 2010: 4.9 to 24.4 mg h/L after a median of 192 mg/m^2, spread 34 %."""
    assert exposure(Agent.MELPHALAN, 192.0, ADULT) == pytest.approx(np.sqrt(4.9 * 24.4), rel=0.2)


@given(st.sampled_from(DRUGS), st.floats(0.1, 100.0), st.floats(0.3, 3.0), st.floats(1.1, 5.0))
def test_kill_is_proportional_to_dose_and_inverse_to_clearance(agent, dose, individual, factor):
    def killed(dose: float, individual: float) -> np.ndarray:
        kill = drug_kill(agent, exposure(agent, dose, ADULT, individual))
        return np.array([kill.progenitors, kill.stem_cells])

    once = killed(dose, individual)
    assert (once > 0.0).all()
    assert killed(factor * dose, individual) == pytest.approx(factor * once)
    assert killed(dose, factor * individual) == pytest.approx(once / factor)


@pytest.mark.parametrize("half_life_hours", [1.0, 2.5, 7.1])
def test_a_rate_over_the_day_leaves_the_cells_that_the_concentration_leaves(half_life_hours):
    """Cells under a falling concentration, integrated: their log kill is the slope times the exposure."""
    dose, slope = 3.2, number("conditioning.busulfan.progenitor_kill")
    elimination = np.log(2.0) / half_life_hours
    area = exposure(Agent.BUSULFAN, dose, ADULT)
    start = area * elimination
    course = solve_ivp(
        lambda hour, cells: -slope * start * np.exp(-elimination * hour) * cells,
        (0.0, 20.0 * half_life_hours),
        [1.0],
        rtol=1e-9,
        atol=1e-14,
    )
    assert -np.log(course.y[0, -1]) == pytest.approx(drug_kill(Agent.BUSULFAN, area).progenitors, rel=1e-4)


def test_cyclophosphamide_and_fludarabine_spare_stem_cells_most():
    sparing = {agent: (kill := drug_kill(agent, 1.0)).stem_cells / kill.progenitors for agent in DRUGS}
    spared = sorted(sparing, key=sparing.__getitem__)
    assert set(spared[:2]) == {Agent.CYCLOPHOSPHAMIDE, Agent.FLUDARABINE}
    assert all(0.0 < share < 1.0 for share in sparing.values())
    assert irradiation_kill(2.0).stem_cells == irradiation_kill(2.0).progenitors


def test_irradiation_in_fractions_of_two_gray_has_its_recorded_dose():
    """D0, the dose that leaves one in e, is 0.95 Gy there."""
    assert 2.0 / irradiation_kill(2.0).progenitors == pytest.approx(0.95, rel=0.01)


@given(st.floats(0.1, 14.0))
def test_fractions_spare_cells_and_never_more_than_the_linear_part(dose):
    linear, quadratic = (number(f"conditioning.irradiation_{part}") for part in ("linear", "quadratic"))
    killed = irradiation_kill(dose).progenitors
    assert linear * dose <= killed <= linear * dose + quadratic * dose**2 + 1e-12
    if dose <= number("conditioning.irradiation_fraction"):
        assert killed == pytest.approx(linear * dose + quadratic * dose**2)


def test_kills_add_and_scale():
    both = Kill(1.0, 0.5) + Kill(2.0, 0.25)
    assert both == Kill(3.0, 0.75)
    assert both.times(2.0) == Kill(6.0, 1.5)

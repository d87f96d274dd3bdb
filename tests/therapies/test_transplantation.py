"""Grafts and conditioning as plain interventions: amounts, refusals, and what the solver makes of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.simulation.integrator import Integrator, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transplantation import (
    COMPARTMENTS,
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)
from tests.therapies.ward import added, settings

SYSTEM = BloodSystem(clones=("host", "donor"))
MARROW = BloodSystem()


def amounts(graft: Graft) -> dict[str, float]:
    return {item.state: item.amount for item in added(graft_interventions(graft))}


@pytest.mark.parametrize("dose", [0.0, -1.0, np.array([2e6, 0.0])])
def test_a_graft_without_cells_is_refused(dose):
    with pytest.raises(ValueError, match=r"cd34_per_kg is .*; give the CD34"):
        graft_interventions(Graft(GraftSource.BONE_MARROW, dose, 0.0))


@given(st.sampled_from(list(GraftSource)), st.floats(1e4, 5e7), st.floats(1.1, 10.0))
def test_cells_are_proportional_to_the_dose(source, dose, factor):
    one, more = (amounts(Graft(source, cells, 0.0)) for cells in (dose, factor * dose))
    cells = [state for state in one if not state.endswith("platelet_maturity")]
    assert len(cells) == len(COMPARTMENTS)
    assert all(one[state] > 0.0 for state in cells)
    assert [more[state] for state in cells] == pytest.approx([factor * one[state] for state in cells])


@pytest.mark.parametrize("source", list(GraftSource))
def test_cells_enter_the_donors_clone_after_homing(source):
    graft = graft_interventions(Graft(source, 3e6, 7.0, clone="donor"))
    assert {item.day for item in graft} == {7.0 + number("graft.homing_time")}
    assert {item.state for item in added(graft)} < {name for name in SYSTEM.state_names if name.startswith("donor.")}
    second = amounts(Graft(source, 3e6, 7.0, clone="second_donor"))
    assert list(second.values()) == list(amounts(Graft(source, 3e6, 7.0)).values())
    assert all(state.startswith("second_donor.") for state in second)


def test_cells_of_a_compartment_are_its_share_of_the_graft_over_its_normal_pool():
    """The mean of the sub-stages holds them all: a pulse of n times the share into the first of n."""
    given_cells = amounts(Graft(GraftSource.MOBILIZED_BLOOD, 5e6, 0.0))
    for compartment, stages in {"cmp": 3, "mep": 2, "stem_cells": 1}.items():
        infused = 5e6 * number(f"graft.mobilized_blood.{compartment}") * number(f"engraftment.{compartment}")
        state = f"donor.{COMPARTMENTS[compartment]}"
        assert given_cells[state] / stages == pytest.approx(infused / number(f"normal_pool.{compartment}"))
        names = [name for name in SYSTEM.state_names if name.startswith(f"donor.{compartment}")]
        assert len(names) == stages


def test_megakaryocyte_engraftment_scales_that_line_alone():
    graft = Graft(GraftSource.MOBILIZED_BLOOD, 5e6, 0.0)
    half = Graft(GraftSource.MOBILIZED_BLOOD, 5e6, 0.0, engraftment=2.0, megakaryocyte_engraftment=0.25)
    ratio = {state: amounts(half)[state] / amount for state, amount in amounts(graft).items()}
    line = {"donor.mep_1", "donor.megakaryocyte_progenitors"}
    assert {state for state, value in ratio.items() if value == pytest.approx(0.5)} == line
    assert all(value == pytest.approx(2.0) for state, value in ratio.items() if state not in line)


def test_cord_blood_alone_is_immature():
    maturity = "donor.platelet_maturity"
    assert maturity not in amounts(Graft(GraftSource.BONE_MARROW, 3e6, 0.0))
    change = amounts(Graft(GraftSource.CORD_BLOOD, 3e5, 0.0))[maturity]
    assert 1.0 + change == pytest.approx(number("graft.cord_platelet_maturity"))
    assert -1.0 < change < 0.0


def course(
    schedule: tuple[Intervention, ...], days: int, solver: Integrator, system: BloodSystem = MARROW
) -> dict[str, float]:
    start = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
    final = simulate(Patients(system, *start, range(1), None), Course(schedule), days, solver).final_state[:, 0]
    return dict(zip(system.state_names, final, strict=True))


@pytest.mark.parametrize("intensity", list(Conditioning))
@pytest.mark.parametrize("days", [1.0, 5.0])
def test_conditioning_kills_the_recorded_logs_of_stem_cells(intensity, days):
    """Natural logs, with SciPy at a tolerance that resolves one cell in 10^9; meanwhile survivors hardly divide."""
    fine = integrator(MARROW, 1e-10, "scipy")
    final = course(conditioning_interventions(intensity, 0.0, days), int(days), fine)
    killed = -np.log(final["host.stem_cells"])
    log_kill = number(f"conditioning.{intensity}_log_kill")
    fastest = number("hematopoiesis.stem_cell_division_rate") * number("hematopoiesis.stem_cell_division_stress")
    assert log_kill - fastest * days <= killed <= log_kill + 1e-3


def test_myeloablation_leaves_less_than_one_cell_at_the_default_tolerance():
    for days in (1.0, 5.0):
        schedule = conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, days)
        final = course(schedule, int(days), integrator(MARROW))
        assert abs(final["host.stem_cells"]) < 0.1 * number("hematopoiesis.stem_cell_extinction")


def test_conditioning_spares_mature_cells():
    final = course(conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 1.0), 1, integrator(SYSTEM), SYSTEM)
    assert final["host.red_cells_1"] > 0.8
    assert final["host.megakaryocyte_number_5"] > final["host.megakaryocyte_number_1"]
    assert final["host.mpp_1"] < 1e-6


def test_reduced_intensity_kills_and_injures_less_in_proportion():
    def of(intensity: Conditioning) -> tuple[float, float]:
        course = conditioning_interventions(intensity, 0.0, 5.0)
        (kill, end), (injury,) = settings(course), added(course)
        assert (kill.day, end.day, injury.day, end.value) == (0.0, 5.0, 5.0, 0.0)
        return kill.value, injury.amount

    (full_kill, full_injury), (kill, injury) = of(Conditioning.MYELOABLATIVE), of(Conditioning.REDUCED_INTENSITY)
    assert injury / full_injury == pytest.approx(kill / full_kill)
    assert 0.0 < kill < full_kill


def test_toxicity_ends_and_is_milder_after_cord_blood():
    begin, end = settings(allogeneic_toxicity(GraftSource.BONE_MARROW, 7.0))
    assert (begin.day, end.day, end.value) == (7.0, 7.0 + number("conditioning.allogeneic_progenitor_death_days"), 0.0)
    cord, _ = settings(allogeneic_toxicity(GraftSource.CORD_BLOOD, 7.0))
    assert cord.value / begin.value == pytest.approx(number("conditioning.cord_toxicity_factor"))
    severe, _ = settings(allogeneic_toxicity(GraftSource.BONE_MARROW, 7.0, severity=2.0))
    assert severe.value == pytest.approx(2.0 * begin.value)

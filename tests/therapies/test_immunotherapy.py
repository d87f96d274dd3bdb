"""Immunotherapy: kinetics against published levels, schedules against the trials, effects that end with the drug."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.corticosteroids import (
    DexamethasonePulses,
    corticosteroid,
    corticosteroid_remission,
    prednisone_course,
)
from hemograft.therapies.efgartigimod import efgartigimod, efgartigimod_course
from hemograft.therapies.intravenous_immunoglobulin import further_infusion, intravenous_immunoglobulin
from hemograft.therapies.remission import Remission
from hemograft.therapies.rilzabrutinib import rilzabrutinib_course
from hemograft.therapies.splenectomy import splenectomy
from tests.therapies.ward import doses, settings

ONE = np.ones(1)


def final_state(drug: Drug, schedule: tuple[Intervention, ...], days: int) -> dict[str, float]:
    system = BloodSystem(drugs=(drug,))
    start = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
    run = simulate(Patients(system, *start, range(1), None), Course(schedule), days, integrator(system))
    return dict(zip(system.state_names, run.final_state[:, 0], strict=True))


def immunoglobulin_level(grams_per_kg: float, days: int, weight: float = 70.0) -> float:
    drug = intravenous_immunoglobulin(weight)
    volume = drug.standard[drug.parameters.index("central_volume")]
    infusion = AddToState(0.0, "intravenous_immunoglobulin.central", grams_per_kg * weight)
    return final_state(drug, (infusion,), days)["intravenous_immunoglobulin.central"] / volume


def test_infused_immunoglobulin_a_month_later():
    low, high = (immunoglobulin_level(dose, 29) for dose in (0.2, 0.4))
    published = record("intravenous_immunoglobulin.level_after_29_days")
    for level, value in zip((low, high), np.array(published.value), strict=True):
        assert 0.5 * value <= level <= 2.0 * value
    assert high < 2.0 * low  # the more there is, the faster it is cleared


def test_two_grams_lower_autoantibody_by_a_quarter_at_most():
    drug = intravenous_immunoglobulin(70.0)
    infusion = (AddToState(0.0, "intravenous_immunoglobulin.central", 140.0),)
    falls = {day: 1.0 - final_state(drug, infusion, day)["autoantibody"] for day in (7, 22, 28, 90)}
    assert max(falls.values()) == pytest.approx(number("intravenous_immunoglobulin.greatest_antibody_fall"), abs=0.02)
    assert falls[7] < falls[22] and falls[90] < falls[28]


def test_the_block_of_phagocytes_is_over_long_before_the_infused_antibody():
    drug = intravenous_immunoglobulin(70.0)
    left = {day: final_state(drug, further_infusion(0.0, 1.0, 70.0), day) for day in (1, 21)}

    def phagocytosis(day: int) -> float:
        amounts = tuple(left[day][f"intravenous_immunoglobulin.{state}"] for state in drug.states)
        return float(drug.kinetics(np, amounts, drug.standard, 1.0).phagocytosis)

    def part_left(state: str) -> float:
        return left[21][f"intravenous_immunoglobulin.{state}"] / 70.0

    assert phagocytosis(1) < 0.05 and phagocytosis(21) > 0.8
    assert part_left("blocking") == pytest.approx(np.exp(-21 * number("intravenous_immunoglobulin.blocking_loss")))
    assert part_left("central") > 5.0 * part_left("blocking")


def test_efgartigimod_reaches_the_published_exposure_and_fall_of_immunoglobulin():
    drug = efgartigimod()
    volume = drug.standard[drug.parameters.index("volume")]
    course = tuple(dose for dose in efgartigimod_course(0, 4, ONE) if isinstance(dose, AddToState))
    before_fourth = final_state(drug, course[:3], 21)
    peak = (before_fourth["efgartigimod.central"] + course[3].amount) / volume
    assert peak == pytest.approx(194.0, rel=0.05)
    fall = 1.0 - final_state(drug, course, 28)["autoantibody"]
    published = record("efgartigimod.immunoglobulin_fall")
    assert published.low is not None and published.high is not None
    assert published.low <= fall <= published.high
    assert final_state(drug, course, 28 + 80)["autoantibody"] > 0.85


@pytest.mark.parametrize("drug", [corticosteroid(), intravenous_immunoglobulin(70.0), efgartigimod()])
def test_no_effect_at_dose_zero(drug):
    nothing = tuple(0.0 for _ in drug.states)
    signal = drug.kinetics(np, nothing, drug.standard, 1.0)
    assert (signal.phagocytosis, signal.antibody_catabolism) == (1.0, 0.0)
    assert set(np.array(signal.derivatives, dtype=float)) == {0.0}


@given(st.floats(0.0, 300.0), st.floats(1.01, 10.0))
def test_more_immunoglobulin_leaves_less_phagocytosis(grams, more):
    drug = intravenous_immunoglobulin(70.0)
    little, much = (drug.kinetics(np, (amount, 0.0, amount), drug.standard, 1.0) for amount in (grams, grams * more))
    assert 0.0 < much.phagocytosis <= little.phagocytosis <= 1.0
    assert much.antibody_catabolism >= little.antibody_catabolism >= 0.0


def test_prednisone_is_full_for_four_weeks_and_tapers_in_a_straight_line():
    course = prednisone_course(0)
    amounts = [dose.amount for dose in course]
    assert amounts[:29] == [1.0] * 28 + [pytest.approx(34.0 / 35.0)]
    assert np.diff(amounts[27:]) == pytest.approx(np.full(len(amounts) - 28, -1.0 / 35.0))
    assert [dose.day for dose in course] == list(range(28 + 34))


def test_a_second_pulse_of_dexamethasone_for_those_below_30_on_day_10():
    counts: list[Any] = [np.array([12.0, 12.0])] * 10 + [np.array([29.0, 30.0])] * 8
    given = np.array(doses(DexamethasonePulses(weight=80.0), counts))
    tablets = 40.0 * number("dexamethasone.prednisone_equivalence") / 80.0
    assert np.flatnonzero(given[:, 0]).tolist() == [0, 1, 2, 3, 10, 11, 12, 13]
    assert np.flatnonzero(given[:, 1]).tolist() == [0, 1, 2, 3]
    assert given[given > 0.0] == pytest.approx(np.full(12, tablets))


def test_steroid_effect_at_a_steady_dose_is_the_odds_of_one_milligram():
    """The mean over a day of a daily mg/kg is 1 over the washout, where the odds are as recorded."""
    drug = corticosteroid()
    steady = 1.0 / number("corticosteroid.washout")
    signal = drug.kinetics(np, (steady,), drug.standard, 1.0)
    assert signal.phagocytosis == pytest.approx(1.0 / (1.0 + number("corticosteroid.phagocytosis_odds")))


def test_a_remission_ends_for_each_patient_in_a_week_of_its_own():
    remission = Remission(np.array([0.1, 0.2, 0.3]), np.array([6.0, 13.0, 14.0]))
    schedule = remission.schedule("condition.antibody_production", 2.0)
    value, seen = np.zeros(3), list[tuple[float, list[float]]]()
    for change in schedule:
        value = np.where(change.patients, change.value, value)
        seen.append((change.day, value.tolist()))
    assert seen == [(2.0, [0.1, 0.2, 0.3]), (9.0, [1.0, 0.2, 0.3]), (16.0, [1.0, 1.0, 1.0])]


@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_two_remissions_leave_less_than_either(one, other):
    single, second = (Remission.by_odds(np.array([odds]), np.array([days])) for odds, days in ((one, 10), (other, 20)))
    both = single.together(second)
    assert both.left[0] <= min(single.left[0], second.left[0])
    assert both.days[0] == 20.0


def test_median_patients_have_the_recorded_odds():
    odds = number("corticosteroid.remission_odds")
    assert corticosteroid_remission(ONE, ONE).left[0] == pytest.approx(1.0 / (1.0 + odds))
    changes = {change.parameter: change.value for change in settings(rilzabrutinib_course(0.0, ONE))}
    assert changes["condition.phagocytosis"][0] == pytest.approx(1.0 / (1.0 + number("rilzabrutinib.odds")))
    assert changes["condition.antibody_production"] is changes["condition.phagocytosis"]


def test_splenectomy_empties_the_splenic_pool_at_once():
    system = BloodSystem()
    start = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
    course = Course(splenectomy(0.0, ONE))
    counts = simulate(Patients(system, *start, range(1), None), course, 1, integrator(system)).observables.platelets
    assert counts[1, 0] / counts[0, 0] == pytest.approx(1.0 / (1.0 - number("hematopoiesis.normal_splenic_fraction")))

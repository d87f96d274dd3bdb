"""What is counted of simulated care, against the run itself."""

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.outcomes.cost import Use, cost, units_used
from hemograft.planning.case import Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.resource_use import resource_use
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy_run import StrategyRun, run_strategy
from hemograft.population.individuals import draw_individuals
from tests.planning.cases_at_hand import case_of, donor

PATIENTS, DAYS, FOLLOW_UP = 16, 60, 600
CASES = {
    "aplasia": case_of(
        "severe_aplastic_anemia",
        donors=[
            donor("sister", "bone_marrow"),
            donor("cords", "cord_blood", 3e5, second_unit_cd34_per_kg=3e5),
            donor("half", "bone_marrow", relation="haploidentical"),
        ],
    ),
    "immune": case_of("immune_thrombocytopenia"),
    "child": case_of("severe_aplastic_anemia", age=3, weight=12.5),
}


@lru_cache
def used(case: str, name: str, follow_up: int = FOLLOW_UP) -> tuple[Case, StrategyRun, tuple[Use, ...]]:
    patient = CASES[case]
    (strategy,) = strategies_for(patient, (name,))
    cohort = case_cohort(patient, draw_individuals(3, range(PATIENTS)))
    run = run_strategy(patient, strategy, cohort, DAYS, follow_up)
    return patient, run, resource_use(patient, strategy, cohort.people, run)


def units(case: str, name: str, resource: str, by: float = DAYS - 1.0) -> Any:
    _, _, uses = used(case, name)
    return units_used(uses, by, PATIENTS)[resource]


def living(run: StrategyRun) -> Any:
    return np.arange(float(DAYS))[:, np.newaxis] <= run.history.death


def test_platelet_units_are_those_given_to_the_living():
    _, run, _ = used("aplasia", "platelet_transfusion")
    expected = (run.trajectory.platelet_units[:-1] * living(run)).sum(axis=0)
    assert expected.sum() > PATIENTS
    assert units("aplasia", "platelet_transfusion", "platelet_unit") == pytest.approx(expected)


def test_an_order_of_red_cells_is_two_units_and_a_share_of_them_in_a_small_child():
    _, run, _ = used("aplasia", "observation")
    ordered = np.zeros(PATIENTS)
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state == "transfused_red_cells" and item.day < DAYS:
            ordered += (np.asarray(item.amount) > 0.0) & (item.day <= run.history.death)
    assert ordered.sum() > 0.0
    assert units("aplasia", "observation", "red_cell_unit") == pytest.approx(2.0 * ordered)
    child = units("child", "observation", "red_cell_unit")
    assert child.sum() > 0.0
    assert child == pytest.approx(np.round(child))  # 12.5 kg: half of two units an order


def test_bleeds_are_expected_ones():
    _, run, _ = used("immune", "observation")
    days = np.arange(1.0, DAYS + 1.0)[:, np.newaxis]
    expected = (run.bleeding[1:] * (days <= run.history.death)).sum(axis=0)
    assert units("immune", "observation", "bleed", DAYS) == pytest.approx(expected, rel=1e-9)


def test_doses_by_weight_are_counted_in_the_unit_of_their_price():
    case, run, _ = used("immune", "romiplostim")
    given = np.zeros(PATIENTS)
    weeks = np.zeros(PATIENTS)
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state == "romiplostim.depot" and item.day < DAYS:
            given += item.amount * case.weight / 1000.0
            weeks += np.asarray(item.amount) > 0.0
    assert units("immune", "romiplostim", "drugs.romiplostim.per_unit") == pytest.approx(given)
    assert units("immune", "romiplostim", "drugs.romiplostim.per_day_given").tolist() == weeks.tolist()
    # first week: 1 ug/kg in 70 kg
    assert units("immune", "romiplostim", "drugs.romiplostim.per_unit", 0.0) == pytest.approx([70.0] * PATIENTS)


def test_a_scheduled_infusion_is_counted_once():
    grams = number("intravenous_immunoglobulin.dose") * 70.0
    assert units("immune", "intravenous_immunoglobulin", "drugs.intravenous_immunoglobulin.per_unit") == pytest.approx(
        [grams] * PATIENTS
    )
    days = units("immune", "intravenous_immunoglobulin", "drugs.intravenous_immunoglobulin.per_day_given", FOLLOW_UP)
    assert days.tolist() == [1.0] * PATIENTS


def test_prednisone_is_counted_in_milligrams():
    days = int(number("prednisone.days"))
    first = units("immune", "prednisone", "drugs.corticosteroid.per_unit", days - 1.0)
    assert first == pytest.approx([days * number("prednisone.dose") * 70.0] * PATIENTS)


def test_what_is_held_goes_on_at_the_rate_of_the_last_four_weeks():
    _, run, uses = used("immune", "romiplostim")
    alive = run.history.death > FOLLOW_UP
    assert alive.any()
    resource = "drugs.romiplostim.per_day_given"
    simulated, end, halfway = (units_used(uses, by, PATIENTS)[resource] for by in (DAYS, FOLLOW_UP, 330.0))
    doses = np.zeros((DAYS, PATIENTS))
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state == "romiplostim.depot" and item.day < DAYS:
            doses[int(item.day)] += np.asarray(item.amount) > 0.0
    expected = doses[-28:].mean(axis=0) * (FOLLOW_UP - DAYS)
    assert (end - simulated)[alive] == pytest.approx(expected[alive])
    assert (halfway - simulated)[alive] == pytest.approx(expected[alive] / 2.0)


def test_a_graft_is_given_once_to_who_lives_to_have_it():
    for name, source, relation, count in (
        ("transplant_sister", "bone_marrow", "matched_sibling", 1.0),
        ("transplant_cords", "cord_blood", "cord_blood", 2.0),
        ("transplant_half", "bone_marrow", "haploidentical", 1.0),
    ):
        _, run, uses = used("aplasia", name)
        found = units_used(uses, FOLLOW_UP, PATIENTS)
        (strategy,) = strategies_for(CASES["aplasia"], (name,))
        reached = run.history.death >= strategy.infusion_day
        assert found[f"transplantation.{source}"].tolist() == reached.astype(float).tolist()
        assert found[f"donor.{relation}"].tolist() == [count] * PATIENTS
        assert found["cd34_boost"].sum() == 0.0
        again = np.isfinite(run.history.second_transplantation)
        assert found["second_transplantation"].tolist() == again.astype(float).tolist()


def test_a_boost_is_counted_and_is_no_second_transplantation():
    patient = case_of("severe_aplastic_anemia", donors=[donor("sister", "bone_marrow", 1e6)])
    (strategy,) = strategies_for(patient, ("transplant_sister_with_boost",))
    cohort = case_cohort(patient, draw_individuals(3, range(48)))
    run = run_strategy(patient, strategy, cohort, 80, 100)
    found = units_used(resource_use(patient, strategy, cohort.people, run), 100, 48)["cd34_boost"]
    given = np.zeros(48, dtype=bool)
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state == "donor.stem_cells":
            given |= (np.asarray(item.amount) > 0.0) & (item.day != run.history.second_transplantation)
    assert given.any()
    assert set(found.tolist()) <= {0.0, 1.0}
    assert (found > 0.0).tolist() == (given & (run.history.death > 60.0)).tolist()


def test_a_course_without_doses_is_counted_by_its_name():
    _, run, uses = used("immune", "rituximab")
    found = units_used(uses, FOLLOW_UP, PATIENTS)
    assert found["courses.rituximab.once"].tolist() == [1.0] * PATIENTS
    assert found["courses.rituximab.per_day"] == pytest.approx(np.minimum(run.history.death, FOLLOW_UP))


def test_the_dead_use_nothing_more():
    _, run, uses = used("aplasia", "observation")
    dead = run.history.death <= 300.0
    assert dead.any()
    prices = {use.resource: 1.0 for use in uses}
    assert cost(uses, prices, 300.0, PATIENTS)[dead] == pytest.approx(cost(uses, prices, FOLLOW_UP, PATIENTS)[dead])

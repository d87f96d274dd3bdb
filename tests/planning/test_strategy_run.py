"""One strategy for virtual patients: counts and what became of them, shared luck, coupling, held counts."""

from dataclasses import fields, replace
from functools import lru_cache

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.outcomes.history import EVENTS, CauseOfDeath, ClinicalHistory
from hemograft.outcomes.marrow_suppression import MarrowSuppression
from hemograft.planning import strategy_run as module
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import StrategyRun, run_strategy, simulated_days
from hemograft.population.cohort import Cohort
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.therapies.bedside import Course
from hemograft.therapies.second_transplantation import SecondTransplantation
from tests.planning.cases_at_hand import case_of, donor

PATIENTS, DAYS, FOLLOW_UP = 40, 120, 1500
DONORS = [
    donor("sister", "mobilized_blood"),
    donor("old", "mobilized_blood", relation="matched_unrelated", details={"age": 60}),
    donor("unit", "cord_blood", 3e5),
]
LEUKEMIA = case_of("acute_leukemia", age=45, donors=DONORS, disease_risk="intermediate")
APLASIA = case_of("severe_aplastic_anemia", age=45, donors=[donor("sister", "bone_marrow")])


CASES = {"leukemia": LEUKEMIA, "aplasia": APLASIA}
PEOPLE = draw_individuals(2, range(PATIENTS))


@lru_cache
def cohort(case: str) -> Cohort:
    return case_cohort(CASES[case], PEOPLE)


def strategy_of(case: str, name: str) -> Strategy:
    (found,) = strategies_for(CASES[case], (name,))
    return found


def ran(case: str, strategy: Strategy, *, follow_up: int = FOLLOW_UP, patients: Cohort | None = None) -> StrategyRun:
    return run_strategy(CASES[case], strategy, patients or cohort(case), DAYS, follow_up)


@lru_cache
def lived(case: str, name: str, follow_up: int = FOLLOW_UP) -> StrategyRun:
    return ran(case, strategy_of(case, name), follow_up=follow_up)


def leukemia(name: str) -> StrategyRun:
    return lived("leukemia", name)


def without(strategy: Strategy, kind: type) -> Strategy:
    """The same without one of its policies."""

    def course(people: Individuals) -> Course:
        full = strategy.course(people)
        return Course(full.schedule, tuple(policy for policy in full.policies if not isinstance(policy, kind)))

    return replace(strategy, course=course)


def test_the_run_has_its_shapes():
    run = leukemia("transplant_sister")
    assert run.bleeding.shape == (DAYS + 1, PATIENTS)
    assert run.trajectory.observables.platelets.shape == (DAYS + 1, PATIENTS)
    assert run.history.followed == FOLLOW_UP
    for field in fields(ClinicalHistory):
        if field.name != "followed":
            assert getattr(run.history, field.name).shape == (PATIENTS,)
    assert ((run.history.cause != CauseOfDeath.ALIVE) == np.isfinite(run.history.death)).all()


def test_everything_that_can_befall_a_recipient_befalls_some():
    history = leukemia("transplant_sister").history
    for event in ("death", "acute_gvhd", "chronic_gvhd", "relapse", "cytomegalovirus"):
        assert 0 < np.isfinite(getattr(history, event)).sum() < PATIENTS, event


def test_the_same_seed_gives_the_same_lives():
    once, again = leukemia("transplant_sister"), ran("leukemia", strategy_of("leukemia", "transplant_sister"))
    for field in fields(ClinicalHistory):
        assert np.array_equal(getattr(once.history, field.name), getattr(again.history, field.name)), field.name


def test_the_patients_of_a_chunk_live_as_in_the_whole():
    chunk = case_cohort(LEUKEMIA, draw_individuals(2, range(16, 32)))
    part = ran("leukemia", strategy_of("leukemia", "transplant_sister"), patients=chunk).history
    whole = leukemia("transplant_sister").history
    for event in EVENTS:
        assert np.array_equal(getattr(part, event), getattr(whole, event)[16:32]), event


def test_a_worse_donor_brings_nobody_disease_of_the_graft_later():
    """An unrelated donor of 60 years and a sister: the same luck, higher hazards."""
    timelines = [strategy_of("leukemia", f"transplant_{name}").transplanted(PEOPLE) for name in ("sister", "old")]
    sister, old = (found.timeline for found in timelines if found is not None)
    kept = ~np.isfinite(sister.graft_failure) & ~np.isfinite(old.graft_failure)
    assert (old.acute_gvhd <= sister.acute_gvhd)[kept].all()
    assert (old.organ_toxicity <= sister.organ_toxicity).all()
    assert (old.acute_gvhd < sister.acute_gvhd).any()


def test_graft_versus_host_disease_costs_platelets_of_the_same_patients():
    strategy = strategy_of("leukemia", "transplant_sister")
    found = strategy.transplanted(PEOPLE)
    assert found is not None
    line = found.timeline
    with_it = leukemia("transplant_sister").trajectory.observables.own_platelets
    spared = ran("leukemia", without(strategy, MarrowSuppression)).trajectory.observables.own_platelets
    day = 70
    ill = (line.acute_gvhd < day - 20) & (line.acute_gvhd_end > day)
    first = np.minimum.reduce([line.acute_gvhd, line.chronic_gvhd, line.cytomegalovirus, line.relapse])
    untouched = (first > day) & ~(line.graft_failure < day)
    assert ill.any()
    assert (with_it[day, ill] < 0.99 * spared[day, ill]).all()
    assert with_it[day, untouched] == pytest.approx(spared[day, untouched], rel=0.02)


def test_a_second_transplantation_restores_the_counts_of_those_in_whom_it_takes():
    strategy = strategy_of("leukemia", "transplant_unit")
    found = strategy.transplanted(PEOPLE)
    assert found is not None
    failed = found.timeline.graft_failure < 60.0
    takes = found.timeline.second_graft_takes
    assert (failed & takes).any() and (failed & ~takes).any()
    again = leukemia("transplant_unit").trajectory.observables
    once = ran("leukemia", without(strategy, SecondTransplantation)).trajectory.observables
    assert (again.neutrophils[DAYS, failed & takes] > 0.5).mean() > 0.8
    assert (again.donor_chimerism[DAYS, failed & takes] > 0.5).mean() > 0.8
    assert (again.neutrophils[DAYS, failed & ~takes] < 0.5).all(), "conditioning anew, and no cells that live"
    assert np.median(again.neutrophils[DAYS, failed & takes]) > np.median(once.neutrophils[DAYS, failed & takes])


def test_follow_up_beyond_the_simulated_days_changes_nothing_within_them():
    short, long = (lived("leukemia", "transplant_sister", days).history for days in (DAYS, FOLLOW_UP))
    for event in EVENTS:
        early, late = getattr(short, event), getattr(long, event)
        seen = np.isfinite(early)
        assert np.array_equal(early[seen], late[seen]), event
        assert (late[~seen] > DAYS).all(), event
    assert np.isfinite(long.death).sum() > np.isfinite(short.death).sum()


def differing(step: float, average: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """Share of patients with another fate where counts are held in other steps, or after another average."""
    monkeypatch.setattr(module, "HELD_STEP", step)
    monkeypatch.setattr(module, "HELD_AVERAGE", average)
    other = ran("leukemia", strategy_of("leukemia", "transplant_sister")).history
    fates = np.isfinite(leukemia("transplant_sister").history.death)
    return float(np.mean(np.isfinite(other.death) != fates))


@pytest.mark.parametrize(("step", "average"), [(3.5, 28), (7.0, 14)])
def test_how_late_counts_are_held_changes_fewer_deaths_than_chance(step, average, monkeypatch):
    standard_error = np.sqrt(0.25 / PATIENTS)
    leukemia("transplant_sister")
    assert differing(step, average, monkeypatch) < standard_error


def test_covariates_of_people_take_the_place_of_the_case():
    old = replace(PEOPLE, covariates={"age": np.full(PATIENTS, 88.0), "comorbidity_index": np.full(PATIENTS, 6.0)})
    strategy = strategy_of("leukemia", "transplant_sister")
    found = ran("leukemia", strategy, patients=replace(cohort("leukemia"), people=old)).history
    young = leukemia("transplant_sister").history
    assert (found.death <= young.death).all()
    assert np.isfinite(found.death).sum() > np.isfinite(young.death).sum()


def test_without_a_graft_there_are_no_events_of_a_graft():
    found = lived("aplasia", "platelet_transfusion").history
    for event in set(EVENTS) - {"death", "infection"}:
        assert not np.isfinite(getattr(found, event)).any(), event


def test_neutropenia_drives_infections():
    """Aplasia without treatment against the same patients with a sister's marrow, from its recovery on."""
    untreated = lived("aplasia", "platelet_transfusion")
    grafted = lived("aplasia", "transplant_sister")

    def rate(run: StrategyRun) -> float:
        first = run.history.infection
        return float(np.mean(first < DAYS))

    low, high = (np.median(run.trajectory.observables.neutrophils[60:]) for run in (untreated, grafted))
    assert low < number("transplantation.neutrophil_engraftment_threshold") < high
    assert rate(untreated) > rate(grafted) > 0.0


def test_bleeding_follows_the_platelets():
    run = leukemia("transplant_sister")
    low = run.trajectory.observables.platelets < 20.0
    high = run.trajectory.observables.platelets > 150.0
    assert run.bleeding[low].mean() > 3.0 * run.bleeding[high].mean()
    assert (run.bleeding >= 0.0).all()


def test_counts_that_keep_changing_are_simulated_as_long_as_outcomes_are_followed():
    """Immunosuppression, whose relapses come after years; not observation, at rest, nor a graft."""
    kept = {name: strategy_of("aplasia", name) for name in ("immunosuppression", "observation", "transplant_sister")}
    simulated = {name: simulated_days(APLASIA, strategy, DAYS, FOLLOW_UP) for name, strategy in kept.items()}
    assert simulated == {"immunosuppression": FOLLOW_UP, "observation": DAYS, "transplant_sister": DAYS}
    failing = case_of("congenital_amegakaryocytic_thrombocytopenia", age=1)
    (observation,) = strategies_for(failing, ("observation",))
    assert simulated_days(failing, observation, DAYS, FOLLOW_UP) == FOLLOW_UP


def test_the_first_days_of_a_longer_run_are_those_of_a_short_one():
    strategy = strategy_of("aplasia", "immunosuppression")
    short = ran("aplasia", strategy, follow_up=DAYS)
    first = run_strategy(APLASIA, strategy, cohort("aplasia"), DAYS + 60, DAYS + 60).first(DAYS)
    for field in fields(short.trajectory.observables):
        found, expected = (getattr(run.trajectory.observables, field.name) for run in (first, short))
        assert found == pytest.approx(expected, rel=1e-4, abs=1e-6), field.name
    assert first.trajectory.platelet_units.shape == short.trajectory.platelet_units.shape
    assert first.bleeding.shape == short.bleeding.shape

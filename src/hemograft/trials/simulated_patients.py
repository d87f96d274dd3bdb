"""The one place where a trial meets the simulation: a part of the pool under every arm, with the same luck."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.observables import Observables
from hemograft.outcomes.history import EVENTS
from hemograft.outcomes.quality_of_life import quality_adjusted_years
from hemograft.outcomes.recovery import (
    first_sustained_day,
    neutrophil_recovery_day,
    recovery_of_graft,
    recovery_searched_from,
)
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import run_strategy
from hemograft.population.cohort import Cohort
from hemograft.population.count_fluctuation import Fluctuating, count_fluctuation
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.simulation.integrator import Array
from hemograft.simulation.run import Trajectory
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.bedside import Course
from hemograft.trials.design import TrialDesign, arm_case, arm_strategy
from hemograft.trials.results import COLUMNS, ENGRAFTMENT, WEEKLY, PatientTable
from hemograft.trials.virtual_patients import Covariates, enrolled

WEEK = 7
PLATELET_LEVELS = (20.0, 50.0)
"""10^9/L, of the last two of `ENGRAFTMENT`."""


def simulate_part(design: TrialDesign, places: range) -> PatientTable:
    """What becomes of the virtual patients at these places of the pool under every arm.

    Each arm has the same people with the same luck. Age and weight inside the blood engine are those of the template
    case; what outcomes depend on is each patient's own.

    Raises:
        EligibilityError: see `enrolled`.
        UnexplainedCountError: the diagnosis cannot explain a patient's platelet count.
    """
    covariates, excluded = enrolled(design, places)
    people = _with_covariates(draw_individuals(design.seed, places), covariates, design)
    cohorts: dict[str, Cohort] = {}
    arms: list[tuple[dict[str, Array], dict[str, Array]]] = []
    for arm in design.arms:
        case = arm_case(design, arm)
        patient = case.model_copy(update={"donors": (), "gene_therapy": None})  # donors change nothing before day 0
        if patient.case_sha256 not in cohorts:
            cohorts[patient.case_sha256] = case_cohort(patient, people)
        arms.append(_arm_results(case, arm_strategy(design, arm), cohorts[patient.case_sha256], design))
    return PatientTable(
        covariates={name: _small(values) for name, values in covariates.items()},
        excluded=excluded,
        columns={name: np.array([columns[name] for columns, _ in arms], dtype=np.float32) for name in COLUMNS},
        weekly={name: np.array([weekly[name] for _, weekly in arms], dtype=np.float32) for name in WEEKLY},
    )


def _small(values: Any) -> Any:
    return values.astype(np.float32) if values.dtype.kind == "f" else values


def _with_covariates(people: Individuals, covariates: Covariates, design: TrialDesign) -> Individuals:
    """People with the covariates that outcomes know by name; a platelet count of their own where one was drawn."""
    factors = dict(people.factors)
    if "platelets" in design.population:
        factors["own_count"] = covariates["platelets"] / starting_counts(design.case).platelets
    code = {"male": 1.0, "female": 0.0, "positive": 1.0, "negative": 0.0}
    coded: dict[str, Any] = {
        "age": covariates["age"],
        "comorbidity_index": covariates["comorbidity_index"],
        "disease_risk": covariates["disease_risk"],
        "male": np.array([code.get(value, np.nan) for value in covariates["sex"]]),
        "cytomegalovirus_positive": np.array([code.get(value, np.nan) for value in covariates["cytomegalovirus"]]),
    }
    return replace(people, factors=factors, covariates=coded)


def _arm_results(
    case: Case, strategy: Strategy, cohort: Cohort, design: TrialDesign
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Columns, each (patients,), and weekly counts, each (weeks + 1, patients), of one arm."""
    people = cohort.people
    fluctuation = _fluctuation(case, people, design.days)
    read = _on_fluctuating_counts(strategy, fluctuation)
    whole = run_strategy(case, read, cohort, design.days, design.follow_up)
    history, seen = whole.history, whole.first(design.days).trajectory
    alive = np.arange(design.days + 1)[:, np.newaxis] < history.death
    columns: dict[str, Array] = {event: getattr(history, event) for event in EVENTS}
    columns |= _engraftment(strategy, seen, history.graft_failure)
    columns |= {
        "cause": history.cause.astype(float),
        "counted": np.full(len(people.identifiers), float(design.days)),
        "followed": np.full(len(people.identifiers), history.followed),
        "platelet_units": (seen.platelet_units * alive).sum(axis=0),
        "quality_adjusted_life_years": quality_adjusted_years(history),
    }
    noise = normal_draws(people.seed, people.identifiers, "platelets_assay", design.days + 1)
    reading = fluctuation * np.exp(number("bedside.platelet_assay_cv") * noise)
    return columns, _weekly(seen.observables, reading, alive)


def _on_fluctuating_counts(strategy: Strategy, fluctuation: Array) -> Strategy:
    """The strategy with policies that read the counts as they fluctuate; some do so in the planner already."""

    def course(people: Individuals) -> Course:
        plain = strategy.course(people)
        policies = (
            policy if isinstance(policy, Fluctuating) else Fluctuating(policy, fluctuation) for policy in plain.policies
        )
        return Course(plain.schedule, tuple(policies))

    return replace(strategy, course=course)


def _fluctuation(case: Case, people: Individuals, days: int) -> Array:
    """Counts of immune thrombocytopenia fluctuate around their level, (days + 1, patients)."""
    if case.diagnosis == IMMUNE_THROMBOCYTOPENIA:
        return count_fluctuation(people, days)
    return np.ones((days + 1, len(people.identifiers)))


def _engraftment(strategy: Strategy, run: Trajectory, graft_failure: Array) -> dict[str, Array]:
    """Days from the infusion to recovery of the graft, infinity where there was none or no transplantation."""
    if not strategy.transplant:
        return {name: np.full(run.observables.platelets.shape[1], np.inf) for name in ENGRAFTMENT}
    neutrophils, platelets, units = run.observables.neutrophils.T, run.observables.platelets.T, run.platelet_units.T
    infusion, enough = strategy.infusion_day, number("transplantation.neutrophil_engraftment_threshold")
    days = (
        neutrophil_recovery_day(neutrophils, enough, recovery_searched_from(neutrophils, enough, infusion)),
        *(
            first_sustained_day(platelets, units, level, recovery_searched_from(platelets, level, infusion))
            for level in PLATELET_LEVELS
        ),
    )
    chimerism = run.observables.donor_chimerism.T
    return {
        name: recovery_of_graft(day, chimerism, graft_failure) - infusion
        for name, day in zip(ENGRAFTMENT, days, strict=True)
    }


def _weekly(seen: Observables, reading: Array, alive: Any) -> dict[str, Array]:
    """Counts at the weekly visits of those alive; platelets as they are read, with fluctuation and assay noise."""
    counts: Sequence[Array] = (
        seen.platelets * reading,
        seen.own_platelets * reading,
        seen.neutrophils,
        seen.hemoglobin,
    )
    return {name: np.where(alive, values, np.nan)[::WEEK] for name, values in zip(WEEKLY, counts, strict=True)}

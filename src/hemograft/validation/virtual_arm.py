"""One arm of a published study with virtual patients: blood, then outcomes; days count from the infusion of cells."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.inference.transplant_scenarios import Scenario
from hemograft.outcomes.history import EVENTS
from hemograft.outcomes.platelet_failure import secondary_platelet_failure_day
from hemograft.outcomes.recovery import (
    first_day_below,
    first_sustained_day,
    neutrophil_recovery_day,
    recovery_of_graft,
)
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.planning.case import MALIGNANT
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import StrategyRun, run_strategy
from hemograft.planning.transplant_strategy import transplant_strategy
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream
from hemograft.trials.results import PatientTable, joined
from hemograft.validation.published_trial import PublishedArm, PublishedTrial, Stratum

OF_THE_DONOR = ("relation", "source", "intensity", "units", "abatacept", "post_transplant_cyclophosphamide")
"""Fields of `GraftRisk` that follow from the donor of a stratum."""
CHIMERISM = "donor_chimerism"


def simulate_arm(trial: PublishedTrial, arm: PublishedArm, seed: int, part: range) -> PatientTable:
    """The virtual patients of an arm with these numbers, the same whichever others are simulated.

    Columns, each (patients,), are days since the infusion, infinity for never: the events of a history, recovery of
    neutrophils and platelets, and ``secondary_platelet_failure``; and ``cd34_per_kg``. Weekly: ``donor_chimerism`` of
    the neutrophils.
    """
    pieces = [
        _simulated(trial, arm, stratum, seed, places) for stratum, places in allocated(arm, seed, part) if len(places)
    ]
    return joined(pieces)


def allocated(arm: PublishedArm, seed: int, part: range) -> list[tuple[Stratum, range]]:
    """The strata of an arm and the patients of each: rounded by chance, so that shares hold on average."""
    strata = arm.strata
    ends = np.cumsum([0.0, *(stratum.share for stratum in strata)])
    chance = stream(seed, part.start, "validation.strata").random()
    edges = np.floor(len(part) * ends / ends[-1] + chance).astype(int)
    edges[0], edges[-1] = 0, len(part)
    return [
        (stratum, range(part.start + first, part.start + last))
        for stratum, first, last in zip(strata, edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]


def _simulated(trial: PublishedTrial, arm: PublishedArm, stratum: Stratum, seed: int, places: range) -> PatientTable:
    case = arm.template()
    people = draw_individuals(seed, places)
    people = replace(people, covariates=_covariates(stratum, people, case.diagnosis in MALIGNANT))
    donor = arm.donor(stratum)
    strategy = transplant_strategy(case, donor, stratum.relation)
    run = run_strategy(case, strategy, case_cohort(case, people), trial.days, trial.follow_up)
    columns, weekly = _columns(strategy, run)
    columns["cd34_per_kg"] = donor.cd34_per_kg * people["cd34_dose"]
    return PatientTable(
        covariates={},
        excluded=np.zeros((0, len(places)), dtype=np.int32),
        columns={name: values.astype(np.float32) for name, values in columns.items()},
        weekly={name: values.astype(np.float32) for name, values in weekly.items()},
    )


def _covariates(stratum: Stratum, people: Individuals, malignant: bool) -> dict[str, Any]:
    """What the outcomes know of each patient, as the calibration's scenarios draw it; unknown graft data are left to
    the donor."""
    graft = stratum.told["graft"]
    recipient, risk = Scenario(stratum.relation, stratum.told, {}).draw(people.seed, people.identifiers)
    drawn = {item.name: getattr(recipient, item.name) for item in fields(Recipient) if item.name != "disease"}
    drawn |= {item.name: getattr(risk, item.name) for item in fields(GraftRisk) if item.name not in OF_THE_DONOR}
    if "serotherapy" not in graft:
        del drawn["serotherapy"]
    if not malignant:
        drawn["disease_risk"] = ""
    count = len(people.identifiers)
    return {name: np.broadcast_to(np.asarray(values), (count,)) for name, values in drawn.items()}


def _columns(strategy: Strategy, run: StrategyRun) -> tuple[dict[str, Array], dict[str, Array]]:
    infusion = int(strategy.infusion_day)
    seen = run.trajectory.observables
    neutrophils, platelets = seen.neutrophils[infusion:].T, seen.platelets[infusion:].T
    units = run.trajectory.platelet_units[infusion:].T
    threshold = number("transplantation.neutrophil_engraftment_threshold")
    columns: dict[str, Array] = {event: getattr(run.history, event) - strategy.infusion_day for event in EVENTS}
    chimerism, failure = seen.donor_chimerism[infusion:].T, columns["graft_failure"]
    recovered = neutrophil_recovery_day(neutrophils, threshold, first_day_below(neutrophils, threshold))
    columns["neutrophil_engraftment"] = recovery_of_graft(recovered, chimerism, failure)
    for level in (20, 50):
        recovered = first_sustained_day(platelets, units, float(level), first_day_below(platelets, float(level)))
        columns[f"platelet_engraftment_{level}"] = recovery_of_graft(recovered, chimerism, failure)
    columns["secondary_platelet_failure"] = secondary_platelet_failure_day(
        platelets, units, first_day_below(platelets, number("engraftment_definition.sustained_platelet_count"))
    )
    return columns, {CHIMERISM: seen.donor_chimerism[infusion::7]}

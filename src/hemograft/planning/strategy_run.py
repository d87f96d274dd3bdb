"""One strategy for virtual patients of a case: their counts from the blood engine, then what became of them."""

from dataclasses import dataclass, fields, replace

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.observables import Observables
from hemograft.outcomes.history import ClinicalHistory
from hemograft.outcomes.mortality import CountsOverTime, clinical_history
from hemograft.planning.case import Case
from hemograft.planning.case_bleeding import bleeding_circumstances
from hemograft.planning.outcome_covariates import recipient
from hemograft.planning.plan_outcomes import disease_death_record
from hemograft.planning.strategy import Strategy
from hemograft.population.cohort import Cohort
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.tranexamic_acid import days_on_tranexamic_acid
from hemograft.thrombocytopenia.bleeding import bleeding_hazard
from hemograft.thrombocytopenia.catalog import CAUSES

HELD_STEP = 7.0
"""Days between the times at which hazards are taken after the simulated days."""
HELD_AVERAGE = 28
"""Days whose mean counts are held after them."""


@dataclass(frozen=True)
class StrategyRun:
    """Daily results of the blood engine, the hazard of bleeding (1/day, shape (days + 1, patients)), and outcomes."""

    patients: Patients
    trajectory: Trajectory
    bleeding: Array
    history: ClinicalHistory

    def first(self, days: int) -> "StrategyRun":
        """The same, with the daily results of the first ``days`` days."""
        seen, rows = self.trajectory, slice(days + 1)
        shown = {field.name: getattr(seen.observables, field.name)[rows] for field in fields(Observables)}
        trajectory = replace(seen, observables=Observables(**shown), platelet_units=seen.platelet_units[rows])
        return replace(self, trajectory=trajectory, bleeding=self.bleeding[rows])


def simulated_days(case: Case, strategy: Strategy, days: int, follow_up: int) -> int:
    """Days of counts that outcomes until day ``follow_up`` need where ``days`` of them are shown.

    Counts that keep changing cannot be held: they are simulated to the end.
    """
    moving = strategy.keeps_changing or CAUSES[case.diagnosis]().keeps_changing
    return max(days, follow_up) if moving and strategy.donor is None else days


def run_strategy(case: Case, strategy: Strategy, cohort: Cohort, days: int, follow_up: int) -> StrategyRun:
    """Simulates at least ``days`` days of counts, and outcomes until day ``follow_up``.

    The last counts are held for the outcomes; those that keep changing are simulated to the end (`simulated_days`), and
    `StrategyRun.first` cuts what is shown.

    Args:
        case: the patient.
        strategy: what is done.
        cohort: the patient's virtual patients before it; their covariates take the place of the case's.
        days: how long the blood is simulated at least.
        follow_up: how long outcomes are followed, at least ``days``.
    """
    days = simulated_days(case, strategy, days, follow_up)
    people = cohort.people
    patients = cohort.in_system(strategy.system, strategy.prepare)
    trajectory = simulate(patients, strategy.course(people), days, integrator(strategy.system))
    bleeding = _bleeding(case, strategy, trajectory)
    counts = CountsOverTime(
        day=np.arange(1.0, days + 1.0),
        width=np.ones(days),
        neutrophils=trajectory.observables.neutrophils[1:],
        bleeding=bleeding[1:],
    )
    history = clinical_history(
        people,
        recipient(case, people),
        counts.held_until(float(follow_up), HELD_STEP, HELD_AVERAGE),
        strategy.transplanted(people),
        _disease_hazard(case),
    )
    return StrategyRun(patients, trajectory, bleeding, history)


def _bleeding(case: Case, strategy: Strategy, run: Trajectory) -> Array:
    seen = run.observables
    aplasia = seen.neutrophils < number("transplantation.neutrophil_engraftment_threshold")
    tranexamic_acid = days_on_tranexamic_acid(seen.platelets.T).T if strategy.tranexamic_acid else False
    circumstances = bleeding_circumstances(
        case,
        np.arange(len(seen.platelets))[:, np.newaxis],
        inpatient=aplasia & strategy.transplant,
        tranexamic_acid=tranexamic_acid,
    )
    return bleeding_hazard(seen.platelets, seen.hemoglobin, circumstances)


def _disease_hazard(case: Case) -> float:
    """Death of the disease itself without a transplantation, 1/day, where a record tells."""
    identifier = disease_death_record(case)
    return number(identifier) if identifier else 0.0

"""Platelets that stay low after transplantation: a CD34 boost, and eltrombopag or placebo, for those who need them."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.outcomes.recovery import first_sustained_day
from hemograft.planning.case import Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.case_parts import Donor
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import StrategyRun, run_strategy
from hemograft.planning.transplant_strategy import (
    transplant_strategy,
    transplant_with_boost,
    transplant_with_eltrombopag,
)
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.integrator import Array
from hemograft.trials.results import PatientTable
from hemograft.validation.estimate import Estimates, share
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

DAYS = 180
EIGHT_WEEKS = 56
COMPLETE_PLATELETS, COMPLETE_NEUTROPHILS, ANY_PLATELETS = 100.0, 1.5, 20.0
"""10^9/L: levels of a response to a boost, without transfusion (as most of its studies had them; assumed)."""
E, B = "eltrombopag.after_transplantation_response", "poor_graft_function.boost"


def low_platelets(simulation: Simulation) -> Estimates:
    """Responses among those who are eligible; patients alike but untreated are the placebo arm."""
    table = simulation.patients(partial(_treated, simulation.seed), "poor_graft_function", DAYS)
    columns = {name: values > 0.0 for name, values in table.columns.items()}
    eligible, boosted = columns["eligible"], columns["boosted"]
    found = {
        f"{E}_{level}{ending}": share(columns[f"{level}{ending}"][eligible])
        for level in (30, 50)
        for ending in ("", "_placebo")
    }
    return found | {
        f"{B}_complete_response": share(columns["complete"][boosted]),
        f"{B}_response": share(columns["any"][boosted]),
    }


def _treated(seed: int, part: range) -> PatientTable:
    case = Case.model_validate(
        {
            "age": 45,
            "weight": 72,
            "diagnosis": "acute_leukemia",
            "counts": [{"day": 0, "platelets": "90 10^9/L", "neutrophils": "1.7 10^9/L", "hemoglobin": "9.6 g/dL"}],
        }
    )
    dose = number("transplantation.cd34_dose_bone_marrow")
    donor = Donor(relation="matched_unrelated", source="bone_marrow", cd34_per_kg=dose)
    cohort = case_cohort(case, draw_individuals(seed, part))

    def followed(strategy: Strategy) -> StrategyRun:
        days = int(strategy.infusion_day) + DAYS
        return run_strategy(case, strategy, cohort, days, days)

    plain = transplant_strategy(case, donor, "donor")
    infusion = int(plain.infusion_day)
    untreated = followed(plain)
    helped = followed(transplant_with_eltrombopag(case, donor, "donor"))
    boosted = followed(transplant_with_boost(case, donor, "donor"))
    start = _first_day_in_need(untreated, infusion)
    boost_day = int(number("poor_graft_function.boost_day"))
    columns = {
        "eligible": np.isfinite(start),
        "boosted": _dependent(untreated, infusion)[boost_day] & (boosted.history.death > infusion + boost_day),
        "complete": _reached(boosted, infusion, COMPLETE_PLATELETS, boost_day)
        & (boosted.trajectory.observables.neutrophils[-1] >= COMPLETE_NEUTROPHILS),
        "any": _reached(boosted, infusion, ANY_PLATELETS, boost_day),
    }
    for level in (30, 50):
        for ending, run in (("", helped), ("_placebo", untreated)):
            columns[f"{level}{ending}"] = _sustained(run, infusion, float(level), start) <= start + EIGHT_WEEKS
    kept = {name: values.astype(np.float32) for name, values in columns.items()}
    return PatientTable({}, np.zeros((0, len(part)), dtype=np.int32), kept, {})


def _dependent(run: StrategyRun, infusion: int) -> NDArray[np.bool_]:
    """On each day after the graft, whether platelets were low on some morning of the last week, (days, patients)."""
    low = run.trajectory.observables.platelets[infusion:] < number("poor_graft_function.platelets")
    window = int(number("poor_graft_function.days"))
    return np.array([low[max(day - window + 1, 0) : day + 1].any(axis=0) for day in range(len(low))])


def _first_day_in_need(run: StrategyRun, infusion: int) -> Array:
    """The first day after the graft on which a patient meets the trial's criteria, infinity for never."""
    first, last = (int(number(f"eltrombopag.after_transplantation_{end}_day")) for end in ("first", "last"))
    ready = run.trajectory.observables.neutrophils[infusion:] >= number("eltrombopag.after_transplantation_neutrophils")
    day = np.arange(len(ready))[:, np.newaxis]
    alive = day + infusion < run.history.death
    needs = _dependent(run, infusion) & ready & alive & (day >= first) & (day <= last)
    return np.where(needs.any(axis=0), needs.argmax(axis=0).astype(float), np.inf)


def _sustained(run: StrategyRun, infusion: int, level: float, start: Array) -> Array:
    """First day after the graft, from ``start`` on, with sustained own platelets of ``level`` before death."""
    seen = run.trajectory
    platelets, units = seen.observables.platelets[infusion:].T, seen.platelet_units[infusion:].T
    day = first_sustained_day(platelets, units, level, np.where(np.isfinite(start), start, 0.0))
    return np.where(day + infusion < run.history.death, day, np.inf)


def _reached(run: StrategyRun, infusion: int, level: float, start: int) -> NDArray[np.bool_]:
    return np.isfinite(_sustained(run, infusion, level, np.full(run.history.death.shape, float(start))))


POOR_GRAFT_FUNCTION = Group(
    name="poor_graft_function",
    title="Low platelets after transplantation: eltrombopag (Ahmed et al 2021) and CD34 boosts (meta-analysis)",
    records=(
        *(f"{E}_{level}{ending}" for level in (30, 50) for ending in ("", "_placebo")),
        f"{B}_complete_response",
        f"{B}_response",
    ),
    run=low_platelets,
    assumed=(
        "Unrelated marrow after full conditioning. Eligible are those whose platelets are low between days 35 and 60"
        " with neutrophils back; a response is sustained without transfusion. A boost on day 60; a response to it is"
        " 20x10^9/L, a complete one 100x10^9/L with neutrophils of 1.5x10^9/L, by day 180."
    ),
    reasons=dict.fromkeys(
        (*(f"{E}_{level}{ending}" for level in (30, 50) for ending in ("", "_placebo")), f"{B}_response"),
        "Nearly all low counts on day 35 recover by themselves in the model; the trials chose lasting ones.",
    ),
    reduced=256,
)

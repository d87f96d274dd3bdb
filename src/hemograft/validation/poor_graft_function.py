"""Platelets that stay low after transplantation: a CD34 boost, and eltrombopag or placebo, for those who need them."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState
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

DAYS = 240
EIGHT_WEEKS = 56
COMPLETE_PLATELETS, COMPLETE_NEUTROPHILS, ANY_PLATELETS = 100.0, 1.5, 20.0
"""10^9/L: levels of a response to a boost, without transfusion (as most of its studies had them; assumed)."""
FEW_NEUTROPHILS = 1.0
"""10^9/L: poor graft function is of more than one lineage (Blood 2012;120:3147, abstract)."""
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
    boost_day = _boost_day(boosted, infusion)
    columns = {
        "eligible": np.isfinite(start),
        "boosted": _neutropenic(boosted, infusion, boost_day) & ~_explained(boosted, boost_day + infusion),
        "complete": np.isfinite(_sustained(boosted, infusion, COMPLETE_PLATELETS, boost_day))
        & (boosted.trajectory.observables.neutrophils[-1] >= COMPLETE_NEUTROPHILS),
        "any": np.isfinite(_sustained(boosted, infusion, ANY_PLATELETS, boost_day)),
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


def _boost_day(run: StrategyRun, infusion: int) -> Array:
    """Day after the graft on which each patient was given a boost alive, infinity for never."""
    boost = np.full(run.history.death.shape, np.inf)
    for item in run.trajectory.orders:
        if isinstance(item, AddToState) and item.state == "donor.stem_cells" and item.day > infusion:
            given = (np.asarray(item.amount) > 0.0) & (item.day != run.history.second_transplantation)
            boost = np.minimum(boost, np.where(given, item.day - infusion, np.inf))
    return np.where(boost + infusion < run.history.death, boost, np.inf)


def _neutropenic(run: StrategyRun, infusion: int, day: Array) -> NDArray[np.bool_]:
    """Whether each patient's neutrophils were few on his ``day`` after the graft; nobody on no day."""
    patients = np.flatnonzero(np.isfinite(day))
    found = np.zeros(day.shape, dtype=bool)
    seen = run.trajectory.observables.neutrophils[infusion + day[patients].astype(int), patients]
    found[patients] = seen < FEW_NEUTROPHILS
    return found


def _explained(run: StrategyRun, day: Array) -> NDArray[np.bool_]:
    """Whether graft-versus-host disease or relapse explains low counts on each patient's ``day`` of the plan."""
    history = run.history
    acute = (history.acute_gvhd <= day) & (day < history.acute_gvhd_end)
    chronic = (history.systemic_chronic_gvhd <= day) & (day < history.chronic_gvhd_end)
    return acute | chronic | (history.relapse <= day)


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
        "Unrelated marrow after full conditioning. Eligible are those whose platelets are low between days 35 and 180"
        " with neutrophils back; a response is sustained without transfusion. A boost from day 60 on, after four weeks"
        " of dependence, is read where neutrophils are few as well and neither graft-versus-host disease nor relapse"
        " explains them (as poor graft function is defined); a response to it is 20x10^9/L, a complete one 100x10^9/L"
        " with neutrophils of 1.5x10^9/L, by day 240."
    ),
    reasons=dict.fromkeys(
        (f"{E}_{level}{ending}" for level in (30, 50) for ending in ("", "_placebo")),
        "Nearly all low counts on day 35 recover by themselves in the model; the trial chose lasting ones.",
    )
    | {f"{B}_response": "New cells always find their place in the marrow of the model, whatever emptied it before."},
    reduced=768,
)

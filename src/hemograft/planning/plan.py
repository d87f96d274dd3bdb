"""The comparison: every strategy simulated for the same virtual patients, who share the patient's counts."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import xarray as xr

from hemograft import __version__
from hemograft.evidence import records
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.plan_costs import StrategyCosts, strategy_costs, with_costs
from hemograft.planning.plan_outcomes import OUTCOMES, outcome_values
from hemograft.planning.plan_warnings import plan_warnings
from hemograft.planning.platelet_volume import platelet_volume
from hemograft.planning.price_list import PriceList
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import StrategyRun, run_strategy
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.ensemble import chunks, map_chunks
from hemograft.simulation.integrator import DEFAULT_TOLERANCE, Array, solver_name
from hemograft.thrombocytopenia.intracranial_hemorrhage import intracranial_hemorrhage_probability

FOLLOW_UP = round(5 * DAYS_PER_YEAR)
"""Days for which outcomes are followed unless told otherwise: five years."""
VARIABLES = {
    "platelets": ("10^9/L", "platelet count"),
    "own_platelets": ("10^9/L", "platelets not transfused"),
    "neutrophils": ("10^9/L", "neutrophil count"),
    "hemoglobin": ("g/dL", "hemoglobin"),
    "thrombopoietin": ("multiple of normal", "thrombopoietin"),
    "donor_chimerism": ("fraction of neutrophils", "donor chimerism"),
    "transfusions": ("platelet units per day", "platelet units given"),
    "bleeding": ("probability per day", "onset of a bleed of WHO grade 2 or more"),
    "intracranial_hemorrhage": ("probability per day", "intracranial hemorrhage (immune thrombocytopenia)"),
    "mean_platelet_volume": ("fL", "mean platelet volume"),
}
"""Name -> unit and meaning of what the plan holds for each day on which a patient lives; nan after death."""


@dataclass(frozen=True)
class Plan:
    """A finished comparison.

    ``result`` has the daily `VARIABLES` by strategy, patient and day, the `OUTCOMES` by strategy and patient, and units
    in its attributes; with a price list also what `with_costs` adds.
    """

    case: Case
    strategies: tuple[Strategy, ...]
    result: xr.Dataset
    severity: Array
    warnings: tuple[str, ...]
    manifest: dict[str, str]


def make_plan(
    case: Case,
    *,
    chosen: Sequence[str] = (),
    patients: int,
    days: int,
    follow_up: int = FOLLOW_UP,
    seed: int,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
    prices: PriceList | None = None,
) -> Plan:
    """Simulates each strategy for ``patients`` virtual patients: ``days`` days of counts, and outcomes for longer.

    Args:
        case: the patient.
        chosen: names of strategies; all sensible ones by default.
        patients, days: how many and how long.
        follow_up: days of outcomes, for which the last counts are held unless the disease keeps changing them; ``days``
            where that is more.
        seed: fixes everything random; the same seed gives the same numbers on any number of workers.
        workers: processes, by default one a core.
        on_done: called with the patients finished since the last call.
        prices: what resources cost, to have the cost of care beside its outcomes.

    Raises:
        StrategyError: see `strategies_for`.
        UnexplainedCountError: the diagnosis cannot explain the patient's platelet count.
    """
    strategies = strategies_for(case, chosen)
    follow_up = max(follow_up, days)
    names = tuple(strategy.name for strategy in strategies)
    task = partial(_simulate_part, case, names, days, follow_up, seed, prices)
    parts = map_chunks(task, chunks(patients), workers=workers, on_done=on_done)
    warnings = plan_warnings(case, strategies)
    manifest = {
        "version": __version__,
        "seed": str(seed),
        "patients": str(patients),
        "days": str(days),
        "follow_up": str(follow_up),
        "solver": f"{solver_name()}, tolerance {DEFAULT_TOLERANCE:g} per step",
        "parameters_sha256": parameters_sha256(),
        "case_sha256": case.case_sha256,
        "warnings": json.dumps(warnings),
    }
    dimensions = ("strategy", "patient", "day")
    result = xr.Dataset(
        {
            name: (
                dimensions[: parts[0][0][name].ndim],
                np.concatenate([part[name] for part, _, _ in parts], axis=1),
                {"units": units, "long_name": long_name},
            )
            for name, (units, long_name) in {**VARIABLES, **OUTCOMES}.items()
        },
        coords={
            "strategy": [strategy.name for strategy in strategies],
            "recovery_from": ("strategy", [strategy.infusion_day for strategy in strategies]),
            "patient": np.arange(patients),
            "day": np.arange(days + 1),
        },
        attrs=manifest,
    )
    if prices is not None:
        result = with_costs(result, prices, [costs for _, _, costs in parts])
        manifest["prices_sha256"] = prices.prices_sha256
    severity = np.concatenate([severity for _, severity, _ in parts])
    return Plan(case, strategies, result, severity, warnings, manifest)


def parameters_sha256() -> str:
    """Digest of all evidence records: any changed number changes it."""
    content = json.dumps({name: item.model_dump(mode="json") for name, item in records().items()}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _simulate_part(
    case: Case, names: tuple[str, ...], days: int, follow_up: int, seed: int, prices: PriceList | None, part: range
) -> tuple[dict[str, np.ndarray], Array, list[StrategyCosts]]:
    """All strategies for some of the patients: arrays (strategy, patient) with or without days, severities, costs."""
    people = draw_individuals(seed, part)
    cohort = case_cohort(case, people)
    columns: dict[str, list[np.ndarray]] = {name: [] for name in (*VARIABLES, *OUTCOMES)}
    costs: list[StrategyCosts] = []
    for strategy in strategies_for(case, names):
        run = run_strategy(case, strategy, cohort, days, follow_up)
        outcomes = outcome_values(case, strategy, run.history)
        dead = np.arange(days + 1.0)[:, np.newaxis] > outcomes["death"]
        for name, values in _columns(case, strategy, run.first(days)).items():
            columns[name].append(np.where(dead, np.nan, values).T.astype(np.float32))
        for name, values in outcomes.items():
            columns[name].append(values)
        if prices is not None:
            costs.append(strategy_costs(case, strategy, cohort.people, run, prices))
    return {name: np.array(values) for name, values in columns.items()}, cohort.severity, costs


def _columns(case: Case, strategy: Strategy, run: StrategyRun) -> dict[str, Array]:
    """What the result holds of each day, by variable, each of shape (days + 1, patients)."""
    seen = run.trajectory.observables
    chimerism = seen.donor_chimerism if strategy.transplant else np.full_like(seen.platelets, np.nan)
    return {
        "platelets": seen.platelets,
        "own_platelets": seen.own_platelets,
        "neutrophils": seen.neutrophils,
        "hemoglobin": seen.hemoglobin,
        "thrombopoietin": seen.thrombopoietin,
        "donor_chimerism": chimerism,
        "transfusions": run.trajectory.platelet_units,
        "bleeding": -np.expm1(-run.bleeding),
        "intracranial_hemorrhage": _intracranial_hemorrhage(case, seen.platelets),
        "mean_platelet_volume": platelet_volume(case, run.patients, seen),
    }


def _intracranial_hemorrhage(case: Case, platelets: Array) -> Array:
    """Known for immune thrombocytopenia alone."""
    if case.diagnosis != IMMUNE_THROMBOCYTOPENIA:
        return np.full_like(platelets, np.nan)
    return intracranial_hemorrhage_probability(platelets, case.age)

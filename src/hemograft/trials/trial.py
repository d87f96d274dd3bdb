"""A whole virtual trial: the pool simulated, the first trial analyzed, the replicates counted."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hemograft import __version__
from hemograft.planning.plan import parameters_sha256
from hemograft.planning.plan_outcomes import survival_is_predicted
from hemograft.planning.strategy import Strategy
from hemograft.simulation.integrator import DEFAULT_TOLERANCE, solver_name
from hemograft.trials.design import TrialDesign, arm_strategy
from hemograft.trials.full_analysis import FullAnalysis, full_analysis
from hemograft.trials.operating_characteristics import (
    OperatingCharacteristics,
    operating_characteristics,
    total_replicates,
)
from hemograft.trials.pool import simulate_pool
from hemograft.trials.results import PatientTable

CHUNK_FOLDER = ".chunks"
FEW = 4
"""Below this many times the patients of a trial, replicates share most of their patients."""

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""progress(what, steps) gives a function that takes the steps done."""


@dataclass(frozen=True)
class Trial:
    """A finished virtual trial; ``strategies`` are those of the arms."""

    design: TrialDesign
    strategies: tuple[Strategy, ...]
    table: PatientTable
    analysis: FullAnalysis
    characteristics: OperatingCharacteristics
    warnings: tuple[str, ...]
    manifest: dict[str, str]


def run_trial(
    design: TrialDesign,
    out: Path,
    *,
    progress: Progress,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Trial:
    """Simulates, analyzes and replicates a trial; patients that ``out`` holds already are not simulated again.

    Args:
        design: the trial.
        out: folder of the results; the simulated patients are kept inside.
        progress: shows how far it is.
        workers, scheduler: where patients are simulated, see `simulate_pool`.

    Raises:
        CheckpointError, OSError, SchedulerError: see `simulate_pool`.
        ValueError: chance left an arm without patients, see `full_analysis`.
    """
    with progress(f"Simulating {design.pool} patients in {len(design.arms)} arms", design.pool) as advance:
        table = simulate_pool(design, out / CHUNK_FOLDER, workers=workers, scheduler=scheduler, advance=advance)
    strategies = tuple(arm_strategy(design, arm) for arm in design.arms)
    infusion_days = np.array([strategy.infusion_day for strategy in strategies])
    analysis = full_analysis(design, table, infusion_days)
    truths = [comparison.truth for comparison in analysis.endpoints[0].comparisons]
    with progress("Replicating the trial", total_replicates(design)) as advance:
        characteristics = operating_characteristics(design, table, infusion_days, truths, advance=advance)
    warnings = _warnings(design, strategies, characteristics)
    manifest = {
        "version": __version__,
        "seed": str(design.seed),
        "patients": str(design.patients),
        "pool": str(design.pool),
        "replicates": str(design.replicates),
        "days": str(design.days),
        "follow_up": str(design.follow_up),
        "solver": f"{solver_name()}, tolerance {DEFAULT_TOLERANCE:g} per step",
        "parameters_sha256": parameters_sha256(),
        "design_sha256": design.design_sha256,
        "warnings": json.dumps(warnings),
    }
    return Trial(design, strategies, table, analysis, characteristics, warnings, manifest)


def _warnings(design: TrialDesign, strategies: Sequence[Strategy], found: OperatingCharacteristics) -> tuple[str, ...]:
    warnings: list[str] = []
    if not all(survival_is_predicted(design.case, strategy) for strategy in strategies):
        warnings.append(
            "Survival is not predicted in this disease: deaths and infections are those of low counts and age alone."
        )
    if design.pool < FEW * design.patients:
        warnings.append(
            f"The pool is only {design.pool / design.patients:.3g} times the trial: replicate trials share many of"
            " their patients, and power is that of this pool."
        )
    if found.unusable > 0.0:
        warnings.append(
            f"In {found.unusable:.1%} of the replicate trials the primary endpoint could not be tested (too few events,"
            " or follow-up that ends before the horizon); they count as not significant."
        )
    if solver_name() == "scipy":
        warnings.append("heyoka is not available on this machine: the portable solver is right but slow.")
    return tuple(warnings)

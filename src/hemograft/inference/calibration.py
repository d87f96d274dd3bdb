"""Joint calibration of the centre: CMA-ES on the deviations from all targets plus log-normal priors.

Covariance matrix adaptation (Hansen, arXiv:1604.00772) through the package ``cma``. The search is seeded, shows its
progress, and goes on where it was stopped.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.steady_state import SteadyStateError
from hemograft.inference.candidates import Candidates
from hemograft.inference.free_parameters import FREE_PARAMETERS, FreeParameter
from hemograft.inference.scenarios import Results, run_scenarios
from hemograft.inference.targets import calibration_targets, deviation
from hemograft.simulation.integrator import Array, IntegrationError
from hemograft.population.severity import UnexplainedCountError
from hemograft.whole_file import write_whole

POPULATION = 24
FIRST_SPREAD = 0.05
INSIDE_WEIGHT, OUTSIDE_WEIGHT, PRIOR_WEIGHT = 0.2, 4.0, 0.1
"""A result inside its tolerance pulls gently to the aim; outside, strongly back in."""
CLEAR_OF_EDGE = 0.85
"""Half widths; the strong pull starts a little inside the edge."""
FAILED = 1e6


@dataclass(frozen=True)
class Calibration:
    """The best parameters found, by record id, with their loss."""

    values: dict[str, float]
    loss: float
    generations: int


def natural(coordinates: Array) -> dict[str, Array]:
    """Values of the free records for search coordinates, shape (candidates, parameters).

    A coordinate is the log of the value (of its excess over a lower bound of 1) over the prior centre.
    """
    return {
        free.record: np.clip(
            _offset(free) + (free.centre - _offset(free)) * np.exp(coordinates[:, index]), free.low, free.high
        )
        for index, free in enumerate(FREE_PARAMETERS)
    }


def standing() -> Array:
    """Coordinates of the values that the records hold now; the search starts there."""
    return np.array(
        [np.log((number(free.record) - _offset(free)) / (free.centre - _offset(free))) for free in FREE_PARAMETERS]
    )


def _offset(free: FreeParameter) -> float:
    """Responses and stresses live above 1; their logarithm is taken from there."""
    return 1.0 if free.low > 1.0 else 0.0


def losses(coordinates: Array) -> Array:
    """Loss of each candidate; `FAILED` where the model has no steady state or leaves the finite numbers."""
    try:
        results = run_scenarios(Candidates(natural(coordinates), len(coordinates)))
    except (IntegrationError, SteadyStateError, UnexplainedCountError, np.linalg.LinAlgError):
        if len(coordinates) == 1:
            return np.array([FAILED])
        half = len(coordinates) // 2
        return np.concatenate([losses(coordinates[:half]), losses(coordinates[half:])])
    return _misfit(results, len(coordinates)) + _prior(coordinates)


def _misfit(results: Results, count: int) -> Array:
    total = np.zeros(count)
    for name, target in calibration_targets().items():
        deviations = np.array([deviation(target, float(value)) for value in results[name]])
        outside = np.maximum(np.abs(deviations) - CLEAR_OF_EDGE, 0.0)
        # beyond the edge the pull grows linearly, so that one hopeless target does not own the fit
        total += INSIDE_WEIGHT * np.minimum(deviations**2, 1.0) + OUTSIDE_WEIGHT * (np.sqrt(1.0 + 4 * outside**2) - 1.0)
    return total


def _prior(coordinates: Array) -> Array:
    spreads = np.array([free.log_sd for free in FREE_PARAMETERS])
    return PRIOR_WEIGHT * np.sum((coordinates / spreads) ** 2, axis=1)


def calibrate(
    *, generations: int, seed: int, checkpoint: Path, on_generation: Callable[[int, float], None]
) -> Calibration:
    """Runs or resumes the search from where the records stand, and returns the best point.

    Args:
        generations: total number of generations, including those of an earlier run.
        seed: seed of the search.
        checkpoint: file that holds the state of the search; written whole after every tenth generation.
        on_generation: called with the generation and the best loss so far.

    Raises:
        ImportError: the extra ``hemograft[calibrate]`` is not installed.
    """
    import cma

    spreads = np.array([free.log_sd for free in FREE_PARAMETERS])
    if checkpoint.exists():
        search: Any = pickle.loads(checkpoint.read_bytes())
    else:
        search = cma.CMAEvolutionStrategy(
            standing(),
            FIRST_SPREAD,
            {
                "seed": seed,
                "popsize": POPULATION,
                "CMA_stds": spreads / spreads.mean(),
                "verbose": -9,
                "maxiter": 10**9,
                "tolstagnation": 10**9,
                "tolfun": 0,
                "tolx": 0,
            },
        )
    while search.countiter < generations:
        proposals = search.ask()
        if search.countiter == 0:
            proposals[0] = standing()  # the result is never worse than what stands
        search.tell(proposals, losses(np.array(proposals)).tolist())
        on_generation(search.countiter, float(search.result.fbest))
        if search.countiter % 10 == 0:
            write_whole(checkpoint, pickle.dumps(search))
    write_whole(checkpoint, pickle.dumps(search))
    best = np.array(search.result.xbest)[None, :]
    values = natural(best)
    return Calibration(
        values={record: float(value[0]) for record, value in values.items()},
        loss=float(search.result.fbest),
        generations=search.countiter,
    )

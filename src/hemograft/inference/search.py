"""The search for the best values of one step: CMA-ES where several parameters are free, Brent's method where one is.

Covariance matrix adaptation (Hansen, arXiv:1604.00772) through the package ``cma``. A step that descends has many
parameters and smooth readings: least squares by trust regions (scipy), with differences that common random numbers make
meaningful. A search is seeded and goes on where it was stopped. What it tried on its way also says how well determined
the values are.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hemograft.hematopoiesis.steady_state import SteadyStateError
from hemograft.inference.candidates import Candidates
from hemograft.inference.free_parameters import prior_penalty, values_at
from hemograft.inference.misfit import PRIOR_WEIGHT, misfit, signed_root
from hemograft.inference.step import Step
from hemograft.population.severity import UnexplainedCountError
from hemograft.simulation.integrator import Array, IntegrationError
from hemograft.whole_file import write_whole

FAILED = 1e6
NEAR_BEST = 3.0
"""Sets whose loss is within this of the least fit nearly as well: it is what one target costs that lies outside its
interval by half of a half width."""
SAVED_EVERY = 10
"""Generations."""
WIDEST = 3.0
"""Prior standard deviations within which a single parameter is searched."""
DIFFERENCE = 0.3
"""Prior standard deviations by which a descent moves a parameter to see its effect: wide enough for counted events."""


@dataclass(frozen=True)
class Fit:
    """The best values found, by record id, with the range over the ``near_sets`` sets that fit nearly as well."""

    values: dict[str, float]
    near: dict[str, tuple[float, float]]
    near_sets: int
    loss: float
    trials: int


@dataclass
class _Trials:
    """Every set tried so far whose loss is near the least one."""

    coordinates: Array
    losses: Array = field(default_factory=lambda: np.empty(0))
    count: int = 0

    def add(self, coordinates: Array, losses: Array) -> None:
        self.count += len(losses)
        self.coordinates = np.concatenate([self.coordinates, coordinates])
        self.losses = np.concatenate([self.losses, losses])
        near = self.losses <= self.losses.min() + NEAR_BEST
        self.coordinates, self.losses = self.coordinates[near], self.losses[near]

    def fit(self, step: Step) -> Fit:
        best = int(self.losses.argmin())
        values = values_at(step.free, self.coordinates)
        return Fit(
            values={record: float(tried[best]) for record, tried in values.items()},
            near={record: (float(tried.min()), float(tried.max())) for record, tried in values.items()},
            near_sets=len(self.losses),
            loss=float(self.losses[best]),
            trials=self.count,
        )


def losses(step: Step, coordinates: Array, seed: int) -> Array:
    """Loss of each candidate, shape (candidates,), at ``coordinates`` of shape (candidates, parameters).

    It is `FAILED` where the model has no steady state or leaves the finite numbers.
    """
    count = len(coordinates)
    try:
        results = step.simulate(Candidates(values_at(step.free, coordinates), count), seed)
    except (IntegrationError, SteadyStateError, UnexplainedCountError, np.linalg.LinAlgError):
        if count == 1:
            return np.array([FAILED])
        half = count // 2
        return np.concatenate([losses(step, coordinates[:half], seed), losses(step, coordinates[half:], seed)])
    return misfit(step.target_records, results, count) + PRIOR_WEIGHT * prior_penalty(step.free, coordinates)


def search(
    step: Step, *, seed: int, checkpoint: Path | None = None, on_generation: Callable[[int, float], None] | None = None
) -> Fit:
    """Runs or resumes the search of a step from its prior centres.

    Args:
        step: what is free and what it must meet.
        seed: of the search and of the simulated patients.
        checkpoint: file for the state of the search, written whole every tenth generation.
        on_generation: called with the generation and the least loss so far.

    Raises:
        ImportError: the extra ``hemograft[calibrate]`` is not installed.
    """
    report = on_generation or (lambda _generation, _loss: None)
    if len(step.free) == 1:
        return _search_one(step, seed, report)
    if step.descends:
        return _search_by_descent(step, seed, report)
    return _search_several(step, seed, checkpoint, report)


def _search_several(step: Step, seed: int, checkpoint: Path | None, report: Callable[[int, float], None]) -> Fit:
    try:
        import cma
    except ImportError:
        raise ImportError("a calibration needs the package cma: install hemograft[calibrate]") from None
    count = len(step.free)
    spreads = np.array([free.log_sd for free in step.free])
    if checkpoint is not None and checkpoint.exists():
        state: Any
        trials: _Trials
        state, trials = pickle.loads(checkpoint.read_bytes())
    else:
        state = cma.CMAEvolutionStrategy(
            np.zeros(count),
            step.first_spread * spreads.mean(),
            {
                "seed": seed,
                "popsize": step.generation_size,
                "CMA_stds": spreads / spreads.mean(),
                "verbose": -9,
                "maxiter": 10**9,
                "tolstagnation": 10**9,
                "tolfun": 0,
                "tolx": 0,
            },
        )
        trials = _Trials(np.empty((0, count)))
    while state.countiter < step.generations:
        proposals = state.ask()
        if state.countiter == 0:
            proposals[0] = np.zeros(count)
        tried = np.array(proposals)
        found = losses(step, tried, seed)
        state.tell(proposals, found.tolist())
        trials.add(tried, found)
        report(state.countiter, float(trials.losses.min()))
        if checkpoint is not None and state.countiter % SAVED_EVERY == 0:
            write_whole(checkpoint, pickle.dumps((state, trials)))
    return trials.fit(step)


def _search_one(step: Step, seed: int, report: Callable[[int, float], None]) -> Fit:
    from scipy.optimize import minimize_scalar

    trials = _Trials(np.empty((0, 1)))

    def loss(coordinate: float) -> float:
        tried = np.array([[coordinate]])
        found = losses(step, tried, seed)
        trials.add(tried, found)
        report(trials.count, float(trials.losses.min()))
        return float(found[0])

    reach = WIDEST * step.free[0].log_sd
    minimize_scalar(
        loss, bounds=(-reach, reach), method="bounded", options={"maxiter": step.generations, "xatol": 1e-3}
    )
    return trials.fit(step)


def _search_by_descent(step: Step, seed: int, report: Callable[[int, float], None]) -> Fit:
    from scipy.optimize import least_squares

    trials = _Trials(np.empty((0, len(step.free))))
    spreads = np.array([free.log_sd for free in step.free])

    def residuals(coordinates: Array) -> Array:
        """Shape (candidates, targets + parameters); their squares add up to the losses."""
        results = step.simulate(Candidates(values_at(step.free, coordinates), len(coordinates)), seed)
        missed = [signed_root(target, results[identifier]) for identifier, target in step.target_records.items()]
        found = np.column_stack([*missed, np.sqrt(PRIOR_WEIGHT) * coordinates / spreads])
        trials.add(coordinates, np.sum(found**2, axis=1))
        report(trials.count, float(trials.losses.min()))
        return found

    def at(scaled: Array) -> Array:
        return residuals(np.atleast_2d(scaled * spreads))[0]

    def slopes(scaled: Array) -> Array:
        moved = scaled + DIFFERENCE * np.eye(len(scaled))
        found = residuals(np.vstack([scaled, moved]) * spreads)
        return (found[1:] - found[0]).T / DIFFERENCE

    least_squares(
        at,
        np.zeros(len(spreads)),
        jac=slopes,  # pyright: ignore[reportArgumentType]
        bounds=(-WIDEST, WIDEST),
        max_nfev=step.generations,
        xtol=1e-3,
        ftol=1e-3,
    )
    return trials.fit(step)

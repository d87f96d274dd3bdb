"""The narrow interface to a solver, and the choice of one.

heyoka (Taylor series, eight patients a SIMD batch) where its wheel exists, SciPy everywhere else: the same
right-hand side, right everywhere, fast on Linux.
"""

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class VectorField(Protocol):
    """A model: names, and one right-hand side for every array namespace. Must be hashable (compiled once)."""

    @property
    def state_names(self) -> tuple[str, ...]: ...

    @property
    def parameter_names(self) -> tuple[str, ...]: ...

    def derivative(self, xp: Any, state: Any, parameters: Any) -> list[Any]: ...


class Integrator(Protocol):
    """Advances many patients that share one model."""

    def advance(self, state: Array, parameters: Array, start: float, stop: float) -> Array:
        """States at day ``stop`` of patients that were at ``state`` on day ``start``.

        Args:
            state: shape (states, patients).
            parameters: shape (parameters, patients).
            start, stop: days, ``stop`` after ``start``.

        Returns:
            shape (states, patients).

        Raises:
            IntegrationError: a trajectory left the finite numbers.
        """
        ...

    def sample(self, state: Array, parameters: Array, start: float, times: Sequence[float]) -> Array:
        """States at several days, ascending and after ``start``: shape (times, states, patients).

        As `advance` called for one day after the other, but each batch of patients stays in the solver.
        """
        ...


class IntegrationError(RuntimeError):
    """The solver could not reach the end of the interval."""


DEFAULT_TOLERANCE = 1e-6


def solver_name() -> str:
    """The solver that `integrator` chooses on this machine."""
    return "heyoka" if importlib.util.find_spec("heyoka") else "scipy"


@lru_cache(maxsize=64)
def integrator(model: VectorField, tolerance: float = DEFAULT_TOLERANCE, solver: str | None = None) -> Integrator:
    """The integrator of a model, compiled once per process for each model and tolerance.

    Args:
        model: any `VectorField`, such as a `BloodSystem`.
        tolerance: relative error per step.
        solver: ``"heyoka"`` or ``"scipy"``; by default what this machine has.

    Raises:
        ValueError: the solver is unknown.
    """
    chosen = solver or solver_name()
    if chosen == "heyoka":
        from hemograft.simulation.heyoka_integrator import HeyokaIntegrator

        return HeyokaIntegrator(model, tolerance)
    if chosen == "scipy":
        from hemograft.simulation.scipy_integrator import ScipyIntegrator

        return ScipyIntegrator(model, tolerance)
    raise ValueError(f"solver {chosen!r} is unknown; use 'heyoka' or 'scipy'")

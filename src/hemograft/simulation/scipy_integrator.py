"""The portable solver: SciPy's LSODA on the same right-hand side, one patient at a time."""

from collections.abc import Callable, Sequence
from typing import final

import numpy as np
from scipy.integrate import solve_ivp

from hemograft.simulation.integrator import Array, IntegrationError, VectorField

ABSOLUTE_SHARE = 1e-3
"""Absolute tolerance as a share of the relative one: states are of order 1 to 400."""


@final
class ScipyIntegrator:
    """Right everywhere, slow: about a hundredth of the speed of `HeyokaIntegrator`."""

    def __init__(self, model: VectorField, tolerance: float) -> None:
        self._model = model
        self._tolerance = tolerance

    def advance(self, state: Array, parameters: Array, start: float, stop: float) -> Array:
        """See `Integrator.advance`."""
        return self.sample(state, parameters, start, [stop])[0]

    def sample(self, state: Array, parameters: Array, start: float, times: Sequence[float]) -> Array:
        """See `Integrator.sample`."""
        result = np.empty((len(times), *state.shape))
        for patient in range(state.shape[1]):
            solution = solve_ivp(
                self._rates(parameters[:, patient], patient),
                (start, times[-1]),
                state[:, patient],
                t_eval=times,
                method="LSODA",
                rtol=self._tolerance,
                atol=self._tolerance * ABSOLUTE_SHARE,
            )
            if not solution.success or not np.isfinite(solution.y).all():
                raise IntegrationError(f"patient {patient}: {solution.message} (day {start:g} to {times[-1]:g})")
            result[:, :, patient] = solution.y.T
        return result

    def _rates(self, parameters: Array, patient: int) -> Callable[[float, Array], Array]:
        def rates(day: float, state: Array) -> Array:
            with np.errstate(all="ignore"):
                result = np.array(self._model.derivative(np, list(state), list(parameters)), dtype=float)
            # LSODA would shorten its step for ever on a rate that is not finite.
            if not np.isfinite(result).all():
                raise IntegrationError(f"patient {patient}: the rates are not finite on day {day:g}")
            return result

        return rates

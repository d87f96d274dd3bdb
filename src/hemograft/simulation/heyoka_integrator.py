"""Taylor integration, compiled by LLVM, eight patients a SIMD batch (Biscani and Izzo, MNRAS 2021;504:2614)."""

from typing import Any, final

import heyoka
import numpy as np

from hemograft.simulation.integrator import Array, IntegrationError, VectorField

LANES = 8
"""Patients per batch: the width of an AVX-512 vector of doubles; narrower machines split it at no loss."""


class _HeyokaNamespace:
    """What a right-hand side may ask of ``xp``."""

    sqrt = staticmethod(heyoka.sqrt)
    exp = staticmethod(heyoka.exp)
    log = staticmethod(heyoka.log)
    tanh = staticmethod(heyoka.tanh)


@final
class HeyokaIntegrator:
    """One compiled batch integrator that every batch of patients passes through."""

    def __init__(self, model: VectorField, tolerance: float) -> None:
        variables = [heyoka.expression(f"x{index}") for index in range(len(model.state_names))]
        parameters = [heyoka.par[index] for index in range(len(model.parameter_names))]
        right_hand_side = model.derivative(_HeyokaNamespace, variables, parameters)
        self._batch: Any = heyoka.taylor_adaptive_batch(
            [
                (variable, heyoka.expression(value) if isinstance(value, float | int) else value)
                for variable, value in zip(variables, right_hand_side, strict=True)
            ],
            np.ones((len(variables), LANES)),
            pars=np.ones((len(parameters), LANES)),
            tol=tolerance,
            compact_mode=False,
        )

    def advance(self, state: Array, parameters: Array, start: float, stop: float) -> Array:
        """See `Integrator.advance`."""
        patients = state.shape[1]
        result = np.empty_like(state)
        batch = self._batch
        for first in range(0, patients, LANES):
            lanes = np.minimum(np.arange(first, first + LANES), patients - 1)
            batch.state[:] = state[:, lanes]
            batch.pars[:] = parameters[:, lanes]
            batch.set_time([start] * LANES)
            batch.propagate_until([stop] * LANES)
            used = min(LANES, patients - first)
            result[:, first : first + used] = batch.state[:, :used]
        if not np.isfinite(result).all():
            patient = int(np.argmin(np.isfinite(result).all(axis=0)))
            raise IntegrationError(f"patient {patient}: the state is not finite between day {start:g} and {stop:g}")
        return result

"""Taylor integration, compiled by LLVM, eight patients a SIMD batch (Biscani and Izzo, MNRAS 2021;504:2614)."""

from collections.abc import Sequence
from typing import Any, final

import heyoka
import numpy as np

from hemograft.simulation.hoisting import hoist
from hemograft.simulation.integrator import Array, IntegrationError, VectorField

LANES = 8
"""Patients per batch: the width of an AVX-512 vector of doubles; narrower machines split it at no loss."""
BATCH_ITEM = np.dtype(f"V{8 * LANES}")
"""The values of one state in a batch, as one item of 64 bytes."""


@final
class HeyokaIntegrator:
    """One compiled batch integrator that every batch of patients passes through."""

    def __init__(self, model: VectorField, tolerance: float) -> None:
        variables = [heyoka.expression(f"x{index}") for index in range(len(model.state_names))]
        hoisted = hoist(model, variables)
        self._batch: Any = heyoka.taylor_adaptive_batch(
            list(zip(variables, hoisted.right_hand_side, strict=True)),
            np.ones((len(variables), LANES)),
            pars=np.ones((hoisted.count, LANES)),
            tol=tolerance,
            compact_mode=False,
            # The unrolled code outgrows the instruction cache; full-width vectors halve it.
            force_avx512=True,
        )
        self._derived = hoisted.derived
        # Views into the batch.
        self._state, self._constants = self._batch.state, self._batch.pars
        self._last: tuple[Array, Array] | None = None

    def advance(self, state: Array, parameters: Array, start: float, stop: float) -> Array:
        """See `Integrator.advance`."""
        return self.sample(state, parameters, start, [stop])[0]

    def sample(self, state: Array, parameters: Array, start: float, times: Sequence[float]) -> Array:
        """See `Integrator.sample`."""
        states, patients = state.shape
        batches = -(-patients // LANES)
        result = np.empty((len(times), states, batches * LANES))
        # one item a state and batch: NumPy copies 64 bytes at once, thrice as fast as eight numbers
        items, reached = result.view(BATCH_ITEM), self._state.view(BATCH_ITEM)[:, 0]
        constants = self._constants_of(parameters)
        for batch in range(batches):
            # idle lanes repeat the last patient: an unset one could stop the batch
            lanes = np.minimum(np.arange(batch * LANES, (batch + 1) * LANES), patients - 1)
            self._state[:], self._constants[:] = state[:, lanes], constants[:, lanes]
            self._batch.set_time(start)
            for target, time in zip(items[:, :, batch], times, strict=True):
                self._batch.propagate_until(time)
                target[:] = reached
        result = result[:, :, :patients]
        finite = np.isfinite(result[-1]).all(axis=0)
        if not finite.all():
            patient = int(np.argmin(finite))
            raise IntegrationError(f"patient {patient}: the state is not finite by day {times[-1]:g}")
        return result

    def _constants_of(self, parameters: Array) -> Array:
        """Derived parameters; most calls come with the parameters of the call before."""
        if self._last is None or not np.array_equal(self._last[0], parameters):
            self._last = parameters.copy(), self._derived(parameters)
        return self._last[1]

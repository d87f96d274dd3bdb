"""Steady states are found, not assumed: pseudo-transient continuation for many patients at once.

Implicit Euler steps whose length grows as the residual falls end as Newton's method (Kelley and Keyes, SIAM J Numer
Anal 1998;35:508). Patients are solved together, each with its own step length.
"""

from collections.abc import Callable

import numpy as np

from hemograft.hematopoiesis.blood_system import Array, BloodSystem

RELATIVE_STEP = 1e-7
TOLERANCE = 1e-9
"""Largest derivative allowed, per day, relative to the size of each state (at least 1)."""
ITERATIONS = 200
FIRST_STEP = 1.0
LONGEST_STEP = 1e7
"""Days. Neutral directions (a clone that is absent) stay regular because the step stays finite."""


class SteadyStateError(RuntimeError):
    """No steady state was found."""


def steady_state(system: BloodSystem, parameters: Array, guess: Array, *, first_step: float = FIRST_STEP) -> Array:
    """The state that the vector field leaves alone, near ``guess``.

    Args:
        system: the model.
        parameters: shape (parameters, patients).
        guess: shape (states, patients).
        first_step: days of the first pseudo-time step; long where the guess is known to be near.

    Returns:
        shape (states, patients).

    Raises:
        SteadyStateError: some patient has not settled.
    """

    def field(state: Array) -> Array:
        copies = state.shape[1] // parameters.shape[1]
        return np.array(np.broadcast_arrays(*system.derivative(np, state, np.tile(parameters, copies))))

    return settle(field, guess, first_step)


def settle(field: Callable[[Array], Array], guess: Array, first_step: float = FIRST_STEP) -> Array:
    """Follows ``field`` to rest; see `steady_state`.

    ``field`` takes (unknowns, k * patients), patient-minor copies side by side, and returns the same shape.
    """
    state = guess.astype(float).copy()
    unknowns, patients = state.shape
    step = np.full(patients, first_step)
    residual = field(state)
    size = _size(state, residual)
    for _ in range(ITERATIONS):
        if (size < TOLERANCE).all():
            return state
        jacobian = _jacobian(field, state, residual)
        matrix = np.eye(unknowns)[None] / step[:, None, None] - jacobian
        change = np.linalg.solve(matrix, residual.T[:, :, None])[:, :, 0].T
        proposal = np.maximum(state + change, 0.0)
        new_residual = field(proposal)
        new_size = _size(proposal, new_residual)
        better = np.isfinite(new_size) & (new_size < 10.0 * size)
        state = np.where(better, proposal, state)
        residual = np.where(better, new_residual, residual)
        growth = np.clip(size / np.maximum(new_size, 1e-300), 0.5, 4.0)
        step = np.where(better, np.minimum(step * np.maximum(growth, 1.2), LONGEST_STEP), step / 4.0)
        size = np.where(better, new_size, size)
    if (size < TOLERANCE).all():
        return state
    worst = int(np.argmax(np.where(np.isfinite(size), size, np.inf)))
    raise SteadyStateError(f"patient {worst} still changes by {size[worst]:.2g} per day after {ITERATIONS} steps")


def _size(state: Array, residual: Array) -> Array:
    return np.max(np.abs(residual) / np.maximum(np.abs(state), 1.0), axis=0)


def _jacobian(field: Callable[[Array], Array], state: Array, residual: Array) -> Array:
    """Forward differences of all unknowns in one call; shape (patients, unknowns, unknowns)."""
    unknowns, patients = state.shape
    steps = RELATIVE_STEP * np.maximum(np.abs(state), 1e-3)
    perturbed = np.tile(state, unknowns).reshape(unknowns, unknowns, patients)
    index = np.arange(unknowns)
    perturbed[index, index] += steps
    shifted = field(perturbed.reshape(unknowns, -1)).reshape(unknowns, unknowns, patients)
    slopes = (shifted - residual[:, None, :]) / steps[None]
    return np.transpose(slopes, (2, 0, 1))

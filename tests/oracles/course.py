"""A published model run by the production integrator: doses are stops, never terms of the equations."""

from collections.abc import Sequence

import numpy as np

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.simulation.integrator import Array, VectorField, integrator

ORACLE_TOLERANCE = 1e-10
"""Far below the last printed digit of any number: only the equations and the schedule are tested."""


def course(
    model: VectorField,
    state: Array,
    parameters: Array,
    days: Array,
    doses: Sequence[Intervention] = (),
    tolerance: float = ORACLE_TOLERANCE,
    solver: str | None = None,
) -> Array:
    """States on ``days``, of which the first is that of ``state``; a dose acts after its day's observation.

    Args:
        state: shape (states, patients).
        parameters: shape (parameters, patients).
        days: shape (observations,), ascending.
        doses: additions to a state or settings of a parameter, none before the first or after the last day.

    Returns:
        shape (observations, states, patients).
    """
    engine = integrator(model, tolerance, solver)
    state, parameters = state.copy(), parameters.copy()
    observed = set(days.tolist())
    now, seen = float(days[0]), list[Array]()
    for stop in sorted({*observed, *(dose.day for dose in doses)}):
        if stop > now:
            state = engine.advance(state, parameters, now, stop)
            now = stop
        if stop in observed:
            seen.append(state.copy())
        for dose in doses:
            if dose.day != stop:
                continue
            if isinstance(dose, SetParameter):
                parameters[model.parameter_names.index(dose.parameter)] = dose.value
            else:
                state[model.state_names.index(dose.state)] += dose.amount
    return np.stack(seen)


def column(values: Sequence[float]) -> Array:
    """One patient's states or parameters, shape (values, 1)."""
    return np.array(values, dtype=float)[:, None]


def worst_relative_difference(values: Array, reference: Array) -> float:
    """Largest difference of two courses; each state is relative to its own largest value."""
    scale = np.abs(reference).max(axis=0, keepdims=True)
    return float((np.abs(values - reference) / np.where(scale > 0.0, scale, 1.0)).max())

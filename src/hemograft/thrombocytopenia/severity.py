"""The severity of a cause that explains a patient's platelet count, found together with the steady state."""

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, stack_parameters
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.hematopoiesis.steady_state import Array, settle
from hemograft.thrombocytopenia.cause import Cause

SEVERITY_SPEED = 0.02
"""1/day; slow against the blood, so that the path to the solution stays near steady states."""
FIRST_SHARE = 0.02
"""Of the severity range."""


class UnexplainedCountError(ValueError):
    """No severity of the cause gives the patient's platelet count."""


def severity_for(
    system: BloodSystem, parameters: BloodParameters, cause: Cause, platelets: Array, healthy: Array
) -> tuple[Array, Array]:
    """Severity and steady state at which the cause leaves ``platelets`` (10^9/L).

    Args:
        system: model with the host only, or with empty other clones.
        parameters: before the disease; fields are numbers or one a patient.
        cause: the disease.
        platelets: counts to explain, shape (patients,).
        healthy: state to start from, shape (states, patients).

    Returns:
        severity, shape (patients,), and state, shape (states, patients).

    Raises:
        UnexplainedCountError: the count lies outside what the cause can do within its severity range.
        SteadyStateError: the search did not settle.
    """
    patients = len(platelets)
    low, high = (np.full(patients, bound) for bound in cause.severity_range)
    # Solved as one system: the state at rest and a severity that rises while the count is above its target.
    scale = high - low
    base = stack_parameters(parameters, patients)

    def field(unknowns: Array) -> Array:
        copies = unknowns.shape[1] // patients
        state, share = unknowns[:-1], unknowns[-1]
        severity = np.tile(low, copies) + share * np.tile(scale, copies)
        named = system.unpack_parameters(np.tile(base, copies))
        flat = stack_parameters(cause.apply(named, severity), unknowns.shape[1])
        rates = np.array(np.broadcast_arrays(*system.derivative(np, state, flat)))
        count = observe(system, state, flat).platelets
        pressure = np.log(np.maximum(count, 1e-3) / np.tile(platelets, copies))
        return np.vstack([rates, SEVERITY_SPEED * pressure])

    start = np.vstack([healthy, np.full(patients, FIRST_SHARE)])
    solution = settle(field, start, tolerance=1e-8, iterations=400)
    share = solution[-1]
    outside = (share > 1.0) | (share <= 0.0)
    if outside.any():
        patient = int(np.argmax(outside))
        raise UnexplainedCountError(
            f"platelets {platelets[patient]:.3g}x10^9/L cannot be explained by {cause.name.replace('_', ' ')}"
            f" (severity {low[patient] + share[patient] * scale[patient]:.3g} {cause.severity_unit},"
            f" range {low[patient]:g} to {high[patient]:g})"
        )
    return low + share * scale, solution[:-1]

"""One vector field, three consumers: NumPy, heyoka and SymPy evaluate it alike."""

import heyoka
import numpy as np
import pytest
import sympy

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.state import CLONE_NAMES
from tests.hematopoiesis.patients_at_hand import Array, all_drugs, random_values, rates

SYSTEMS = [BloodSystem(clones=CLONE_NAMES[:count], drugs=drugs) for count in (1, 2, 3) for drugs in ((), all_drugs())]
PATIENTS = 5


def by_heyoka(system: BloodSystem, state: Array, parameters: Array) -> Array:
    variables = [heyoka.expression(f"x{index}") for index in range(len(state))]
    values = [heyoka.par[index] for index in range(len(parameters))]
    field = [heyoka.expression(rate) for rate in system.derivative(heyoka, variables, values)]
    # compact mode compiles in a blink what the integrator compiles unrolled
    return heyoka.cfunc(field, variables, compact_mode=True)(state, pars=parameters)


def by_sympy(system: BloodSystem, state: Array, parameters: Array) -> Array:
    variables = sympy.symbols(f"x:{len(state)}")
    values = sympy.symbols(f"p:{len(parameters)}")
    field = sympy.lambdify((variables, values), system.derivative(sympy, variables, values), "numpy", cse=True)
    return np.array(np.broadcast_arrays(*field(state, parameters)))


def size_of_terms(system: BloodSystem, state: Array, parameters: Array) -> Array:
    """What is added up in a rate is of this size, so its rounding is relative to it."""
    return np.abs(rates(system, state, parameters)) + np.abs(state) + 1.0


@pytest.mark.parametrize(
    "system", SYSTEMS, ids=lambda system: f"{len(system.clones)} clones, {len(system.drugs)} drugs"
)
def test_three_consumers_agree(system):
    state, parameters = random_values(system, 9, PATIENTS)
    expected = rates(system, state, parameters)
    scale = size_of_terms(system, state, parameters)
    assert np.isfinite(expected).all()
    assert len(np.unique(expected[:, 0])) > 0.7 * len(expected)  # a real state, not a lot of zeros
    assert np.abs((by_heyoka(system, state, parameters) - expected) / scale).max() < 1e-12
    assert np.abs((by_sympy(system, state, parameters) - expected) / scale).max() < 1e-12

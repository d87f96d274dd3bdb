"""Models, states and parameters that the tests of the blood system share."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from hemograft.hematopoiesis.blood_system import (
    BloodSystem,
    _normal_clone,
    healthy_state,
    stack_parameters,
    stack_state,
)
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.hematopoiesis.state import CLONE_NAMES
from hemograft.simulation.integrator import DEFAULT_TOLERANCE, integrator
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.therapies.filgrastim import filgrastim
from hemograft.therapies.lusutrombopag import lusutrombopag
from hemograft.therapies.romiplostim import romiplostim

Array = NDArray[np.float64]

ONE_CLONE, TWO_CLONES, THREE_CLONES = (BloodSystem(clones=CLONE_NAMES[:count]) for count in (1, 2, 3))
TIGHT = 1e-8
"""Tolerance where a test asks for an invariant; the compiled integrators of one and two clones are shared."""
SHARES = (
    "normal_splenic_fraction",
    "gcsf_receptor_clearance",
    "gcsf_marrow_share",
    "thrombopoietin_megakaryocyte_share",
)
"""Parameters between 0 and 1."""
ABOVE_ONE = ("_stress", "_expansion", "_acceleration", "_gain", "_mobilization", "_ceiling")
"""Endings of the maxima of responses, which exceed 1."""


def all_drugs() -> tuple[Drug, ...]:
    return romiplostim(), eltrombopag(), lusutrombopag(), filgrastim()


def varied(common: CommonParameters, factors: Mapping[str, float]) -> CommonParameters:
    """Every parameter times its factor, within what it may be: odds for shares, the excess over 1 for maxima."""

    def change(name: str, value: float) -> float:
        factor = factors[name]
        if name in SHARES:
            odds = value / (1.0 - value) * factor
            return odds / (1.0 + odds)
        if name == "stem_cell_self_renewal":  # between a half and 1
            odds = (value - 0.5) / (1.0 - value) * factor
            return 0.5 + 0.5 * odds / (1.0 + odds)
        if name.endswith(ABOVE_ONE):
            return 1.0 + (value - 1.0) * factor
        return value * factor

    return CommonParameters(**{field.name: change(field.name, getattr(common, field.name)) for field in fields(common)})


def healthy_with(system: BloodSystem, common: CommonParameters) -> tuple[Array, Array]:
    """State and parameters, each (values, 1), of a healthy person who has these parameters."""
    standard = system.healthy_parameters()
    condition = replace(standard.condition, splenic_fraction=common.normal_splenic_fraction)
    state = healthy_state(system)
    host, *others = state.clones
    own = replace(state, clones=(_normal_clone(system, host, common), *others))
    return stack_state(own, 1), stack_parameters(replace(standard, common=common, condition=condition), 1)


def healthy(system: BloodSystem, patients: int = 1) -> tuple[Array, Array]:
    """State and parameters of healthy people."""
    return stack_state(healthy_state(system), patients), stack_parameters(system.healthy_parameters(), patients)


def random_values(system: BloodSystem, seed: int, patients: int = 1) -> tuple[Array, Array]:
    """A state anywhere and parameters near the standard ones, with disease and treatment in every clone."""
    random = np.random.default_rng(seed)
    normal, standard = healthy(system, patients)
    state = (normal + 0.1) * np.exp(random.normal(0.0, 0.7, normal.shape))
    common = len(fields(CommonParameters))
    parameters = standard * np.exp(random.normal(0.0, 0.05, standard.shape))
    parameters[common:] += random.uniform(0.0, 0.3, parameters[common:].shape) * (standard[common:] == 0.0)
    return state, parameters


def rates(system: BloodSystem, state: Array, parameters: Array) -> Array:
    """The vector field of many patients, (states, patients)."""
    return np.array(np.broadcast_arrays(*system.derivative(np, list(state), list(parameters))))


def advanced(
    system: BloodSystem, state: Array, parameters: Array, days: float, tolerance: float = DEFAULT_TOLERANCE
) -> Array:
    """The state after some days without an intervention."""
    return integrator(system, tolerance).advance(state, parameters, 0.0, days)


def changed(system: BloodSystem, parameters: Array, **values: float) -> Array:
    """The parameters with some set; a double underscore in a name stands for its dot."""
    result = parameters.copy()
    for name, value in values.items():
        result[system.parameter_names.index(name.replace("__", "."))] = value
    return result

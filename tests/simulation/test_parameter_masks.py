"""A parameter that is set for some patients alone: the others keep theirs, whatever the value's shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, Trajectory, _apply, simulate
from hemograft.therapies.bedside import Course

HOST = BloodSystem()
NAME = "host.progenitor_death"
ROW = HOST.parameter_names.index(NAME)


def run(*interventions: SetParameter, patients: int = 3) -> Trajectory:
    start = stack_state(healthy_state(HOST), patients), stack_parameters(HOST.healthy_parameters(), patients)
    return simulate(Patients(HOST, *start, range(patients), None), Course(interventions), 40, integrator(HOST))


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=8),
    st.booleans(),
)
def test_the_value_is_set_where_the_mask_says_and_nowhere_else(rows, one_for_all):
    before, values, mask = (np.array(column) for column in zip(*rows, strict=True))
    value = values[0] if one_for_all else values
    parameters = stack_parameters(HOST.healthy_parameters(), len(rows))
    parameters[ROW] = before
    untouched = np.delete(parameters, ROW, axis=0)
    _apply(HOST, [SetParameter(0.0, NAME, value, mask.astype(bool))], np.zeros((1, len(rows))), parameters)
    assert (parameters[ROW] == np.where(mask, value, before)).all()
    assert (np.delete(parameters, ROW, axis=0) == untouched).all()


def test_without_a_mask_everybody_is_set():
    parameters = stack_parameters(HOST.healthy_parameters(), 3)
    _apply(HOST, [SetParameter(0.0, NAME, 0.2)], np.zeros((1, 3)), parameters)
    assert (parameters[ROW] == 0.2).all()


def test_masks_of_several_orders_keep_to_their_own():
    """Each patient ends with the last value that was meant for him."""
    parameters = stack_parameters(HOST.healthy_parameters(), 3)
    orders = [
        SetParameter(0.0, NAME, 0.1, np.array([True, True, False])),
        SetParameter(0.0, NAME, 0.2, np.array([False, True, False])),
        SetParameter(0.0, NAME, 0.3, False),
    ]
    _apply(HOST, orders, np.zeros((1, 3)), parameters)
    assert parameters[ROW].tolist() == [0.1, 0.2, 0.0]


def test_who_is_not_meant_has_the_course_of_who_was_never_there():
    masked = run(SetParameter(5.0, NAME, 1.0, np.array([True, False, True])), SetParameter(20.0, NAME, 0.0))
    nothing = run()
    assert masked.observables.neutrophils[:, 1] == pytest.approx(nothing.observables.neutrophils[:, 1], rel=1e-4)
    assert (masked.observables.neutrophils[20, [0, 2]] < 0.7 * nothing.observables.neutrophils[20, [0, 2]]).all()


def test_a_mask_is_the_same_as_a_value_of_ones_own():
    mask = np.array([True, False, True])
    with_mask, with_values = run(SetParameter(5.0, NAME, 0.5, mask)), run(SetParameter(5.0, NAME, 0.5 * mask))
    assert with_mask.observables.platelets == pytest.approx(with_values.observables.platelets, rel=1e-9)

"""The two functions of all regulation: 1 at health, bounded, monotone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.hematopoiesis.regulation import response, vacancy

MAXIMUM = st.floats(1.001, 1e3)
SIGNAL = st.floats(0.0, 1e4)
SMALLEST_STEP = 1e-3
"""Relative; below it two values may round to one."""


@given(MAXIMUM)
def test_both_are_one_at_health(maximum):
    assert response(maximum, 1.0) == pytest.approx(1.0, rel=1e-12)
    assert vacancy(maximum, 1.0) == pytest.approx(1.0, rel=1e-12)


@given(MAXIMUM)
def test_ends(maximum):
    assert response(maximum, 0.0) == 0.0
    assert response(maximum, 1e12 * maximum) == pytest.approx(maximum, rel=1e-9)
    assert vacancy(maximum, 0.0) == maximum


@given(MAXIMUM, SIGNAL, st.floats(SMALLEST_STEP, 10.0))
def test_a_response_rises_with_its_signal_within_its_bounds(maximum, signal, step):
    higher = signal * (1.0 + step) + step
    assert 0.0 <= response(maximum, signal) < response(maximum, higher) < maximum


@given(MAXIMUM, SIGNAL, st.floats(SMALLEST_STEP, 10.0))
def test_compensation_falls_with_occupancy_within_its_bounds(maximum, occupancy, step):
    fuller = occupancy * (1.0 + step) + step
    assert 0.0 < vacancy(maximum, fuller) < vacancy(maximum, occupancy) <= maximum


@given(st.floats(1.001, 1e3), st.floats(0.0, 1.0, exclude_max=True))
def test_a_stronger_compensation_helps_an_emptier_marrow_more(maximum, occupancy):
    assert vacancy(2.0 * maximum, occupancy) >= vacancy(maximum, occupancy) >= 1.0

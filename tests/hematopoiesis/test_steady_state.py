"""Health is at rest for any parameters, is found from afar, and stays."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.parameters import CommonParameters, standard_parameters
from hemograft.hematopoiesis.steady_state import SteadyStateError, settle, steady_state
from tests.hematopoiesis.patients_at_hand import (
    ONE_CLONE,
    THREE_CLONES,
    advanced,
    all_drugs,
    changed,
    healthy,
    healthy_with,
    rates,
    varied,
)

NAMES = [field.name for field in fields(CommonParameters)]
FACTORS = st.fixed_dictionaries({name: st.floats(-1.5, 1.5).map(np.exp) for name in NAMES})


@given(FACTORS)
def test_health_is_exactly_at_rest_for_any_parameters(factors):
    state, parameters = healthy_with(ONE_CLONE, varied(standard_parameters(), factors))
    # Platelets and neutrophils are counts of up to a thousand, so their rounding is that of the count.
    scale = np.maximum(np.abs(state), 1.0)
    assert np.max(np.abs(rates(ONE_CLONE, state, parameters)) / scale) < 1e-12


@pytest.mark.parametrize("system", [ONE_CLONE, THREE_CLONES, BloodSystem(clones=("host", "donor"), drugs=all_drugs())])
def test_standard_health_is_at_rest_with_empty_clones_and_absent_drugs(system):
    state, parameters = healthy(system)
    # 1e-12 would be the rounding alone; an absent romiplostim leaves its analytic floor of 1e-6 under the root.
    tolerance = 1e-4 if system.drugs else 1e-12
    assert np.max(np.abs(rates(system, state, parameters))) < tolerance


# Beyond a factor of two either way a second rest, without megakaryocytes, may lie nearer than health.
NEAR_FACTORS = st.fixed_dictionaries({name: st.floats(-0.7, 0.7).map(np.exp) for name in NAMES})


@settings(max_examples=10)
@given(NEAR_FACTORS)
def test_health_is_found_from_a_third_of_everything(factors):
    state, parameters = healthy_with(ONE_CLONE, varied(standard_parameters(), factors))
    assert steady_state(ONE_CLONE, parameters, 0.3 * state) == pytest.approx(state, rel=1e-5)


def test_patients_are_found_together_as_alone():
    _, parameters = healthy(ONE_CLONE, 3)
    parameters = changed(ONE_CLONE, parameters)
    parameters[ONE_CLONE.parameter_names.index("condition.antibody_destruction")] = (0.0, 0.5, 3.0)
    guess, _ = healthy(ONE_CLONE, 3)
    together = steady_state(ONE_CLONE, parameters, guess)
    for patient in range(3):
        own = slice(patient, patient + 1)
        alone = steady_state(ONE_CLONE, parameters[:, own], guess[:, own])
        assert together[:, own] == pytest.approx(alone, rel=1e-6)


def test_health_stays_for_ten_years():
    state, parameters = healthy(ONE_CLONE)
    assert advanced(ONE_CLONE, state, parameters, 3650.0) == pytest.approx(state, rel=1e-6)


def test_disease_stays_for_ten_years():
    guess, parameters = healthy(ONE_CLONE)
    ill = changed(ONE_CLONE, parameters, condition__antibody_destruction=1.0, host__progenitor_death=0.05)
    state = steady_state(ONE_CLONE, ill, guess)
    assert state != pytest.approx(guess, rel=0.1)
    assert advanced(ONE_CLONE, state, ill, 3650.0) == pytest.approx(state, rel=1e-6, abs=1e-6)


def test_what_never_rests_is_an_error_that_names_the_patient():
    def without_a_root(state: np.ndarray) -> np.ndarray:
        return np.array([0.0, 1.0] * (state.shape[1] // 2)) * (1.0 + state * state)

    with pytest.raises(SteadyStateError, match="patient 1 still changes by"):
        settle(without_a_root, np.ones((1, 2)))

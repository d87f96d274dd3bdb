"""Property test (f): transfused platelets stay in the blood, share the demand, and clear thrombopoietin."""

import numpy as np
import pytest

from hemograft.hematopoiesis import platelets
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.steady_state import steady_state
from tests.hematopoiesis.patients_at_hand import ONE_CLONE, TWO_CLONES, advanced, changed, healthy, random_values, rates

TRANSFUSED = [name for name in TWO_CLONES.state_names if name.startswith("transfused_platelets")]
TOUCHED = ("platelets_", "transfused_platelets_", "thrombopoietin")
"""What the pool acts on at once: every platelet by the shared demand, and thrombopoietin by its sink."""


@pytest.mark.parametrize("seed", range(5))
def test_transfused_platelets_enter_no_marrow_state(seed):
    """Adding them anywhere changes only the rates of platelets and of thrombopoietin, to the last bit."""
    state, parameters = random_values(TWO_CLONES, seed)
    before = rates(TWO_CLONES, state, parameters)[:, 0]
    more = state.copy()
    for name in TRANSFUSED:
        more[TWO_CLONES.state_names.index(name)] += 40.0
    after = rates(TWO_CLONES, more, parameters)[:, 0]
    for name, old, new in zip(TWO_CLONES.state_names, before, after, strict=True):
        if name.split(".")[-1].startswith(TOUCHED):
            assert new != old, name
        else:
            assert new == old, name


def test_nothing_of_the_patient_turns_into_transfused_platelets():
    state, parameters = random_values(TWO_CLONES, 11)
    for name in TRANSFUSED:
        state[TWO_CLONES.state_names.index(name)] = 0.0
    derivative = rates(TWO_CLONES, state, parameters)[:, 0]
    assert all(derivative[TWO_CLONES.state_names.index(name)] == 0.0 for name in TRANSFUSED)


def test_a_transfusion_is_counted_clears_thrombopoietin_and_is_gone():
    """In aplasia, where few platelets are the patient's own."""
    guess, parameters = healthy(ONE_CLONE)
    aplasia = changed(ONE_CLONE, parameters, host__progenitor_death=0.2)
    state = steady_state(ONE_CLONE, aplasia, guess)
    first, hormone = (ONE_CLONE.state_names.index(name) for name in ("transfused_platelets_1", "thrombopoietin"))
    given = state.copy()
    given[first] += 100.0
    seen, unseen = observe(ONE_CLONE, given, aplasia), observe(ONE_CLONE, state, aplasia)
    splenic = ONE_CLONE.healthy_parameters().condition.splenic_fraction
    assert seen.platelets - unseen.platelets == pytest.approx(100.0 * (1.0 - splenic))
    assert seen.own_platelets == unseen.own_platelets
    day_after = advanced(ONE_CLONE, given, aplasia, 1.0)
    assert day_after[hormone] < 0.96 * state[hormone]
    # The sink is that of any other platelet: a tenth of the clearance for a normal pool.
    common = ONE_CLONE.healthy_parameters().common
    per_pool = 1.0 - common.thrombopoietin_megakaryocyte_share
    cleared = common.thrombopoietin_turnover * state[hormone] * per_pool * 100.0 / platelets.normal_pool(common)
    change = rates(ONE_CLONE, given, aplasia)[hormone] - rates(ONE_CLONE, state, aplasia)[hormone]
    assert change == pytest.approx(-cleared, rel=1e-6)
    # Gone after three lifespans, and with them their effect on everything.
    assert advanced(ONE_CLONE, given, aplasia, 120.0) == pytest.approx(state, rel=2e-3, abs=1e-4)


def test_alloimmune_destruction_takes_transfused_platelets_only():
    state, parameters = random_values(ONE_CLONE, 3)
    refractory = changed(ONE_CLONE, parameters, condition__transfused_destruction=5.0)
    difference = (rates(ONE_CLONE, state, refractory) - rates(ONE_CLONE, state, parameters))[:, 0]
    chain = [name.startswith("transfused_platelets") for name in ONE_CLONE.state_names]
    old = parameters[ONE_CLONE.parameter_names.index("condition.transfused_destruction"), 0]
    assert np.all(difference[np.logical_not(chain)] == 0.0)
    assert difference[chain] == pytest.approx(-(5.0 - old) * state[chain, 0])

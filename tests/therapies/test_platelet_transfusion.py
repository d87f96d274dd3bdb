"""V18: what a unit of platelets does to the count, and when units are given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transfusion import PlateletTransfusion, RedCellTransfusion, pool_increment
from tests.therapies.ward import added, doses, morning

SYSTEM = BloodSystem()
ADULT_WEIGHT, ADULT_SURFACE = 70.0, 1.8  # kg, m2


def aplastic(weight: float = ADULT_WEIGHT, *, trigger: float, days: int, refractory: float = 0.0) -> Trajectory:
    """A patient whose own count is below 1, given a unit below the trigger."""
    parameters = stack_parameters(SYSTEM.healthy_parameters(), 1)
    parameters[SYSTEM.parameter_names.index("host.progenitor_death")] = 0.5
    parameters[SYSTEM.parameter_names.index("condition.transfused_destruction")] = refractory
    state = steady_state(SYSTEM, parameters, stack_state(healthy_state(SYSTEM), 1))
    patients = Patients(SYSTEM, state, parameters, range(1), None)
    return simulate(patients, Course(policies=(PlateletTransfusion(weight, trigger),)), days, integrator(SYSTEM))


def increment(weight: float = ADULT_WEIGHT) -> float:
    """Rise of the count right after a unit: the part of the pool outside the spleen."""
    return float(pool_increment(1.0, weight) * (1.0 - SYSTEM.healthy_parameters().condition.splenic_fraction))


def test_a_unit_raises_the_count_of_an_adult_by_thirty_to_fifty():
    """3e11 platelets in 70 kg; the corrected count increment exceeds 7,500, that of a refractory patient does not."""
    rise = increment()
    assert 30.0 <= rise <= 50.0
    assert rise == pytest.approx(number("transfusion.increment_computed_thrombocytopenic"), rel=0.01)
    per_microlitre = rise * 1000.0
    corrected = per_microlitre * ADULT_SURFACE / (number("transfusion.apheresis_unit_dose") / 1e11)
    assert corrected >= number("transfusion.corrected_count_increment_adequate")


def test_the_morning_after_is_lower_by_a_day_of_decay_and_refractory_patients_gain_little():
    once = aplastic(trigger=10.0, days=1)
    assert once.platelet_units[0, 0] == 1.0
    own = once.observables.own_platelets[1, 0]
    day_after = once.observables.platelets[1, 0] - own
    assert 0.6 * increment() < day_after < increment()
    refractory = aplastic(trigger=10.0, days=1, refractory=4.0)
    left = (refractory.observables.platelets[1, 0] - refractory.observables.own_platelets[1, 0]) * 1000.0
    assert left * ADULT_SURFACE / 3.0 < number("transfusion.corrected_count_increment_refractory")


def test_children_gain_more_and_two_units_twice():
    assert increment(weight=20.0) == pytest.approx(3.5 * increment())
    assert pool_increment(2.0, ADULT_WEIGHT) == pytest.approx(2.0 * pool_increment(1.0, ADULT_WEIGHT))


def test_a_trigger_of_ten_keeps_a_patient_above_a_few_and_takes_a_unit_every_few_days():
    course = aplastic(trigger=10.0, days=60)
    given = course.platelet_units[:, 0]
    assert set(given.tolist()) == {0.0, 1.0}
    # on every morning below the trigger, and on no other
    assert np.array_equal(given > 0, course.observables.platelets[:, 0] < 10.0)
    # Senescence and the demand leave a unit some five days; fever and bleeding, not simulated, shorten it.
    assert 3.0 < 60.0 / given.sum() < 6.0
    assert course.observables.platelets[1:].min() > 3.0


@given(st.floats(0.0, 500.0), st.floats(-3.0, 3.0), st.floats(5.0, 120.0))
def test_an_order_is_a_unit_or_a_child_s_share_times_its_recovery(count, luck, weight):
    policy = PlateletTransfusion(weight=weight, trigger=20.0)
    order = min(1.0, weight / number("transfusion.full_unit_weight"))
    orders = policy.decide(morning(4, platelets=count, luck=luck), policy.begin(1))
    (dose,) = added(orders.interventions)
    spread = number("transfusion.recovery_log_sd")
    expected = pool_increment(order, weight) * np.exp(spread * luck - 0.5 * spread**2) if count < 20.0 else 0.0
    assert dose.amount == pytest.approx(expected)
    assert orders.platelet_units == pytest.approx(order if count < 20.0 else 0.0)
    assert (dose.day, dose.state) == (4, "transfused_platelets_1")


def test_the_mean_recovery_is_the_published_one():
    luck = np.random.default_rng(2).standard_normal(20000)
    spread = number("transfusion.recovery_log_sd")
    assert np.exp(spread * luck - 0.5 * spread**2).mean() == pytest.approx(1.0, abs=0.01)


def test_red_cells_below_their_trigger():
    policy = RedCellTransfusion()
    trigger, rise = number("transfusion.red_cell_trigger"), number("transfusion.red_cell_order_increment")
    assert doses(policy, [250.0], hemoglobin=trigger - 0.1) == [rise]
    assert doses(policy, [250.0], hemoglobin=trigger) == [0.0]

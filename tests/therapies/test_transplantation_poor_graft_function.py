"""Boost and eltrombopag after transplantation: who gets them, when, and how much."""

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.poor_graft_function import EltrombopagAfterTransplantation, StemCellBoost
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    conditioning_interventions,
    graft_interventions,
)
from tests.therapies.ward import added, doses, morning

LOW, HIGH = 12.0, 80.0
DAY = 60
DOSE = 3.43e6


def boosted(policy: StemCellBoost, counts: list[Array]) -> list[float]:
    """Stem cells given on each morning of ``counts`` (the last on the policy's day), one value a patient."""
    memory, given = policy.begin(counts[0].size), np.zeros(counts[0].size)
    for index, platelets in enumerate(counts):
        orders = policy.decide(morning(DAY - len(counts) + 1 + index, platelets=platelets), memory)
        memory = orders.memory
        amounts = [item.amount for item in added(orders.interventions) if item.state == "donor.stem_cells"]
        given = given + np.sum(amounts, axis=0) if amounts else given
    return given.tolist()


def test_a_boost_goes_to_those_who_were_low_in_the_last_week_alone():
    """Low today; low three days ago and transfused since; low ten days ago; never low."""
    days = [np.full(4, HIGH) for _ in range(12)]
    days[-1][0] = LOW
    days[-4][1] = LOW
    days[-11][2] = LOW
    given = boosted(StemCellBoost(DAY, DOSE), days)
    (whole,) = {
        item.amount
        for item in added(graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, DOSE, float(DAY))))
        if item.state == "donor.stem_cells"
    }
    assert given == pytest.approx([whole, whole, 0.0, 0.0])


def test_no_boost_on_another_day_nor_where_the_marrow_is_the_hosts():
    low = [np.full(2, LOW)] * 3
    assert boosted(StemCellBoost(DAY + 1, DOSE), low) == [0.0, 0.0]
    first, second = boosted(StemCellBoost(DAY, DOSE, np.array([True, False])), low)
    assert first > 0.0 == second


def test_eltrombopag_starts_when_platelets_are_low_and_neutrophils_back_and_ends_after_eight_weeks():
    policy = EltrombopagAfterTransplantation(35, 60)
    enough, dose = number("eltrombopag.after_transplantation_neutrophils"), 50.0
    weeks = [LOW] * 100
    given = doses(policy, weeks, first_day=0, neutrophils=enough)
    assert given[:35] == [0.0] * 35
    assert given[35:91] == [dose] * 56
    assert given[91:] == [0.0] * 9
    assert doses(policy, weeks, first_day=0, neutrophils=0.9 * enough) == [0.0] * 100


def test_eltrombopag_starts_in_its_window_only_and_once():
    policy = EltrombopagAfterTransplantation(35, 60)
    late = [HIGH] * 61 + [LOW] * 30
    assert doses(policy, late, neutrophils=3.0) == [0.0] * 91
    recovered = [HIGH] * 40 + [LOW] + [HIGH] * 59
    assert sum(given > 0.0 for given in doses(policy, recovered, neutrophils=3.0)) == 56
    assert sum(given > 0.0 for given in doses(policy, [HIGH] * 100, neutrophils=3.0)) == 0


def test_patients_are_treated_one_by_one():
    policy = EltrombopagAfterTransplantation(0, 10)
    given = doses(policy, [np.array([LOW, HIGH]), np.array([HIGH, LOW])], neutrophils=np.array([3.0, 3.0]))
    assert [list(day) for day in given] == [[50.0, 0.0], [50.0, 50.0]]


def test_a_boost_helps_after_a_graft_that_was_too_small():
    """Less than a tenth of the least cord dose in use."""
    system = BloodSystem(clones=("host", "donor"))
    schedule = (
        *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 5.0),
        *graft_interventions(Graft(GraftSource.BONE_MARROW, 8e3, 7.0)),
    )

    def platelets(*policies: Policy) -> float:
        start = stack_state(healthy_state(system), 1), stack_parameters(system.healthy_parameters(), 1)
        patients = Patients(system, *start, range(1), None)
        run = simulate(patients, Course(schedule, policies), DAY + 30, integrator(system))
        return float(run.observables.own_platelets[-1, 0])

    alone, with_boost = platelets(), platelets(StemCellBoost(DAY, DOSE))
    assert alone < 50.0
    assert with_boost > alone + 50.0

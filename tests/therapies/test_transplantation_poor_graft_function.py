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
WEEKS = 40
"""Days: longer than a dependence must last."""


def boosted(policy: StemCellBoost, counts: list[Array], last_day: int = DAY) -> list[list[float]]:
    """Stem cells given on each morning of ``counts``, of which the last is ``last_day``; one value a patient."""
    memory, given = policy.begin(counts[0].size), list[list[float]]()
    for index, platelets in enumerate(counts):
        orders = policy.decide(morning(last_day - len(counts) + 1 + index, platelets=platelets), memory)
        memory = orders.memory
        amounts = [item.amount for item in added(orders.interventions) if item.state == "donor.stem_cells"]
        given.append(np.broadcast_to(np.sum(amounts, axis=0), counts[0].shape).tolist())
    return given


def whole_boost() -> float:
    """Stem cells of one boost."""
    (whole,) = {
        item.amount
        for item in added(graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, DOSE, float(DAY))))
        if item.state == "donor.stem_cells"
    }
    return whole


def test_a_boost_goes_to_those_who_stayed_low_and_were_so_in_the_last_week():
    """Always low; kept up by transfusion with a low morning a week; low for a week; low until ten days ago; never."""
    days = [np.full(5, HIGH) for _ in range(WEEKS)]
    for index, counts in enumerate(days):
        counts[0] = LOW
        counts[1] = LOW if index % 6 == 0 else HIGH
        counts[2] = LOW if index >= WEEKS - 7 else HIGH
        counts[3] = LOW if index < WEEKS - 10 else HIGH
    given = boosted(StemCellBoost(DAY, DOSE), days)
    assert given[-1] == pytest.approx([whole_boost(), whole_boost(), 0.0, 0.0, 0.0])
    assert not np.any(given[:-1])


def test_a_boost_comes_once_and_late_dependence_gets_it_late():
    """Low all the time; low from ten days before the first possible day."""
    days = [np.array([LOW, LOW if day >= DAY - 10 else HIGH]) for day in range(DAY - WEEKS, DAY + 60)]
    given = np.array(boosted(StemCellBoost(DAY, DOSE), days, last_day=DAY + 59))
    when = [np.flatnonzero(patient).tolist() for patient in given.T]
    wait = int(number("poor_graft_function.boost_dependence"))
    assert when == [[WEEKS], [WEEKS - 10 + wait]]


def test_no_boost_before_its_day_nor_after_the_graft_has_failed():
    low = [np.full(3, LOW)] * WEEKS
    assert not np.any(boosted(StemCellBoost(DAY + 1, DOSE), low))
    kept, later, failed = boosted(StemCellBoost(DAY, DOSE, np.array([np.inf, DAY + 1.0, DAY])), low)[-1]
    assert kept == later > 0.0 == failed


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


def test_low_platelets_of_late_poor_graft_function_are_treated():
    """From the median day of its onset on, in a recipient who had recovered before."""
    first, last = (int(number(f"eltrombopag.after_transplantation_{end}_day")) for end in ("first", "last"))
    onset = int(number("outcomes.poor_graft_function.median_day"))
    assert first < onset < last
    given = doses(EltrombopagAfterTransplantation(first, last), [HIGH] * onset + [LOW] * 100, neutrophils=3.0)
    assert [day for day, dose in enumerate(given) if dose > 0.0] == list(range(onset, onset + 56))


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

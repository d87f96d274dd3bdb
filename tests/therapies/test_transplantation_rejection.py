"""Grafts that fail, cord units that lose: how often, in whom, and what is left of the cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.state import BloodState
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.double_cord import unit_rejection
from hemograft.therapies.graft_failure import graft_failure, graft_failure_share, share_of_luck
from hemograft.therapies.marrow_killing import Killing, killing_interventions
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    conditioning_interventions,
    graft_interventions,
)

ONE, TWO = BloodSystem(clones=("host", "donor")), BloodSystem(clones=("host", "donor", "second_donor"))
INFUSION = 7.0
FULL = Conditioning.MYELOABLATIVE


def after(system: BloodSystem, schedule: tuple[Intervention, ...], days: int, patients: int) -> BloodState:
    """State of the cells after full conditioning, the grafts of ``schedule``, and ``days`` more."""
    start = stack_state(healthy_state(system), patients), stack_parameters(system.healthy_parameters(), patients)
    course = Course((*conditioning_interventions(FULL, 0.0, 5.0), *schedule))
    who = Patients(system, *start, range(patients), None)
    return system.unpack_state(simulate(who, course, int(INFUSION) + days, integrator(system)).final_state)


@given(st.floats(0.1, 3.0), st.integers(0, 2**32 - 1))
def test_luck_is_a_rank_whatever_its_spread(spread, seed):
    draws = np.random.default_rng(seed).standard_normal(50)
    ranks = share_of_luck(np.exp(spread * draws), spread)
    assert ((ranks > 0.0) & (ranks < 1.0)).all()
    assert (np.argsort(ranks) == np.argsort(draws)).all()
    assert share_of_luck(np.array([1.0]), spread) == pytest.approx([0.5])


def test_shares_of_failure_are_as_published_and_in_their_order():
    share = {source: graft_failure_share(source, FULL) for source in GraftSource}
    assert share[GraftSource.MOBILIZED_BLOOD] == 0.025
    assert share[GraftSource.BONE_MARROW] == 0.073
    assert 0.11 <= share[GraftSource.CORD_BLOOD] <= 0.20
    assert share[GraftSource.OMIDUBICEL] < share[GraftSource.BONE_MARROW]
    assert 0.06 <= graft_failure_share(GraftSource.BONE_MARROW, FULL, haploidentical=True) <= 0.14


@pytest.mark.parametrize("source", list(GraftSource))
def test_mild_conditioning_and_mismatch_cost_grafts(source):
    full, reduced, mild = (graft_failure_share(source, intensity) for intensity in Conditioning)
    assert full < reduced == mild < 1.0  # one relative risk was published for both
    mismatched = graft_failure_share(source, FULL, mismatched=True)
    odds = mismatched / (1.0 - mismatched) / (full / (1.0 - full))
    assert odds == pytest.approx(number("graft_failure.mismatch_odds_ratio"))


def test_a_failed_graft_is_gone_in_three_weeks_and_the_other_recovers():
    cells = graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5e6, INFUSION))
    state = after(ONE, (*cells, *killing_interventions([graft_failure(np.array([True, False]), INFUSION)])), 28, 2)
    donor = state.clones[1]
    assert abs(donor.stem_cells[0]) < 0.1 * number("hematopoiesis.stem_cell_extinction")
    assert donor.neutrophils[0] < 0.1 < 2.0 < donor.neutrophils[1]
    assert donor.stem_cells[1] > 0.1


def units(rank: np.ndarray, failed: np.ndarray, days: int) -> BloodState:
    cells = [
        item
        for clone in ("donor", "second_donor")
        for item in graft_interventions(Graft(GraftSource.CORD_BLOOD, 2.5e5, INFUSION, clone))
    ]
    killings: list[Killing] = [*unit_rejection(rank, INFUSION)]
    killings += [graft_failure(failed, INFUSION, clone) for clone in ("donor", "second_donor")]
    return after(TWO, (*cells, *killing_interventions(killings)), days, len(rank))


def test_one_cord_unit_wins_by_rank_and_both_stay_in_few():
    """Barker et al 2005: 76 % from one unit on day 21, all on day 100; Avery et al 2011: nearly all."""
    ranks = np.array([0.01, 0.3, 0.9])
    state = units(ranks, np.zeros(3, dtype=bool), 60)
    first, second = (np.asarray(clone.neutrophils) for clone in state.clones[1:])
    share = first / (first + second)
    assert share[0] == pytest.approx(0.5, abs=1e-6)
    assert share[1] > 0.999
    assert share[2] < 0.001


def test_the_losing_unit_is_nearly_gone_when_neutrophils_recover():
    state = units(np.array([0.3]), np.zeros(1, dtype=bool), 28)
    winner, loser = (clone.neutrophils[0] for clone in state.clones[1:])
    assert loser < 0.05 * winner


def test_both_units_die_where_the_graft_fails():
    state = units(np.array([0.01, 0.3, 0.9]), np.ones(3, dtype=bool), 60)
    assert all((np.abs(clone.neutrophils) < 0.05).all() for clone in state.clones[1:])


@given(st.integers(0, 2**32 - 1))
def test_either_unit_loses_as_often_as_the_other(seed):
    ranks = np.random.default_rng(seed).permutation(np.linspace(0.0005, 0.9995, 1000))
    lost = {killing.clone: float(np.mean(killing.progenitors > 0.0)) for killing in unit_rejection(ranks, 0.0)}
    staying = number("double_cord.both_units_persist")
    assert lost["donor"] == pytest.approx(lost["second_donor"], abs=0.002)
    assert sum(lost.values()) == pytest.approx(1.0 - staying, abs=0.002)


def test_homing_and_rejection_do_not_overlap():
    """A failing graft starts to die when its cells have come home, not before."""
    graft = Graft(GraftSource.BONE_MARROW, 3e6, INFUSION)
    home = graft_interventions(graft)[0].day
    assert graft_failure(np.array([True]), INFUSION).first >= home

"""Graft versus marrow: mixed chimerism turns into full, slower without T cells, and what is left is tolerated."""

from dataclasses import replace

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.conditioning_agents import Agent, Body, drug_kill, exposure
from hemograft.therapies.conditioning_regimens import regimen_interventions, regimen_named
from hemograft.therapies.graft_versus_marrow import graft_versus_marrow
from hemograft.therapies.marrow_killing import Killing, killing_interventions
from hemograft.therapies.post_transplant_cyclophosphamide import (
    host_cyclophosphamide,
    post_transplant_cyclophosphamide,
)
from hemograft.therapies.transplantation import (
    Graft,
    GraftSource,
    allogeneic_toxicity,
    graft_interventions,
    host_toxicity,
)
from tests.therapies.ward import settings

ADULT = Body(70.0, 40.0)
SYSTEM = BloodSystem(clones=("host", "donor"))
DAYS = 300


def chimerism(conditioning: str, *killings: Killing) -> Array:
    """Donor's share of neutrophils by day after the graft of a median patient; ``killings`` count days from it."""
    regimen = regimen_named(conditioning)
    infusion = regimen.lead_time
    schedule = (
        *regimen_interventions(regimen, ADULT, infusion),
        *graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5.8e6, infusion)),
        *allogeneic_toxicity(GraftSource.MOBILIZED_BLOOD, infusion),
        *killing_interventions(
            replace(killing, first=killing.first + infusion, last=killing.last + infusion)
            for killing in (host_toxicity(GraftSource.MOBILIZED_BLOOD, 0.0), *killings)
        ),
    )
    start = stack_state(healthy_state(SYSTEM), 1), stack_parameters(SYSTEM.healthy_parameters(), 1)
    days = int(infusion) + DAYS
    run = simulate(Patients(SYSTEM, *start, range(1), None), Course(schedule), days, integrator(SYSTEM))
    return run.observables.donor_chimerism[int(infusion) :, 0]


@pytest.fixture(scope="module")
def mild() -> dict[str, Array]:
    """After nonmyeloablative conditioning: without T cells, with fewer, with all."""
    return {
        "none": chimerism("nonmyeloablative"),
        "fewer": chimerism("nonmyeloablative", graft_versus_marrow(0.0, depleted=True)),
        "all": chimerism("nonmyeloablative", graft_versus_marrow(0.0)),
    }


def test_full_conditioning_leaves_no_host_without_t_cells():
    full = number("transplantation.full_donor_chimerism")
    assert chimerism("myeloablative")[100] > full


def test_the_host_stays_where_conditioning_was_mild_and_t_cells_are_missing(mild):
    assert 0.05 < mild["none"][100] < 0.6
    assert 0.05 < mild["none"][DAYS] < 0.9


def test_t_cells_turn_mixed_into_full_chimerism_over_months(mild):
    """Baron et al 2004: the donor's share rises fast after 2 Gy and fludarabine, and many stay mixed for months."""
    full = number("transplantation.full_donor_chimerism")
    assert 0.5 < mild["all"][28] < full
    assert mild["all"][DAYS] > full


def test_depletion_of_t_cells_slows_it(mild):
    assert (mild["none"][20:] < mild["fewer"][20:]).all()
    assert (mild["fewer"][20:] < mild["all"][20:]).all()


def test_what_is_left_is_tolerated(mild):
    """After the attack the shares drift slowly: mixed chimerism lasts."""
    end = int(number("graft_versus_marrow.duration"))
    late = mild["fewer"][end + 40 :]
    assert 0.3 < late[0] < 0.99
    assert np.ptp(late) < 0.1


def test_each_recipient_has_t_cells_of_a_strength_and_a_failed_graft_has_none():
    killing = graft_versus_marrow(3.0, strength=np.array([0.0, 1.0, 2.0]))
    rate = number("graft_versus_marrow.rate")
    assert killing.progenitors == pytest.approx([0.0, rate, 2.0 * rate])
    assert killing.clone == "host"
    assert 3.0 < killing.first < killing.last


def test_drugs_after_the_graft_spare_resting_stem_cells_of_the_host():
    killing = host_toxicity(GraftSource.BONE_MARROW, 7.0, severity=2.0)
    _, end = settings(allogeneic_toxicity(GraftSource.BONE_MARROW, 7.0))
    assert killing.stem_cells == 0.0
    assert killing.progenitors == pytest.approx(2.0 * number("conditioning.allogeneic_progenitor_death"))
    assert (killing.first, killing.last) == (7.0, end.day)


def test_cyclophosphamide_after_the_graft_kills_the_host_as_before_it_and_spares_the_donor():
    dose = number("post_transplant_cyclophosphamide.dose")
    alone = drug_kill(Agent.CYCLOPHOSPHAMIDE, exposure(Agent.CYCLOPHOSPHAMIDE, dose, ADULT)).progenitors
    assert host_cyclophosphamide(7.0, ADULT).progenitors == pytest.approx(alone)
    assert host_cyclophosphamide(7.0, ADULT, 2.0).progenitors == pytest.approx(0.5 * alone)
    before, during, later, end = (item.value for item in settings(post_transplant_cyclophosphamide(7.0)))
    assert 0.0 == end < before == later < during < alone


def test_cyclophosphamide_after_the_graft_costs_days_that_methotrexate_does_not():
    """18 days after haploidentical mobilized blood (Hsu et al 2019) against 14 after a sibling's (Champlin 2000)."""

    def engraftment(toxicity: tuple[Intervention, ...]) -> int:
        regimen = regimen_named("myeloablative")
        schedule = (
            *regimen_interventions(regimen, ADULT, 7.0),
            *graft_interventions(Graft(GraftSource.MOBILIZED_BLOOD, 5.8e6, 7.0)),
            *toxicity,
        )
        start = stack_state(healthy_state(SYSTEM), 1), stack_parameters(SYSTEM.healthy_parameters(), 1)
        run = simulate(Patients(SYSTEM, *start, range(1), None), Course(schedule), 60, integrator(SYSTEM))
        return int(np.flatnonzero(run.observables.neutrophils[:, 0] < 0.5)[-1]) + 1 - 7

    sibling = engraftment(allogeneic_toxicity(GraftSource.MOBILIZED_BLOOD, 7.0))
    haploidentical = engraftment(post_transplant_cyclophosphamide(7.0))
    assert 13 <= sibling <= 15
    assert 17 <= haploidentical <= 21

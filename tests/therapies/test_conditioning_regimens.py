"""Conditioning regimens: doses by day, exposure of each patient, and what the marrow does without a graft."""

from collections.abc import Sequence

import numpy as np
import pytest

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.conditioning_agents import Agent, Body, Kill, drug_kill, exposure
from hemograft.therapies.conditioning_regimens import (
    CONDITIONING_NAMES,
    REGIMENS,
    USUAL,
    daily_kill,
    regimen_interventions,
    regimen_named,
)
from hemograft.therapies.transplantation import Conditioning
from tests.therapies.ward import added, settings

ADULT = Body(70.0, 40.0)
MARROW = BloodSystem()
YEAR = 365


def total(name: str, body: Body = ADULT) -> Kill:
    return sum(daily_kill(REGIMENS[name], body).values(), start=Kill())


def neutrophils_alone(schedule: Sequence[Intervention], days: int = YEAR) -> Array:
    """Neutrophils of a healthy adult, by day, with no graft to follow."""
    start = stack_state(healthy_state(MARROW), 1), stack_parameters(MARROW.healthy_parameters(), 1)
    patients = Patients(MARROW, *start, range(1), None)
    return simulate(patients, Course(tuple(schedule)), days, integrator(MARROW)).observables.neutrophils[:, 0]


def neutropenia_alone(name: str) -> int:
    """Days with neutrophils below 0.5 within a year without a graft."""
    regimen = REGIMENS[name]
    return int((neutrophils_alone(regimen_interventions(regimen, ADULT, regimen.lead_time)) < 0.5).sum())


@pytest.mark.parametrize("name", CONDITIONING_NAMES)
def test_every_name_gives_a_regimen_with_records(name):
    regimen = regimen_named(name)
    assert regimen.lead_time == -min(day for agent in regimen.agents for day in regimen.days(agent)) > 0.0
    assert all(record(identifier).unit for identifier in regimen.evidence)
    assert all(regimen.dose(agent) > 0.0 for agent in regimen.agents)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"conditioning 'thiotepa' is not known; give one of myeloabl.*melp"):
        regimen_named("thiotepa")


def test_a_bare_intensity_stands_for_a_regimen_of_that_intensity():
    assert set(USUAL) == set(Conditioning)
    assert all(regimen_named(intensity).intensity is intensity for intensity in Conditioning)


def test_total_doses_are_those_of_the_textbook():
    doses = {
        (name, agent): regimen.dose(agent) * len(regimen.days(agent))
        for name, regimen in REGIMENS.items()
        for agent in regimen.agents
    }
    assert doses["busulfan_cyclophosphamide", Agent.CYCLOPHOSPHAMIDE] == 120.0
    assert doses["cyclophosphamide_irradiation", Agent.TOTAL_BODY_IRRADIATION] == 12.0
    assert doses["fludarabine_cyclophosphamide_irradiation", Agent.TOTAL_BODY_IRRADIATION] == 2.0
    assert doses["cyclophosphamide_antithymocyte_globulin", Agent.CYCLOPHOSPHAMIDE] == 200.0
    assert doses["fludarabine_treosulfan", Agent.TREOSULFAN] == 42_000.0
    assert doses["fludarabine_melphalan", Agent.MELPHALAN] == 140.0
    assert doses["melphalan_200", Agent.MELPHALAN] == 200.0
    assert doses["busulfan_targeted", Agent.BUSULFAN] == 90.0
    full, half = (doses[name, Agent.BUSULFAN] for name in ("fludarabine_busulfan", "fludarabine_busulfan_reduced"))
    assert half == pytest.approx(0.5 * full)


@pytest.mark.parametrize("name", ["busulfan_cyclophosphamide", "cyclophosphamide_irradiation", "melphalan_200"])
def test_full_conditioning_kills_what_the_blood_was_calibrated_with(name):
    assert total(name).progenitors == pytest.approx(number("conditioning.myeloablative_log_kill"), rel=0.03)


@pytest.mark.parametrize("name", REGIMENS)
def test_the_schedule_delivers_the_kill_and_ends_before_the_graft(name):
    regimen = REGIMENS[name]
    schedule = regimen_interventions(regimen, ADULT, 10.0)
    killed, stem_cells = 0.0, 0.0
    rate, sensitivity, now = 0.0, 1.0, 0.0
    for item in settings(schedule):
        killed += rate * (item.day - now)
        stem_cells += rate * sensitivity * (item.day - now)
        now = item.day
        if item.parameter == "host.conditioning":
            rate = item.value
        else:
            sensitivity = item.value
    assert (rate, sensitivity) == (0.0, 1.0)
    assert now <= 10.0
    assert min(item.day for item in schedule) == 10.0 - regimen.lead_time
    assert (killed, stem_cells) == pytest.approx((total(name).progenitors, total(name).stem_cells))


def test_injury_of_the_endothelium_follows_the_kill():
    def injury(name: str, factor: float = 1.0) -> float:
        (item,) = added(regimen_interventions(REGIMENS[name], ADULT, 10.0, injury=factor))
        return item.amount / total(name).progenitors

    assert injury("melphalan_200") == pytest.approx(injury("fludarabine_busulfan_reduced"))
    assert injury("melphalan_200", 2.0) == pytest.approx(2.0 * injury("melphalan_200"))
    whole = number("conditioning.endothelial_injury") / number("conditioning.myeloablative_log_kill")
    assert injury("melphalan_200") == pytest.approx(whole)


def test_slow_clearance_kills_more_unless_the_dose_is_targeted():
    def rates(name: str, individual: float) -> list[float]:
        schedule = regimen_interventions(REGIMENS[name], ADULT, 10.0, individual_clearance=individual)
        return [item.value for item in settings(schedule) if item.parameter == "host.conditioning"]

    usual, slow = (rates("busulfan_cyclophosphamide", individual) for individual in (1.0, 0.5))
    assert slow == pytest.approx([2.0 * rate for rate in usual])
    assert rates("busulfan_targeted", 1.0) == rates("busulfan_targeted", 0.5)


def test_each_patient_has_a_kill_of_their_own():
    clearances = np.array([0.5, 1.0, 2.0])
    schedule = regimen_interventions(REGIMENS["melphalan_200"], ADULT, 3.0, individual_clearance=clearances)
    first = schedule[0]
    assert isinstance(first, SetParameter)
    assert first.value == pytest.approx(total("melphalan_200").progenitors / clearances)


def test_a_small_child_gets_more_busulfan_per_weight_and_not_more_exposure():
    child = Body(10.0, 1.5)
    dose = REGIMENS["busulfan_cyclophosphamide"].dose(Agent.BUSULFAN)
    factor = number("conditioning.small_child_busulfan_factor")
    adult = exposure(Agent.BUSULFAN, dose, ADULT)
    assert exposure(Agent.BUSULFAN, dose * factor, child) == pytest.approx(adult, rel=0.2)
    given = daily_kill(REGIMENS["busulfan_cyclophosphamide"], child)[-7].progenitors
    assert given == pytest.approx(drug_kill(Agent.BUSULFAN, exposure(Agent.BUSULFAN, dose * factor, child)).progenitors)


def test_fanconi_marrow_dies_from_doses_that_others_hardly_feel():
    regimen = REGIMENS["fanconi_low_dose"]
    fanconi = number("conditioning.fanconi_sensitivity")
    fragile = neutrophils_alone(regimen_interventions(regimen, ADULT, regimen.lead_time, sensitivity=fanconi), 60)
    usual = neutrophils_alone(regimen_interventions(regimen, ADULT, regimen.lead_time), 60)
    assert fragile.min() < 0.2
    assert usual.min() > 0.5


# what cytopenia a regimen causes without a graft defines its intensity (Bacigalupo et al 2009)


def of(intensity: Conditioning) -> list[str]:
    return [name for name, regimen in REGIMENS.items() if regimen.intensity is intensity]


@pytest.mark.parametrize("name", of(Conditioning.MYELOABLATIVE))
def test_full_conditioning_needs_a_graft(name):
    assert neutropenia_alone(name) > number("conditioning.long_neutropenia")


@pytest.mark.parametrize("name", of(Conditioning.REDUCED_INTENSITY))
def test_reduced_conditioning_gives_weeks_of_neutropenia_that_end(name):
    assert 10 <= neutropenia_alone(name) < number("conditioning.long_neutropenia")


@pytest.mark.parametrize("name", of(Conditioning.NONMYELOABLATIVE))
def test_nonmyeloablative_conditioning_spares_the_marrow(name):
    assert neutropenia_alone(name) < 10


def test_marrow_recovers_by_itself_after_cyclophosphamide_alone():
    """Brodsky et al 1998; day 0 is that after the last dose."""
    regimen = REGIMENS["cyclophosphamide_antithymocyte_globulin"]
    last_dose = max(regimen.days(Agent.CYCLOPHOSPHAMIDE)) + 1 + int(regimen.lead_time)
    low = np.flatnonzero(neutrophils_alone(regimen_interventions(regimen, ADULT, regimen.lead_time), 60) < 0.5)
    known = record("conditioning.cyclophosphamide_alone_neutrophil_day")
    assert known.low is not None and known.high is not None
    assert known.low <= low[-1] + 1 - last_dose <= known.high


def test_busulfan_at_twice_the_exposure_turns_weeks_into_months():
    reduced, full = (neutropenia_alone(f"fludarabine_busulfan{end}") for end in ("_reduced", ""))
    assert full > 4 * reduced

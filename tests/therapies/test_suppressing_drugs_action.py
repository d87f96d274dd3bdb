"""Linezolid, valproate, docetaxel and carboplatin: kinetics against closed forms, and what they do to the blood."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.carboplatin import calvert_dose, carboplatin
from hemograft.therapies.compartments import daily_intake, disposition
from hemograft.therapies.docetaxel import docetaxel
from hemograft.therapies.linezolid import linezolid
from hemograft.therapies.valproate import valproate

DRUGS = {drug.name: drug for drug in (linezolid(), valproate(), docetaxel(), carboplatin())}


def signal(drug, amounts, **changes):
    values = tuple(changes.get(name, value) for name, value in zip(drug.parameters, drug.standard, strict=True))
    return drug.kinetics(np, tuple(amounts), values, 1.0)


def course(drug, schedule, days, **changes):
    """Daily counts of one healthy patient, and the final state by name."""
    system = BloodSystem(drugs=(drug,))
    values = tuple(changes.get(name, value) for name, value in zip(drug.parameters, drug.standard, strict=True))
    parameters = stack_parameters(replace(system.healthy_parameters(), drugs=(values,)), 1)
    patients = Patients(system, stack_state(healthy_state(system), 1), parameters, range(1), None)
    run = simulate(patients, Course(tuple(schedule)), days, integrator(system))
    return run.observables, dict(zip(system.state_names, run.final_state[:, 0], strict=True))


@settings(max_examples=50, deadline=None)
@given(
    amounts=st.lists(st.floats(0.0, 1e3), min_size=3, max_size=3),
    rates=st.lists(st.floats(0.01, 50.0), min_size=5, max_size=5),
    intake=st.floats(0.0, 1e3),
)
def test_what_is_neither_taken_nor_eliminated_stays_in_the_body(amounts, rates, intake):
    central, shallow, deep = amounts
    elimination, *exchange = rates
    derivatives = disposition(central, [(shallow, *exchange[:2]), (deep, *exchange[2:])], elimination, intake)
    assert sum(derivatives) == pytest.approx(intake - elimination * central, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", DRUGS)
def test_no_drug_no_effect(name):
    drug = DRUGS[name]
    silent = signal(drug, [0.0] * len(drug.states))
    assert not any(silent.derivatives)
    effects = ("shedding_suppression", "progenitor_kill", "granulocyte_kill", "megakaryocyte_kill")
    assert not any(getattr(silent, effect) for effect in effects)


@pytest.mark.parametrize("name", DRUGS)
def test_twice_the_sensitivity_acts_as_twice_the_level(name):
    drug = DRUGS[name]
    once = signal(drug, [20.0] * len(drug.states))
    sensitive = signal(drug, [10.0] * len(drug.states), sensitivity=2.0)
    for effect in ("shedding_suppression", "progenitor_kill", "granulocyte_kill", "megakaryocyte_kill"):
        assert getattr(sensitive, effect) == pytest.approx(getattr(once, effect))


@pytest.mark.parametrize(("creatinine_clearance", "level"), [(100.0, 15.1), (30.0, 21.7)])
def test_linezolid_level_by_kidney_function(creatinine_clearance, level):
    """Mean levels of the published model on 600 mg every 12 hours."""
    drug = linezolid(creatinine_clearance=creatinine_clearance)
    values = dict(zip(drug.parameters, drug.standard, strict=True))
    mean = number("linezolid.usual_daily_dose") / (values["elimination"] * values["volume"])
    assert mean == pytest.approx(level, rel=0.01)


def test_linezolid_clearance_by_weight_and_age():
    """Kidney function is per body: a larger one with the same creatinine clearance has the same renal clearance."""

    def clearance(**person):
        drug = linezolid(**person)
        values = dict(zip(drug.parameters, drug.standard, strict=True))
        return values["elimination"] * values["volume"] / 24.0

    assert clearance(weight=70.0, age=69.0, creatinine_clearance=100.0) == pytest.approx(3.30)
    assert clearance(weight=140.0, creatinine_clearance=100.0) == pytest.approx(1.86 * 2**0.75 + 1.44)
    assert clearance(age=79.0, creatinine_clearance=100.0) == pytest.approx(1.86 * 0.79 + 1.44)


def test_linezolid_held_back_release_leaves_megakaryocytes_and_thrombopoietin_alone():
    counts, _ = course(linezolid(), daily_intake("linezolid", 1200.0, 0.0), 28)
    assert counts.platelets[-1, 0] / counts.platelets[0, 0] < 0.65
    assert counts.thrombopoietin[-1, 0] == pytest.approx(1.0, abs=0.15)
    assert counts.neutrophils[-1, 0] == pytest.approx(counts.neutrophils[0, 0], rel=1e-3)


def test_platelets_come_back_when_linezolid_is_stopped():
    counts, state = course(linezolid(), daily_intake("linezolid", 1200.0, 0.0, 14.0), 42)
    assert counts.platelets[42, 0] == pytest.approx(counts.platelets[0, 0], rel=0.02)
    assert state["linezolid.central"] < 1e-6


def test_the_level_of_valproate_is_its_intake_over_its_clearance():
    drug = valproate()
    system = BloodSystem(drugs=(drug,))
    values = (100.0 * number("valproate.clearance") * 24.0, *drug.standard[1:])
    parameters = stack_parameters(replace(system.healthy_parameters(), drugs=(values,)), 1)
    rest = steady_state(system, parameters, stack_state(healthy_state(system), 1))
    amount = rest[system.state_names.index("valproate.central"), 0]
    assert amount / number("valproate.volume") == pytest.approx(100.0, rel=1e-6)
    assert signal(drug, [amount]).shedding_suppression == pytest.approx(
        100 / (100 + number("valproate.half_inhibition"))
    )


def test_exposure_to_carboplatin_by_calvert():
    """Free drug eliminated over clearance is the exposure that the dose was made for, at any kidney function."""
    for filtration in (30.0, 75.0, 120.0):
        dose = calvert_dose(5.0, filtration)
        drug = carboplatin(glomerular_filtration=filtration)
        values = dict(zip(drug.parameters, drug.standard, strict=True))
        per_minute = values["elimination"] * values["volume"] * 1000.0 / (24.0 * 60.0)
        assert dose / per_minute == pytest.approx(5.0)


def test_the_half_life_of_bound_platinum_leaves_the_whole_kill_alone():
    """The integral of the bound concentration is that of the free one."""
    drug = carboplatin()
    values = dict(zip(drug.parameters, drug.standard, strict=True))
    elimination, volume = values["elimination"], values["volume"]
    exposures = []
    for release in (values["release"], 10.0 * values["release"]):
        matrix = np.array(
            [
                [-elimination - values["to_periphery"], values["from_periphery"], 0.0],
                [values["to_periphery"], -values["from_periphery"], 0.0],
                [release / volume, 0.0, -release],
            ]
        )
        exposures.append(-np.linalg.solve(matrix, np.array([500.0, 0.0, 0.0]))[2])
    assert exposures == pytest.approx([500.0 / (elimination * volume)] * 2)


def test_docetaxel_strikes_neutrophils_and_carboplatin_platelets():
    """One usual cycle of either: shares of the counts before that are left at the nadirs."""
    platelets, neutrophils = {}, {}
    for drug, dose in ((docetaxel(), number("docetaxel.usual_dose")), (carboplatin(), 840.0)):
        counts, _ = course(drug, [AddToState(0.0, f"{drug.name}.central", dose)], 28)
        platelets[drug.name] = counts.platelets.min() / counts.platelets[0, 0]
        neutrophils[drug.name] = counts.neutrophils.min() / counts.neutrophils[0, 0]
    assert neutrophils["docetaxel"] < 0.25 and platelets["docetaxel"] > 0.5
    assert platelets["carboplatin"] < 0.5 < 2.0 * neutrophils["carboplatin"]
    assert platelets["carboplatin"] < platelets["docetaxel"]
    assert neutrophils["docetaxel"] < neutrophils["carboplatin"]

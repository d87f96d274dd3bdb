"""The SBML file is valid, says what the evidence says, and gives our trajectories in another simulator."""

import math
import sys
from collections.abc import Sequence
from typing import Any

import libsbml
import numpy as np
import pytest
import roadrunner
import sympy

import hemograft.interop
from hemograft.evidence import record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.parameters import flatten_parameters
from hemograft.hematopoiesis.state import CLONE_NAMES, flatten
from hemograft.interop import sbml_mathematics, sbml_units
from hemograft.interop.sbml import sbml_document
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.romiplostim import romiplostim

OBSERVABLES = {"platelet_count": "platelets", "neutrophil_count": "neutrophils", "hemoglobin": "hemoglobin"}
FLOOR = 1e-3
"""Share of the healthy value below which errors are measured against that share."""
TRANSPLANT: tuple[Intervention, ...] = (
    SetParameter(0.0, "host.conditioning", 4.1),
    SetParameter(5.0, "host.conditioning", 0.0),
    *(
        AddToState(7.0, f"donor.{stage}", 0.03)
        for stage in ("stem_cells", "short_term_stem_cells", "mpp_1", "cmp_1", "mep_1", "gmp_1")
    ),
    AddToState(7.0, "transfused_platelets_1", 20.0),
    AddToState(7.0, "transfused_platelets_1", 20.0),
    AddToState(11.5, "transfused_platelets_1", 40.0),
)


def numbers(system: BloodSystem) -> tuple[list[float], list[float]]:
    return flatten(healthy_state(system)), flatten_parameters(system.healthy_parameters())


def document(system: BloodSystem, interventions: Sequence[Intervention] = ()) -> str:
    return sbml_document(system, *numbers(system), interventions, name="a patient")


def problems(parsed: Any) -> list[tuple[int, str, str]]:
    """Number, severity and message of whatever libsbml's consistency check finds."""
    parsed.checkConsistency()
    found = (parsed.getError(index) for index in range(parsed.getNumErrors()))
    return [(problem.getErrorId(), problem.getSeverityAsString(), problem.getMessage()) for problem in found]


def largest_difference(system: BloodSystem, interventions: Sequence[Intervention], days: int) -> float:
    """Largest relative difference of daily counts between roadrunner and us, over the days without an event."""
    simulator = roadrunner.RoadRunner(document(system, interventions))
    simulator.integrator.relative_tolerance = 1e-11
    simulator.integrator.absolute_tolerance = 1e-14
    simulator.integrator.maximum_num_steps = 100_000
    simulator.timeCourseSelections = list(OBSERVABLES)
    theirs = np.array(simulator.simulate(0, days, days + 1))
    state, parameters = (np.array(values)[:, None] for values in numbers(system))
    patients = Patients(system, state, parameters, range(1), seed=1)
    course = Course(schedule=tuple(interventions))
    ours = simulate(patients, course, days, integrator(system, 1e-10)).observables
    quiet = [day for day in range(days + 1) if day not in {intervention.day for intervention in interventions}]
    differences: list[float] = []
    for column, name in enumerate(OBSERVABLES.values()):
        reference = getattr(ours, name)[:, 0]
        scale = np.maximum(np.abs(reference), FLOOR * reference[0])
        differences.append(float(np.max((np.abs(theirs[:, column] - reference) / scale)[quiet])))
    return max(differences)


@pytest.mark.parametrize("clones", [1, 2, 3])
def test_the_file_is_valid_and_its_units_agree(clones: int) -> None:
    interventions = TRANSPLANT if clones > 1 else ()
    assert problems(libsbml.readSBMLFromString(document(BloodSystem(CLONE_NAMES[:clones]), interventions))) == []


def test_the_unit_check_would_notice_a_wrong_unit() -> None:
    parsed = libsbml.readSBMLFromString(document(BloodSystem()))
    parsed.getModel().getParameter("endothelial_demand").setUnits("day")
    assert problems(parsed) != []


def test_a_drug_is_valid_and_its_missing_units_are_explained() -> None:
    text = document(BloodSystem(drugs=(romiplostim(),)), [AddToState(0.0, "romiplostim.depot", 1000.0)])
    found = problems(libsbml.readSBMLFromString(text))
    assert {severity for _number, severity, _message in found} == {"Warning"}
    undeclared = {99505, 99508, 20702, 80701}  # each says that a unit is missing, none that units differ
    assert {number for number, _severity, _message in found} <= undeclared
    assert "drug carry no SBML units" in text


def test_a_healthy_person_stays_healthy() -> None:
    assert largest_difference(BloodSystem(), (), 365) < 1e-9


def test_a_transplant_gives_our_trajectory() -> None:
    assert largest_difference(BloodSystem(("host", "donor")), TRANSPLANT, 365) < 1e-6


def test_a_drug_gives_our_trajectory() -> None:
    doses = [AddToState(7.0 * week, "romiplostim.depot", 2000.0 * (week + 1)) for week in range(4)]
    assert largest_difference(BloodSystem(drugs=(romiplostim(),)), doses, 60) < 1e-6


def test_rates_equal_the_vector_field_at_any_state() -> None:
    system = BloodSystem(("host", "donor"))
    generator = np.random.default_rng(2)
    state = np.array(numbers(system)[0]) * generator.lognormal(0.0, 0.5, len(system.state_names)) + 0.1
    parameters = np.array(numbers(system)[1]) + 0.01
    simulator = roadrunner.RoadRunner(sbml_document(system, list(state), list(parameters), (), name="anybody"))
    expected = system.derivative(np, state, parameters)
    for name, value in zip(system.state_names, expected, strict=True):
        rate = simulator[f"{name.replace('.', '_')}'"]
        assert rate == pytest.approx(value, rel=1e-11, abs=1e-14), name


def test_parameters_carry_value_unit_name_and_evidence() -> None:
    model = libsbml.readSBMLFromString(document(BloodSystem(("host", "donor")))).getModel()
    senescence = model.getParameter("platelet_senescence")
    evidence = record("hematopoiesis.platelet_senescence")
    assert senescence.getValue() == evidence.value
    assert senescence.getUnits() == "day"
    assert senescence.getName() == "platelet senescence"
    for fact in (evidence.id, evidence.provenance, evidence.meaning):
        assert fact in senescence.getNotesString()
    platelets = model.getParameter("donor_platelets_3")
    assert platelets.getName() == "donor platelets in blood and spleen, stage 3"
    assert platelets.getCVTerm(0).getResourceURI(0) == "https://identifiers.org/CL:0000233"
    assert hemograft.NOTICE in model.getNotesString()
    assert hemograft.__version__ in model.getNotesString()
    assert model.getNumRules() > len(BloodSystem(("host", "donor")).state_names)


def test_a_day_is_one_event_with_sums_and_the_last_setting() -> None:
    schedule = [
        SetParameter(3.0, "host.conditioning", 1.0),
        AddToState(0.0, "host.stem_cells", 0.5),
        SetParameter(3.0, "host.conditioning", 2.0),
        AddToState(3.0, "host.stem_cells", 0.25),
        AddToState(3.0, "host.stem_cells", 0.5),
    ]
    model = libsbml.readSBMLFromString(document(BloodSystem(), schedule)).getModel()
    events = [model.getEvent(index) for index in range(model.getNumEvents())]
    assert [event.getName() for event in events] == ["day 0", "day 3"]
    changes = {
        assignment.getVariable(): libsbml.formulaToL3String(assignment.getMath())
        for assignment in (events[1].getEventAssignment(index) for index in range(2))
    }
    assert changes == {
        "host_conditioning": "2 per_day",
        "host_stem_cells": "host_stem_cells + 0.75 dimensionless",
    }


@pytest.mark.parametrize(
    ("intervention", "words"),
    [
        (AddToState(1.0, "host.spleen", 1.0), r"state 'host\.spleen' is not part of this model"),
        (SetParameter(1.0, "spleen", 1.0), "parameter 'spleen' is not part of this model"),
        (AddToState(-1.0, "gcsf", 1.0), "an intervention lies on day -1"),
        (AddToState(1.0, "gcsf", np.ones(2)), "day 1, gcsf: SBML holds one patient"),
        (SetParameter(1.0, "mpp_rate", math.nan), "day 1, mpp_rate: nan is not a finite number"),
    ],
)
def test_a_bad_intervention_is_refused(intervention: Intervention, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        document(BloodSystem(), [intervention])


def test_a_state_of_the_wrong_length_is_refused() -> None:
    system = BloodSystem()
    with pytest.raises(ValueError, match="3 state values were given for the 59 of this model"):
        sbml_document(system, [1.0, 1.0, 1.0], numbers(system)[1], (), name="nobody")


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hemograft.interop.sbml_model", raising=False)
    monkeypatch.delattr(hemograft.interop, "sbml_model", raising=False)
    monkeypatch.setitem(sys.modules, "libsbml", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'hemograft\[sbml\]'"):
        document(BloodSystem())


def test_units_multiply_and_reduce() -> None:
    per_day = sbml_units.parse_unit("10^9/L/day")
    symbols = {"demand": per_day, "life": sbml_units.parse_unit("day"), "drug": None}
    demand, life, drug = sympy.symbols("demand life drug")
    assert sbml_units.identifier(per_day) == "billion_per_litre_per_day"
    assert sbml_units.unit_of(2 * demand * life, symbols) == sbml_units.parse_unit("10^9/L")
    assert sbml_units.unit_of(demand / (demand + demand * 2), symbols) == sbml_units.DIMENSIONLESS
    assert sbml_units.identifier(sbml_units.unit_of(sympy.sqrt(life), symbols) or {}) == "day_to_1_over_2"
    assert sbml_units.unit_of(demand * drug, symbols) is None
    with pytest.raises(ValueError, match="'furlong' is not one of"):
        sbml_units.parse_unit("furlong/day")


@pytest.mark.parametrize(
    ("written", "formula"),
    [
        ("1.0*x - 0.2*y", "x - y / 5"),
        ("-x - y", "-(x + y)"),
        ("-x/(y*z**2)", "-(x / (y * z^2))"),
        ("sqrt(x) + exp(-y) + log(z) + tanh(x)", None),
        ("x**(-3)*0.123456789", "0.123456789 / x^3"),
        ("(x/y)**(1.0/3.0)", "(x / y)^(1 / 3)"),
    ],
)
def test_mathematics_is_readable_and_exact(written: str, formula: str | None) -> None:
    expression: Any = sympy.sympify(written)
    node = sbml_mathematics.mathematics(sbml_mathematics.exact(expression))
    text = libsbml.formulaToL3String(node).replace(" dimensionless", "")
    if formula is not None:
        assert text == formula
    values = {"x": 1.7, "y": 0.3, "z": 2.9}
    evaluated = eval(text.replace("^", "**").replace("ln(", "log("), vars(math) | values)
    assert evaluated == pytest.approx(float(expression.subs(values)), rel=1e-14)


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(TypeError, match="gamma has no place"):
        sbml_mathematics.mathematics(sympy.gamma(sympy.Symbol("x")))

"""The SBML model of one patient: quantities, rate rules, shared expressions and events."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from math import isfinite
from typing import Any

import libsbml
import sympy

import hemograft
from hemograft.evidence import Record
from hemograft.hematopoiesis.blood_system import BloodSystem, hemoglobin, platelet_pool, progenitor_occupancy
from hemograft.interop.sbml_mathematics import call, exact, literal, mathematics
from hemograft.interop.sbml_quantities import CONCENTRATION, POOL, Quantity, parameter_quantity, state_quantity
from hemograft.interop.sbml_units import DIMENSIONLESS, Unit, define, parse_unit, unit_of
from hemograft.therapies.interventions import AddToState, Intervention

UNITS_OF_DRUGS = (
    "Quantities of a drug carry no SBML units, because a drug brings amounts in its own units; a checker can then "
    "not verify the expressions that contain them."
)
IDENTIFIERS = "https://identifiers.org/"


def write(
    system: BloodSystem,
    state: Sequence[float],
    parameters: Sequence[float],
    interventions: Sequence[Intervention],
    name: str,
) -> str:
    """See `hemograft.interop.sbml.sbml_document`."""
    states = [state_quantity(each) for each in system.state_names]
    constants = [parameter_quantity(each) for each in system.parameter_names]
    initial = _numbers("state", system.state_names, state)
    values = _numbers("parameter", system.parameter_names, parameters)
    schedule = _by_day(system, interventions)
    document = libsbml.SBMLDocument(3, 2)
    model = document.createModel()
    model.setId("blood_system")
    model.setName(name)
    model.setTimeUnits(define(model, parse_unit("day")))
    model.setNotes(_page([hemograft.NOTICE, f"Written by Hemograft {hemograft.__version__}.", UNITS_OF_DRUGS]))
    changing = {target for changes in schedule.values() for target in changes}
    for quantity, value in zip(states, initial, strict=True):
        _declare(model, quantity, constant=False).setValue(value)
    for quantity, value in zip(constants, values, strict=True):
        _declare(model, quantity, constant=quantity.identifier not in changing).setValue(value)
    _write_rules(model, system, states, constants)
    units = {quantity.identifier: quantity.unit for quantity in (*states, *constants)}
    for day, changes in schedule.items():
        _write_event(model, day, changes, units)
    return libsbml.writeSBMLToString(document)


def _declare(model: Any, quantity: Quantity, *, constant: bool) -> Any:
    parameter = model.createParameter()
    parameter.setId(quantity.identifier)
    parameter.setMetaId(f"meta_{quantity.identifier}")
    parameter.setName(quantity.words)
    parameter.setConstant(constant)
    parameter.setSBOTerm(quantity.ontology)
    if quantity.unit is not None:
        parameter.setUnits(define(model, parse_unit(quantity.unit)))
    if quantity.term is not None:
        term = libsbml.CVTerm(libsbml.BIOLOGICAL_QUALIFIER)
        term.setBiologicalQualifierType(libsbml.BQB_IS)
        term.addResource(IDENTIFIERS + quantity.term)
        parameter.addCVTerm(term)
    if quantity.evidence is not None:
        parameter.setNotes(_page(_evidence(quantity.evidence)))
    return parameter


def _write_rules(
    model: Any, system: BloodSystem, states: Sequence[Quantity], constants: Sequence[Quantity]
) -> None:
    """One rate rule a state, on assignment rules for what several of them share."""
    variables = [sympy.Symbol(quantity.identifier) for quantity in states]
    parameters = [sympy.Symbol(quantity.identifier) for quantity in constants]
    observed = _observed(system, variables, parameters)
    derivatives = system.derivative(sympy, variables, parameters)
    expressions = [exact(sympy.sympify(each)) for each in (*observed.values(), *derivatives)]
    shared, reduced = sympy.cse(expressions, symbols=sympy.numbered_symbols("shared_", start=1), order="none")
    # A shared expression that is an observed quantity goes by that name.
    names = {
        expression: sympy.Symbol(quantity.identifier)
        for quantity, expression in zip(observed, reduced, strict=False)
        if isinstance(expression, sympy.Symbol)
    }
    units: dict[str, Unit | None] = {
        quantity.identifier: None if quantity.unit is None else parse_unit(quantity.unit)
        for quantity in (*states, *constants)
    }
    known = {quantity.identifier: quantity for quantity in observed}

    def assign(symbol: sympy.Symbol, expression: sympy.Basic) -> None:
        unit = unit_of(expression, units)
        units[str(symbol)] = unit
        quantity = known.get(str(symbol)) or Quantity(str(symbol), "shared expression", None, POOL)
        parameter = _declare(model, quantity, constant=False)
        if unit is not None:
            parameter.setUnits(define(model, unit))
        rule = model.createAssignmentRule()
        rule.setVariable(str(symbol))
        rule.setMath(mathematics(expression))

    for symbol, expression in shared:
        assign(names.get(symbol, symbol), expression.xreplace(names))
    for quantity, expression in zip(observed, reduced, strict=False):
        if expression not in names:
            assign(sympy.Symbol(quantity.identifier), expression.xreplace(names))
    for quantity, expression in zip(states, reduced[len(observed) :], strict=True):
        rule = model.createRateRule()
        rule.setVariable(quantity.identifier)
        rule.setMath(mathematics(expression.xreplace(names)))


def _observed(system: BloodSystem, state: Sequence[Any], parameters: Sequence[Any]) -> dict[Quantity, Any]:
    """What a laboratory measures, and two quantities that many equations share."""
    named, values = system.unpack_state(state), system.unpack_parameters(parameters)
    pool = platelet_pool(named)
    neutrophils = sum(cells.neutrophils for cells in named.clones)
    return {
        Quantity("platelet_pool", "platelets in blood and spleen", "10^9/L", CONCENTRATION): pool,
        Quantity("progenitor_occupancy", "marrow progenitors, share of normal", "dimensionless", POOL): (
            progenitor_occupancy(named.clones)
        ),
        Quantity("platelet_count", "platelet count", "10^9/L", CONCENTRATION): (
            (1 - values.condition.splenic_fraction) * pool
        ),
        Quantity("neutrophil_count", "neutrophil count", "10^9/L", CONCENTRATION): neutrophils,
        Quantity("hemoglobin", "hemoglobin", "g/dL", CONCENTRATION): hemoglobin(values, named),
    }


def _by_day(
    system: BloodSystem, interventions: Sequence[Intervention]
) -> dict[float, dict[str, tuple[bool, float]]]:
    """For each day in order the change of each target: whether to add, and the number."""
    schedule: dict[float, dict[str, tuple[bool, float]]] = {}
    ordered = sorted(interventions, key=lambda intervention: intervention.day)
    if ordered and not ordered[0].day >= 0.0:
        raise ValueError(f"an intervention lies on day {ordered[0].day:g}; schedules start at day 0")
    for day, together in groupby(ordered, key=lambda intervention: float(intervention.day)):
        changes = schedule.setdefault(day, {})
        for intervention in together:
            if isinstance(intervention, AddToState):
                target = _known("state", system.state_names, intervention.state)
                (amount,) = _numbers("state", [intervention.state], [intervention.amount])
                changes[target] = (True, changes.get(target, (True, 0.0))[1] + amount)
            else:
                target = _known("parameter", system.parameter_names, intervention.parameter)
                (value,) = _numbers("parameter", [intervention.parameter], [intervention.value])
                changes[target] = (False, value)
    return schedule


def _write_event(
    model: Any, day: float, changes: Mapping[str, tuple[bool, float]], units: Mapping[str, str | None]
) -> None:
    event = model.createEvent()
    event.setId(f"event_{model.getNumEvents()}")
    event.setName(f"day {day:g}")
    event.setUseValuesFromTriggerTime(True)
    trigger = event.createTrigger()
    trigger.setInitialValue(False)  # so that day 0 fires too
    trigger.setPersistent(True)
    time = libsbml.ASTNode(libsbml.AST_NAME_TIME)
    time.setName("time")
    trigger.setMath(call(libsbml.AST_RELATIONAL_GEQ, [time, literal(day, "day")]))
    for target, (adds, number) in changes.items():
        unit = units[target]
        value = literal(number, define(model, DIMENSIONLESS if unit is None else parse_unit(unit)))
        assignment = event.createEventAssignment()
        assignment.setVariable(target)
        assignment.setMath(
            call(libsbml.AST_PLUS, [mathematics(sympy.Symbol(target)), value]) if adds else value
        )


def _known(kind: str, names: Sequence[str], name: str) -> str:
    if name not in names:
        raise ValueError(f"{kind} {name!r} is not part of this model; it has {', '.join(names)}")
    return name.replace(".", "_")


def _numbers(kind: str, names: Sequence[str], values: Sequence[Any]) -> list[float]:
    if len(values) != len(names):
        raise ValueError(f"{len(values)} {kind} values for {len(names)} names")
    numbers: list[float] = []
    for name, value in zip(names, values, strict=True):
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise ValueError(f"{kind} {name}: SBML holds one patient, so one number, not {value!r}") from None
        if not isfinite(number):
            raise ValueError(f"{kind} {name} is {number}, not a finite number")
        numbers.append(number)
    return numbers


def _evidence(record: Record) -> list[str]:
    return [
        record.meaning,
        f"Evidence record {record.id}: {record.value} {record.unit}, {record.provenance}. {record.source}.",
    ]


def _page(paragraphs: Sequence[str]) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f'<body xmlns="http://www.w3.org/1999/xhtml">{text}</body>'

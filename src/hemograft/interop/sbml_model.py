"""The SBML model of one patient, put together: states, parameters, rules and events."""

from collections.abc import Sequence

import libsbml

import hemograft
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.interop.sbml_declaration import declare, page
from hemograft.interop.sbml_quantities import one_number, parameter_quantity, state_quantity
from hemograft.interop.sbml_rules import write_rules
from hemograft.interop.sbml_schedule import changes_by_day, write_event
from hemograft.interop.sbml_units import define, parse_unit

UNITS_OF_DRUGS = (
    "The quantities of a drug carry no SBML units, because a drug counts in units of its own; "
    "a checker of units can therefore not judge the expressions that contain them."
)


def write(
    system: BloodSystem,
    state: Sequence[float],
    parameters: Sequence[float],
    interventions: Sequence[Intervention],
    name: str,
) -> str:
    """See `hemograft.interop.sbml.sbml_document`."""
    initial = _values("state", system.state_names, state)
    constants = _values("parameter", system.parameter_names, parameters)
    schedule = changes_by_day(system, interventions)
    document = libsbml.SBMLDocument(3, 2)
    model = document.createModel()
    model.setId("blood_system")
    model.setName(name)
    model.setTimeUnits(define(model, parse_unit("day")))
    about_drugs = [UNITS_OF_DRUGS] if system.drugs else []
    model.setNotes(page([hemograft.NOTICE, f"Written by Hemograft {hemograft.__version__}.", *about_drugs]))
    states = {state_quantity(each): value for each, value in initial.items()}
    fixed = {parameter_quantity(each): value for each, value in constants.items()}
    changing = {target for changes in schedule.values() for target in changes}
    for quantity, value in states.items():
        declare(model, quantity, constant=False).setValue(value)
    for quantity, value in fixed.items():
        declare(model, quantity, constant=quantity.identifier not in changing).setValue(value)
    write_rules(model, system, tuple(states), tuple(fixed))
    units = {quantity.identifier: quantity.unit for quantity in (*states, *fixed)}
    for day, changes in schedule.items():
        write_event(model, day, changes, units)
    return libsbml.writeSBMLToString(document)


def _values(kind: str, names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    if len(values) != len(names):
        raise ValueError(f"{len(values)} {kind} values were given for the {len(names)} of this model")
    return {name: one_number(f"{kind} {name}", value) for name, value in zip(names, values, strict=True)}

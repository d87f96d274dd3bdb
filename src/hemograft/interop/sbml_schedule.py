"""The schedule as SBML events: one a day, in which every change of that day happens at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import libsbml
import sympy

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.interop.sbml_mathematics import call, literal, mathematics
from hemograft.interop.sbml_quantities import identifier, one_number
from hemograft.interop.sbml_units import DIMENSIONLESS, define, parse_unit


@dataclass(frozen=True)
class Change:
    """A number that is added to its target or replaces it."""

    adds: bool
    number: float


Changes = dict[str, Change]
"""What happens on one day, by the identifier of the target."""


def changes_by_day(system: BloodSystem, interventions: Sequence[Intervention]) -> dict[float, Changes]:
    """The changes of each day, in the order of days.

    Raises:
        ValueError: an intervention names an unknown target, lies before day 0 or differs between patients.
    """
    schedule: dict[float, Changes] = {}
    ordered = sorted(interventions, key=lambda intervention: intervention.day)
    if ordered and not ordered[0].day >= 0.0:
        raise ValueError(f"an intervention lies on day {ordered[0].day:g}; schedules start at day 0")
    for day, together in groupby(ordered, key=lambda intervention: float(intervention.day)):
        changes = schedule.setdefault(day, {})
        for intervention in together:
            if isinstance(intervention, AddToState):
                target = _known("state", system.state_names, intervention.state)
                amount = one_number(f"day {day:g}, {intervention.state}", intervention.amount)
                before = changes.get(target, Change(adds=True, number=0.0)).number
                changes[target] = Change(adds=True, number=before + amount)
            else:
                target = _known("parameter", system.parameter_names, intervention.parameter)
                value = one_number(f"day {day:g}, {intervention.parameter}", intervention.value)
                changes[target] = Change(adds=False, number=value)
    return schedule


def write_event(model: Any, day: float, changes: Changes, units: Mapping[str, str | None]) -> None:
    """Adds one event; ``units`` gives the unit of every target."""
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
    for target, change in changes.items():
        unit = units[target]
        value = literal(change.number, define(model, DIMENSIONLESS if unit is None else parse_unit(unit)))
        assignment = event.createEventAssignment()
        assignment.setVariable(target)
        assignment.setMath(call(libsbml.AST_PLUS, [mathematics(sympy.Symbol(target)), value]) if change.adds else value)


def _known(kind: str, names: Sequence[str], name: str) -> str:
    if name not in names:
        raise ValueError(f"{kind} {name!r} is not part of this model; it has {', '.join(names)}")
    return identifier(name)

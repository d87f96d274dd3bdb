"""The right-hand side as SBML rules: the vector field on SymPy symbols, shared expressions written once."""

from collections.abc import Sequence
from typing import Any, cast

import sympy

from hemograft.hematopoiesis.blood_system import BloodSystem, hemoglobin, platelet_pool, progenitor_occupancy
from hemograft.interop.sbml_declaration import declare
from hemograft.interop.sbml_mathematics import exact, mathematics
from hemograft.interop.sbml_quantities import CONCENTRATION, POOL, Quantity
from hemograft.interop.sbml_units import Unit, define, parse_unit, unit_of


def write_rules(model: Any, system: BloodSystem, states: Sequence[Quantity], constants: Sequence[Quantity]) -> None:
    """Adds one rate rule a state, on assignment rules for what several of them share."""
    variables = [sympy.Symbol(quantity.identifier) for quantity in states]
    parameters = [sympy.Symbol(quantity.identifier) for quantity in constants]
    observed = _observed(system, variables, parameters)
    derivatives = system.derivative(sympy, variables, parameters)
    expressions = [exact(sympy.sympify(each)) for each in (*observed.values(), *derivatives)]
    shared, reduced = cast(
        tuple[list[tuple[sympy.Symbol, sympy.Basic]], list[sympy.Basic]],
        sympy.cse(expressions, symbols=sympy.numbered_symbols("shared_", start=1), order="none"),
    )
    # A shared expression that is an observed quantity goes by that name.
    anonymous = {symbol for symbol, _expression in shared}
    names = {
        expression: sympy.Symbol(quantity.identifier)
        for quantity, expression in zip(observed, reduced, strict=False)
        if expression in anonymous
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
        parameter = declare(model, quantity, constant=False)
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

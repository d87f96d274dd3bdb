"""Giving names back to what the code computed: the rooms return expanded expressions, the page shows their parts."""

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from hemograft.hematopoiesis import regulation
from hemograft.interop.sbml_mathematics import exact

RESPONSE: Any = sympy.Function("response")
VACANCY: Any = sympy.Function("vacancy")
REGULATION = {RESPONSE: regulation.response, VACANCY: regulation.vacancy}


def named(expression: Any, definition: Any, name: Any) -> Any:
    """The expression with ``name`` where the quotient ``definition`` stood; equal to it for any values.

    The denominator is looked for, and what the numerator contributed cancels.
    """
    above, below = sympy.fraction(exact(sympy.sympify(definition)))

    def stands(node: Any) -> bool:
        return isinstance(node, sympy.Pow) and node.base == below and bool(node.exp.is_negative)

    return exact(sympy.sympify(expression)).replace(stands, lambda node: (name / above) ** -node.exp)


def regulated(expression: Any, maxima: Iterable[Any], signals: Iterable[Any]) -> Any:
    """The expression with the regulation functions by name, for the given maxima and signals."""
    pairs = [(maximum, signal) for maximum in maxima for signal in signals]
    for maximum, signal in pairs:
        for name, function in REGULATION.items():
            expression = named(expression, function(maximum, signal), name(maximum, signal))
    return expression


def spelled_out(expression: Any, definitions: Mapping[Any, Any]) -> Any:
    """The inverse of naming: every name replaced by what it stands for, until none is left."""
    while True:
        plain = expression.xreplace(dict(definitions))
        for name, function in REGULATION.items():
            plain = plain.replace(name, function)
        if plain == expression:
            return plain
        expression = plain

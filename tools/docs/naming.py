"""Giving names back to what the code computed: the rooms return expanded expressions, the page shows their parts."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
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
    return _renamed(expression, {below: name / above})


def regulated(expression: Any, maxima: Iterable[Any], signals: Iterable[Any]) -> Any:
    """The expression with the regulation functions by name, for the given maxima and signals."""
    return _renamed(expression, _regulation_quotients(tuple(maxima), tuple(signals)))


@cache
def _regulation_quotients(maxima: tuple[Any, ...], signals: tuple[Any, ...]) -> dict[Any, Any]:
    """What one over each denominator of a regulation function is, by that denominator."""
    quotients: dict[Any, Any] = {}
    for maximum, signal in product(maxima, signals):
        for name, function in REGULATION.items():
            above, below = sympy.fraction(exact(function(maximum, signal)))
            quotients[below] = name(maximum, signal) / above
    return quotients


def _renamed(expression: Any, quotients: Mapping[Any, Any]) -> Any:
    def stands(node: Any) -> bool:
        return isinstance(node, sympy.Pow) and bool(node.exp.is_negative) and node.base in quotients

    return exact(sympy.sympify(expression)).replace(stands, lambda node: quotients[node.base] ** -node.exp)


def spelled_out(expression: Any, definitions: Mapping[Any, Any]) -> Any:
    """The inverse of naming: every name replaced by what it stands for, until none is left."""
    while True:
        plain = expression.xreplace(dict(definitions))
        for name, function in REGULATION.items():
            plain = plain.replace(name, function)
        if plain == expression:
            return plain
        expression = plain

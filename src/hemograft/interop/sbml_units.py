"""Units in SBML: read from the evidence records, carried through expressions, declared in the model."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import libsbml
import sympy

Unit = Mapping[str, Fraction]
"""Powers of the elements below; dimensionless is empty."""

# element: (word in an identifier, SBML base unit, power of ten, factor)
ELEMENTS = MappingProxyType(
    {
        "10^9": ("billion", libsbml.UNIT_KIND_ITEM, 9, 1.0),
        "day": ("day", libsbml.UNIT_KIND_SECOND, 0, 86400.0),
        "L": ("litre", libsbml.UNIT_KIND_LITRE, 0, 1.0),
        "dL": ("deciliter", libsbml.UNIT_KIND_LITRE, -1, 1.0),
        "g": ("gram", libsbml.UNIT_KIND_GRAM, 0, 1.0),
    }
)
DIMENSIONLESS: Unit = MappingProxyType({})


def parse_unit(text: str) -> Unit:
    """The unit of an evidence record, such as ``10^9/L/day``.

    Raises:
        ValueError: an element of it is unknown here.
    """
    powers: dict[str, Fraction] = {}
    for sign, element in re.findall(r"(^|[*/])([^*/]+)", text.strip()):
        if element in ("1", "dimensionless"):
            continue
        if element not in ELEMENTS:
            raise ValueError(f"unit {text!r}: {element!r} is not one of {', '.join(ELEMENTS)}")
        powers[element] = powers.get(element, Fraction(0)) + (-1 if sign == "/" else 1)
    return _reduced(powers)


def unit_of(expression: sympy.Basic, units: Mapping[str, Unit | None]) -> Unit | None:
    """The unit of an expression from the units of its symbols; None where one of them declares none.

    Sums take the unit of their first term that has one: libsbml's own check compares the terms.
    """
    if isinstance(expression, sympy.Symbol):
        return units[str(expression)]
    if isinstance(expression, sympy.Number):
        return DIMENSIONLESS
    parts = [unit_of(part, units) for part in expression.args]
    if any(part is None for part in parts):
        return None
    known = [part for part in parts if part is not None]
    if isinstance(expression, sympy.Mul):
        powers: dict[str, Fraction] = {}
        for part in known:
            for element, power in part.items():
                powers[element] = powers.get(element, Fraction(0)) + power
        return _reduced(powers)
    if isinstance(expression, sympy.Pow):
        if not known[0]:
            return DIMENSIONLESS
        exponent = Fraction(str(expression.exp))
        return _reduced({element: power * exponent for element, power in known[0].items()})
    return known[0]


def identifier(unit: Unit) -> str:
    """The identifier of a unit definition: ``billion_per_litre_per_day``."""
    if not unit:
        return "dimensionless"
    above = [_word(element, power) for element, power in unit.items() if power > 0]
    below = [f"per_{_word(element, -power)}" for element, power in unit.items() if power < 0]
    return "_".join([*above, *below])


def define(model: libsbml.Model, unit: Unit) -> str:
    """Declares the unit in the model where it is new; returns its identifier."""
    name = identifier(unit)
    if unit and model.getUnitDefinition(name) is None:
        definition = model.createUnitDefinition()
        definition.setId(name)
        definition.setName(name.replace("_", " "))
        for element, power in unit.items():
            _word_of_element, kind, scale, factor = ELEMENTS[element]
            base = definition.createUnit()
            base.setKind(kind)
            base.setExponent(float(power))
            base.setScale(scale)
            base.setMultiplier(factor)
    return name


def _reduced(powers: Mapping[str, Fraction]) -> Unit:
    return MappingProxyType({element: power for element, power in powers.items() if power})


def _word(element: str, power: Fraction) -> str:
    word = ELEMENTS[element][0]
    if power == 1:
        return word
    return f"{word}_to_{power.numerator}" + (f"_over_{power.denominator}" if power.denominator != 1 else "")

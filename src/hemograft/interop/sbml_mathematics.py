"""SymPy expressions as SBML mathematics, as a person would write them: fractions, differences, exact."""

from collections.abc import Sequence
from fractions import Fraction

import libsbml
import sympy

LARGEST_DENOMINATOR = 1000
"""A floating-point literal equal to a fraction with at most this denominator was meant as that fraction."""

FUNCTIONS = {
    sympy.exp: libsbml.AST_FUNCTION_EXP,
    sympy.log: libsbml.AST_FUNCTION_LN,
    sympy.tanh: libsbml.AST_FUNCTION_TANH,
}


def exact(expression: sympy.Basic) -> sympy.Basic:
    """The expression with 0.2 as 1/5 and 1.0 as 1, where that is the same floating-point number."""
    replacements: dict[sympy.Basic, sympy.Basic] = {}
    for number in expression.atoms(sympy.Float):
        fraction = Fraction(float(number)).limit_denominator(LARGEST_DENOMINATOR)
        if float(fraction) == float(number):
            replacements[number] = sympy.Rational(fraction.numerator, fraction.denominator)
    return expression.xreplace(replacements)


def mathematics(expression: sympy.Basic) -> libsbml.ASTNode:
    """The tree of an expression; literal numbers are dimensionless.

    Raises:
        TypeError: a function that the right-hand side may not use.
    """
    if isinstance(expression, sympy.Symbol):
        node = libsbml.ASTNode(libsbml.AST_NAME)
        node.setName(str(expression))
        return node
    if isinstance(expression, sympy.Number):
        return _number(expression)
    if isinstance(expression, sympy.Add):
        return _sum(sorted(expression.args, key=sympy.default_sort_key))
    if isinstance(expression, sympy.Mul):
        return _product(expression)
    if isinstance(expression, sympy.Pow):
        return _power(expression.base, expression.exp)
    if expression.func in FUNCTIONS:
        return _call(FUNCTIONS[expression.func], expression.args)
    raise TypeError(f"{expression.func} has no place in a right-hand side")


def literal(value: float, unit: str) -> libsbml.ASTNode:
    """A number in a declared unit."""
    node = libsbml.ASTNode(libsbml.AST_REAL)
    node.setValue(float(value))
    node.setUnits(unit)
    return node


def call(operator: int, arguments: Sequence[libsbml.ASTNode]) -> libsbml.ASTNode:
    """The operator on finished trees."""
    node = libsbml.ASTNode(operator)
    for argument in arguments:
        node.addChild(argument)
    return node


def _call(operator: int, arguments: Sequence[sympy.Basic]) -> libsbml.ASTNode:
    return call(operator, [mathematics(argument) for argument in arguments])


def _number(number: sympy.Number) -> libsbml.ASTNode:
    if number.is_negative:
        return call(libsbml.AST_MINUS, [_number(-number)])
    if isinstance(number, sympy.Rational) and not isinstance(number, sympy.Integer):
        return _call(libsbml.AST_DIVIDE, [sympy.Integer(number.p), sympy.Integer(number.q)])
    if isinstance(number, sympy.Integer) and number < 2**31:
        node = libsbml.ASTNode(libsbml.AST_INTEGER)
        node.setValue(int(number))
        node.setUnits("dimensionless")
        return node
    return literal(float(number), "dimensionless")


def _sum(terms: Sequence[sympy.Expr]) -> libsbml.ASTNode:
    gains = [term for term in terms if not term.could_extract_minus_sign()]
    losses = [-term for term in terms if term.could_extract_minus_sign()]
    if not gains:
        return call(libsbml.AST_MINUS, [_joined(libsbml.AST_PLUS, losses)])
    if not losses:
        return _joined(libsbml.AST_PLUS, gains)
    return call(libsbml.AST_MINUS, [_joined(libsbml.AST_PLUS, gains), _joined(libsbml.AST_PLUS, losses)])


def _joined(operator: int, parts: Sequence[sympy.Basic]) -> libsbml.ASTNode:
    return mathematics(parts[0]) if len(parts) == 1 else _call(operator, parts)


def _product(product: sympy.Mul) -> libsbml.ASTNode:
    if product.could_extract_minus_sign():
        return call(libsbml.AST_MINUS, [mathematics(-product)])
    above: list[sympy.Basic] = []
    below: list[sympy.Basic] = []
    for factor in product.args:
        if isinstance(factor, sympy.Rational):
            above.extend([] if factor.p == 1 else [sympy.Integer(factor.p)])
            below.extend([] if factor.q == 1 else [sympy.Integer(factor.q)])
        elif isinstance(factor, sympy.Pow) and factor.exp.is_negative:
            below.append(factor.base ** (-factor.exp))
        else:
            above.append(factor)
    numerator = _joined(libsbml.AST_TIMES, above or [sympy.Integer(1)])
    return call(libsbml.AST_DIVIDE, [numerator, _joined(libsbml.AST_TIMES, below)]) if below else numerator


def _power(base: sympy.Basic, exponent: sympy.Expr) -> libsbml.ASTNode:
    if exponent.is_negative:
        return _call(libsbml.AST_DIVIDE, [sympy.Integer(1), base ** (-exponent)])
    if exponent == sympy.Rational(1, 2):
        return _call(libsbml.AST_FUNCTION_ROOT, [sympy.Integer(2), base])
    return _call(libsbml.AST_POWER, [base, exponent])

"""Equations as LaTeX that GitHub shows: SymPy's printer with a physiologist's order of factors and terms.

GitHub refuses ``\\operatorname``, and its Markdown eats ``\\\\``, ``\\,`` and ``*`` inside mathematics: none of them is
printed.
"""

from dataclasses import dataclass
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter


class Constant(sympy.Symbol):
    """A parameter; its name is its LaTeX. Printed before the quantities that it multiplies."""


class Quantity(sympy.Symbol):
    """A state variable or a named intermediate quantity; its name is its LaTeX."""


@dataclass(frozen=True)
class Equation:
    """``left`` in LaTeX equals ``right`` (or becomes it); ``condition`` says where it holds ("j = 2, 3")."""

    left: str
    right: Any
    condition: str = ""
    relation: str = "="

    @property
    def latex(self) -> str:
        """The equation without delimiters."""
        text = f"{self.left} {self.relation} {latex(self.right)}"
        return rf"{text} \qquad ({self.condition})" if self.condition else text


def rate(quantity: Any) -> str:
    """The time derivative of a quantity, as the left side of an equation."""
    return rf"\frac{{d {quantity.name}}}{{dt}}"


def block(*equations: Equation) -> str:
    """The equations as display mathematics, each in a block of its own."""
    return "\n\n".join(f"$$\n{equation.latex}\n$$" for equation in equations)


def inline(text: str) -> str:
    """LaTeX inside a sentence or a table cell."""
    return f"${text}$"


def latex(expression: Any) -> str:
    """LaTeX of an expression."""
    return str(_Printer().doprint(sympy.sympify(expression)))


class _Printer(LatexPrinter):
    """Fractions and differences as a person writes them: parameters first, positive terms first."""

    # SymPy finds a printing method by the name of the class that it prints, hence the capitals.
    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:  # noqa: N802
        del style
        return f"({expr.name})" if "/" in expr.name else str(expr.name)

    def _print_Float(self, expr: Any) -> str:  # noqa: N802
        return f"{float(expr):.4g}"

    def _print_Function(self, expr: Any, exp: Any = None) -> str:  # noqa: N802
        arguments = ", ".join(self._print(argument) for argument in expr.args)
        text = rf"\mathrm{{{expr.func.__name__}}}({arguments})"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Add(self, expr: Any, order: Any = None) -> str:  # noqa: N802
        del order
        terms = sorted(expr.as_ordered_terms(), key=lambda term: (_is_negative(term), not term.is_Number))
        text = self._print(terms[0])
        for term in terms[1:]:
            text += f" - {self._print(-term)}" if _is_negative(term) else f" + {self._print(term)}"
        return text

    def _print_Mul(self, expr: Any) -> str:  # noqa: N802
        if _is_negative(expr):
            return f"- {self._factor(-expr)}" if isinstance(-expr, sympy.Add) else f"- {self._print(-expr)}"
        above, below = sympy.fraction(expr)
        factors = _drawn_out(above)
        if below == 1:
            return self._product(factors)
        sums = [factor for factor in factors if isinstance(factor, sympy.Add)]
        others = [factor for factor in factors if factor not in sums]
        quotient = rf"\frac{{{self._product(others or sums)}}}{{{self._product(_drawn_out(below))}}}"
        return f"{quotient} {self._product(sums, bracketed=True)}" if others and sums else quotient

    def _product(self, factors: list[Any], *, bracketed: bool = False) -> str:
        if len(factors) == 1 and not bracketed:
            return str(self._print(factors[0]))
        ordered = sorted(factors, key=_rank)
        gap = r" \thinspace " if any(isinstance(factor, sympy.Function) for factor in ordered) else " "
        return gap.join(self._factor(factor) for factor in ordered)

    def _factor(self, expr: Any) -> str:
        text = str(self._print(expr))
        return rf"\left({text}\right)" if isinstance(expr, sympy.Add) else text


def _is_negative(term: Any) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _drawn_out(product: Any) -> list[Any]:
    """Factors of a product, with the common whole number of a sum drawn out: 5 a - 5 b as 5 and a - b."""
    number, factors = sympy.Integer(1), list[Any]()
    for factor in sympy.Mul.make_args(product):
        content, rest = factor.primitive() if isinstance(factor, sympy.Add) else (1, factor)
        if content != 1 and content.is_Integer:
            number, factor = number * content, rest
        if factor.is_Number:
            number *= factor
        else:
            factors.append(factor)
    return factors if number == 1 and factors else [number, *factors]


def _rank(factor: Any) -> tuple[int, str]:
    base = factor.as_base_exp()[0]
    if isinstance(base, Quantity):
        return (5 if base.name.startswith(r"\sum") else 4), base.name
    kinds = (sympy.Number, Constant, sympy.Function)
    return next((index for index, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds)), str(factor)

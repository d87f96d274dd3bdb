"""Equations as LaTeX that GitHub shows: SymPy's printer with a physiologist's order of factors and terms.

GitHub refuses ``\\operatorname`` and its Markdown eats ``\\\\``, ``\\,`` and ``*`` inside mathematics: none of them is printed.
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
    """``left`` in LaTeX equals ``right``; ``condition`` says where it holds ("j = 2, 3")."""

    left: str
    right: Any
    condition: str = ""

    @property
    def latex(self) -> str:
        """The equation without delimiters."""
        text = f"{self.left} = {latex(self.right)}"
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

    def _print_Symbol(self, expr: Any) -> str:  # noqa: N802 -- SymPy finds printing methods by the class they print
        return f"({expr.name})" if "/" in expr.name else str(expr.name)

    def _print_Float(self, expr: Any) -> str:  # noqa: N802
        return f"{float(expr):.4g}"

    def _print_Function(self, expr: Any, exp: Any = None) -> str:  # noqa: N802
        arguments = ", ".join(self._print(argument) for argument in expr.args)
        text = rf"\mathrm{{{expr.func.__name__}}}({arguments})"
        return text if exp is None else f"{text}^{{{exp}}}"

    def _print_Add(self, expr: Any, order: Any = None) -> str:  # noqa: N802
        del order
        terms = sorted(expr.as_ordered_terms(), key=_is_negative)
        text = self._print(terms[0])
        for term in terms[1:]:
            text += f" - {self._print(-term)}" if _is_negative(term) else f" + {self._print(term)}"
        return text

    def _print_Mul(self, expr: Any) -> str:  # noqa: N802
        if _is_negative(expr):
            return f"- {self._factor(-expr)}" if isinstance(-expr, sympy.Add) else f"- {self._print(-expr)}"
        above, below = sympy.fraction(expr)
        if below == 1:
            return self._product(above)
        return rf"\frac{{{self._product(above)}}}{{{self._product(below)}}}"

    def _product(self, expr: Any) -> str:
        factors = sorted(sympy.Mul.make_args(expr), key=_rank)
        if len(factors) == 1:
            return str(self._print(expr))
        return " ".join(self._factor(factor) for factor in factors)

    def _factor(self, expr: Any) -> str:
        text = str(self._print(expr))
        return rf"\left({text}\right)" if isinstance(expr, sympy.Add) else text


def _is_negative(term: Any) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _rank(factor: Any) -> tuple[int, str]:
    base = factor.as_base_exp()[0]
    kinds = (sympy.Number, Constant, sympy.Function, Quantity)
    place = next((index for index, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds))
    return place, str(factor)

"""The laws of the outcomes in symbols: when an event comes, how its hazard changes, what share is severe, who dies.

The program computes them on arrays; a test puts numbers into the expressions here and compares.
"""

from typing import Any

import sympy

from tools.docs.typeset import Constant, Equation, Quantity, block

INCIDENCE, MEDIAN_DAY, SPREAD = Constant("I", positive=True), Constant("m", positive=True), Constant(r"\sigma")
RATIO, CHANGE = Constant("r", positive=True), Constant("c", positive=True)
CHANGED_FROM = Constant("u", positive=True)
DAY, LUCK, HAZARD = Quantity("t", positive=True), Quantity("E", positive=True), Quantity(r"\Lambda")
SHARE, DURATION = Constant("p_0", positive=True), Constant("d", positive=True)
RATE_AT_50, SLOPE, AGE = Constant("b_{50}", positive=True), Constant("g"), Quantity("a")

Normal: Any = sympy.Function(r"\Phi")
"""Distribution function of the standard normal law."""
Quantile: Any = sympy.Function(r"\Phi^{-1}")
"""Its inverse."""

TOTAL = Constant(r"\Lambda_\infty", positive=True)
"""All the hazard that an event ever has in a reference patient."""


def total_hazard() -> Any:
    """Of a reference patient, whose share with the event would be I if nothing competed."""
    return -sympy.log(1 - INCIDENCE)


def cumulative_hazard() -> Any:
    """Of a reference patient, up to day t after the graft."""
    return TOTAL * Normal(sympy.log(DAY / MEDIAN_DAY) / SPREAD)


def hazard_to_day() -> Any:
    """The day on which the cumulative hazard reaches a value."""
    return MEDIAN_DAY * sympy.exp(SPREAD * Quantile(HAZARD / TOTAL))


def hazard_needed_after_change() -> Any:
    """The reference hazard at the event of a patient who came through day u, when his hazard began to change."""
    before = Quantity(r"\Lambda(u)")
    return before + (LUCK / RATIO - before) / CHANGE


def incidence() -> Any:
    """Share of patients with the event if nothing competed, by the hazard ratio."""
    return 1 - (1 - INCIDENCE) ** RATIO


def severe_share() -> Any:
    """Share of acute disease that reaches grade III, by the odds ratio."""
    odds = SHARE / (1 - SHARE)
    return sympy.simplify(odds * RATIO / (1 + odds * RATIO))


def duration() -> Any:
    """How long a disease lasts, with the median d."""
    return DURATION / sympy.log(2) * LUCK


def background_hazard() -> Any:
    """Death of the general population at age a, 1/day."""
    return RATE_AT_50 * sympy.exp(SLOPE * (AGE - 50))


def law_sections() -> dict[str, str]:
    """The laws as display mathematics."""
    return {
        "hazard": block(
            Equation(TOTAL.name, total_hazard()),
            Equation(r"\Lambda(t)", cumulative_hazard()),
        ),
        "day": block(Equation(HAZARD.name, LUCK / RATIO), Equation("t", hazard_to_day())),
        "change": block(Equation(HAZARD.name, hazard_needed_after_change())),
        "incidence": block(Equation(r"\mathrm{share}", incidence())),
        "severe": block(Equation("p", severe_share())),
        "duration": block(Equation("D", duration())),
        "background": block(Equation("b", background_hazard())),
    }

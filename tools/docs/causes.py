"""The causes of thrombocytopenia: what each changes, read from the `Cause` itself."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from hemograft.evidence import Record
from hemograft.evidence.wording import number_text
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.interop.sbml_mathematics import exact
from hemograft.population.individuals import TRAITS
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cause import Cause
from tools.docs.markdown import bullets, code_link, evidence_rows, explanation, plain, table
from tools.docs.symbols import CLONE, CONDITION, symbols
from tools.docs.typeset import Constant, Equation, inline, latex

SEVERITY = Constant("z")
TRAIT = Constant(r"\theta")
"""A patient's own factor, 1 in the typical patient."""


def cause_section(records: Mapping[str, Record]) -> str:
    """A section for each cause: what it is, what it changes, how it comes and goes, and what it rests on."""
    return "\n\n".join(_section(name, records) for name in CAUSES)


def _section(name: str, records: Mapping[str, Record]) -> str:
    cause, module = CAUSES[name](), inspect.getmodule(CAUSES[name])
    assert module is not None
    low, high = (number_text(bound) for bound in cause.severity_range)
    separator = "" if cause.severity_unit.startswith("/") else " "
    parts = (
        f"### {cause.label}",
        f"`{cause.name}` in a case. Code: {code_link(module)}",
        f"**{plain(cause.mechanism)}**",
        explanation(module),
        f"**What distinguishes it.** {plain(cause.distinguishes)}" if cause.distinguishes else "",
        f"**What changes**, with a severity $z$ of {low} to {high}{separator}{plain(cause.severity_unit)}:",
        _changes_table(cause, records),
        _onset(cause),
        _course(cause),
        "**Assumed.**\n\n" + bullets(plain(text) for text in cause.assumptions),
        evidence_rows(records[identifier] for identifier in cause.evidence),
    )
    return "\n\n".join(part for part in parts if part)


def cause_equations(cause: Cause, records: Mapping[str, Record]) -> list[Equation]:
    """What the cause sets, in symbols: every parameter that differs after it was applied, or that its onset sets."""
    before, after = _before_and_after(cause, records)
    return [Equation(symbol, value, relation=r"\leftarrow") for symbol, _, _, value in _changes(before, after)]


def _before_and_after(cause: Cause, records: Mapping[str, Record]) -> tuple[BloodParameters, BloodParameters]:
    """Parameters of a patient with a spleen, in symbols."""
    before = symbols(records).parameters
    spleen = Constant(before.condition.splenic_fraction.name, positive=True)
    before = replace(before, condition=replace(before.condition, splenic_fraction=spleen))
    return before, cause.apply(cause.prone(before, dict.fromkeys(TRAITS, TRAIT)), SEVERITY)


def _changes_table(cause: Cause, records: Mapping[str, Record]) -> str:
    before, after = _before_and_after(cause, records)
    health = BloodSystem().healthy_parameters()
    rows = [
        (inline(symbol), plain(meaning), number_text(float(_value(health, name))), inline(latex(_symbolic(value))))
        for symbol, meaning, name, value in _changes(before, after)
    ]
    if not rows:
        return "No parameter at the start of the plan: the onset struck the cells, and what is left of them grows back."
    return table(("Symbol", "Parameter", "In health", "With the cause"), rows)


def _changes(before: BloodParameters, after: BloodParameters) -> Iterator[tuple[str, str, str, Any]]:
    """Symbol, meaning, name and new value of what differs."""
    parts = ((before.condition, after.condition, CONDITION), (before.clones[0], after.clones[0], CLONE))
    for old, new, names in parts:
        for name, (symbol, meaning) in names.items():
            if getattr(old, name) != getattr(new, name):
                yield symbol, meaning, name, getattr(new, name)


def _value(parameters: BloodParameters, name: str) -> Any:
    return getattr(parameters.condition if name in CONDITION else parameters.clones[0], name)


def _onset(cause: Cause) -> str:
    if cause.onset is None:
        return "**Onset.** Chronic: the patient rests at the steady state that belongs to the severity."
    days = cause.onset.days
    steps = bullets(_step(item) for item in cause.onset.interventions(SEVERITY))
    return (
        f"**Onset.** Acute: from health, over the {days} days before the plan (day 0 is the first of them):\n\n{steps}"
    )


def _course(cause: Cause) -> str:
    if not cause.course:
        return "**Course.** What is set above stays so until a treatment changes it."
    return f"**Course.** By itself, from the start of the plan:\n\n{bullets(_step(item) for item in cause.course)}"


def _step(item: Intervention) -> str:
    """One dated change, in symbols."""
    day = f"day {number_text(float(item.day))}"
    if isinstance(item, SetParameter):
        symbol = {**CONDITION, **CLONE}[item.parameter.rpartition(".")[2]][0]
        return f"{day}: ${symbol} \\leftarrow {latex(_symbolic(item.value))}$"
    return f"{day}: {plain(item.state)} plus ${latex(_symbolic(item.amount))}$"


def _symbolic(value: Any) -> Any:
    """A number, a symbol, or an array that holds one of them, as the page prints it."""
    found = exact(sympy.sympify(np.asarray(value).item()))
    return found.xreplace({part: part.evalf() for part in found.atoms(sympy.Rational) if not part.is_Integer})

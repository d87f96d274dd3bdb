"""The causes of thrombocytopenia: what each changes, read from the `Cause` itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from hemograft.evidence import Record
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cause import Cause
from tools.docs.markdown import number_text, plain
from tools.docs.symbols import CLONE, CONDITION, symbols
from tools.docs.typeset import Constant, Equation, block

SEVERITY = Constant("z")


def cause_section(records: Mapping[str, Record]) -> str:
    """A section for each cause: mechanism, equations, severity, what sets it apart, evidence and assumptions."""
    return "\n\n".join(_section(cause(), records) for cause in CAUSES.values())


def _section(cause: Cause, records: Mapping[str, Record]) -> str:
    low, high = (number_text(bound) for bound in cause.severity_range)
    separator = "" if cause.severity_unit.startswith("/") else " "
    left = cause_equations(cause, records)
    return "\n\n".join(
        (
            f"### {cause.label}",
            plain(cause.mechanism),
            *_onset(cause, leaves=bool(left)),
            *([block(*left)] if left else []),
            *_course(cause),
            f"The severity $z$ is looked for from {low} to {high}{separator}{cause.severity_unit}.",
            f"What sets it apart: {plain(cause.distinguishes)}",
            _list(cause),
        )
    )


def _onset(cause: Cause, *, leaves: bool) -> Iterator[str]:
    """How an acute cause came about; ``leaves`` says whether parameters are changed on the day of the case."""
    if cause.onset is None:
        return
    days = "day" if cause.onset.days == 1 else f"{cause.onset.days} days"
    yield f"It came within the last {days} (day $t$ from its beginning):"
    yield block(*intervention_equations(cause.onset.interventions(SEVERITY)))
    yield "On the day of the case remains:" if leaves else "On the day of the case no parameter remains changed."


def _course(cause: Cause) -> Iterator[str]:
    if cause.course:
        yield "By itself (day $t$ from the case on):"
        yield block(*intervention_equations(cause.course))


def intervention_equations(interventions: Iterable[Intervention]) -> Iterator[Equation]:
    """Changes of parameters on a day, in symbols."""
    names = {f"condition.{name}": symbol for name, (symbol, _) in CONDITION.items()}
    names |= {f"host.{name}": symbol for name, (symbol, _) in CLONE.items()}
    for change in interventions:
        assert isinstance(change, SetParameter), "diseases set parameters, they add to no state"
        day = number_text(change.day)
        yield Equation(names[change.parameter], change.value, condition=f"t = {day}", relation=r"\leftarrow")


def _list(cause: Cause) -> str:
    assumed = [f"- Assumed: {plain(text)}" for text in cause.assumptions]
    return "\n".join([*assumed, f"- Evidence: {', '.join(f'`{name}`' for name in cause.evidence)}"])


def cause_equations(cause: Cause, records: Mapping[str, Record]) -> list[Equation]:
    """What the cause sets in a patient with a spleen, in symbols: every parameter that differs after it was applied."""
    symbolic = symbols(records).parameters
    spleen = records["hematopoiesis.normal_splenic_fraction"].number
    before = replace(symbolic, condition=replace(symbolic.condition, splenic_fraction=spleen))
    after = cause.apply(before, SEVERITY)
    return [Equation(symbol, value, relation=r"\leftarrow") for symbol, value in _changes(before, after)]


def _changes(before: BloodParameters, after: BloodParameters) -> Iterator[tuple[str, Any]]:
    parts = ((before.condition, after.condition, CONDITION), (before.clones[0], after.clones[0], CLONE))
    for old, new, names in parts:
        for name, (symbol, _) in names.items():
            value = getattr(new, name)
            if getattr(old, name) != value:
                yield symbol, value.item() if isinstance(value, np.ndarray) else value

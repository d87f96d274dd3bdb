"""The causes of thrombocytopenia: what each changes, read from the `Cause` itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from hemograft.evidence import Record
from hemograft.hematopoiesis.parameters import BloodParameters
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.cause import Cause
from tools.docs.markdown import number_text, plain
from tools.docs.symbols import CLONE, CONDITION, symbols
from tools.docs.typeset import Constant, Equation, block

SEVERITY = Constant("z")


def cause_section(records: Mapping[str, Record]) -> str:
    """A section for each cause: mechanism, equations, severity, evidence and assumptions."""
    return "\n\n".join(_section(cause(), records) for cause in CAUSES.values())


def _section(cause: Cause, records: Mapping[str, Record]) -> str:
    low, high = (number_text(bound) for bound in cause.severity_range)
    separator = "" if cause.severity_unit.startswith("/") else " "
    return "\n\n".join(
        (
            f"### {cause.label}",
            plain(cause.mechanism),
            block(*cause_equations(cause, records)),
            f"The severity $z$ is looked for from {low} to {high}{separator}{cause.severity_unit}.",
            _list(cause),
        )
    )


def _list(cause: Cause) -> str:
    assumed = [f"- Assumed: {plain(text)}" for text in cause.assumptions]
    return "\n".join([*assumed, f"- Evidence: {', '.join(f'`{name}`' for name in cause.evidence)}"])


def cause_equations(cause: Cause, records: Mapping[str, Record]) -> list[Equation]:
    """What the cause sets, in symbols: every parameter that differs after it was applied."""
    before = symbols(records).parameters
    after = cause.apply(before, SEVERITY)
    return [Equation(symbol, value, relation=r"\leftarrow") for symbol, value in _changes(before, after)]


def _changes(before: BloodParameters, after: BloodParameters) -> Iterator[tuple[str, Any]]:
    parts = ((before.condition, after.condition, CONDITION), (before.clones[0], after.clones[0], CLONE))
    for old, new, names in parts:
        for name, (symbol, _) in names.items():
            if getattr(old, name) != getattr(new, name):
                yield symbol, getattr(new, name)

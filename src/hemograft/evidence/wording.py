"""A record in words: for a terminal, and for whatever else shows numbers with their source."""

import re
import textwrap
from collections.abc import Iterator

from hemograft.evidence.record import Record

LISTED = 4
"""Values shown on one line of a record that holds a list."""


def number_text(value: float) -> str:
    """A number with at most six digits: 0.000376, 270000, 3e11."""
    text = f"{value:.6g}"
    if "e+" in text and abs(value) < 1e7:
        return f"{value:.0f}"
    return re.sub(r"e([+-])0*(\d+)", lambda match: f"e{match[1].replace('+', '')}{match[2]}", text)


def value_text(item: Record, listed: int = LISTED) -> str:
    """The value of a record; a list longer than `listed` by its first values and its length."""
    if not isinstance(item.value, tuple):
        return number_text(item.value)
    shown = ", ".join(number_text(value) for value in item.value[:listed])
    return shown if len(item.value) <= listed else f"{shown}, … ({len(item.value)} values)"


def unit_text(item: Record) -> str:
    """The unit, or nothing for a plain number."""
    return "" if item.unit == "dimensionless" else item.unit


def interval_text(item: Record) -> str:
    """The interval of a record and what it is, or nothing."""
    if item.low is None and item.high is None:
        return item.interval or ""
    low = "" if item.low is None else number_text(item.low)
    high = "" if item.high is None else number_text(item.high)
    ends = f"{low} to {high}" if low and high else (f"from {low}" if low else f"up to {high}")
    return f"{ends} ({item.interval})" if item.interval else ends


def listing(item: Record, width: int) -> list[str]:
    """A record in two lines or three: the id whole, whatever the width, then use, value and meaning."""
    amount = " ".join(part for part in (value_text(item), unit_text(item)) if part)
    line = "; ".join(part for part in (amount, interval_text(item)) if part)
    head = f"  {item.use.value:<10} {item.provenance.value:<11}"
    indent = " " * (len(head) + 1)
    return [
        item.id,
        *textwrap.wrap(f"{head} {line}", width, subsequent_indent=indent, break_on_hyphens=False),
        *textwrap.wrap(f"{indent}{item.meaning}", width, subsequent_indent=indent, break_on_hyphens=False),
    ]


def description(item: Record, width: int) -> list[str]:
    """Everything that a record holds, a field a line."""
    amount = " ".join(part for part in (value_text(item, listed=10**6), unit_text(item)) if part)
    lines = [item.id]
    for field, text in _fields(item, amount):
        lines += textwrap.wrap(f"  {field:<11} {text}", width, subsequent_indent=" " * 14, break_on_hyphens=False)
    return lines


def _fields(item: Record, amount: str) -> Iterator[tuple[str, str]]:
    yield "value", amount
    for field, text in (
        ("interval", interval_text(item)),
        ("symbol", item.symbol),
        ("meaning", item.meaning),
        ("population", item.population),
        ("endpoint", item.endpoint),
        ("source", item.source),
        ("provenance", item.provenance.value),
        ("use", item.use.value),
        ("targets", ", ".join(item.targets)),
    ):
        if text:
            yield field, text

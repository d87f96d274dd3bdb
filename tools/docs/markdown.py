"""Markdown tables as GitHub reads them."""

import re
from collections.abc import Iterable, Sequence

from hemograft.evidence import Record

LISTED = 4
"""Values shown of a record that holds a list."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown already (see `plain`)."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line of a table cell."""
    escaped = re.sub(r"([\\*_~$|<>`\[\]])", r"\\\1", " ".join(text.split()))
    return escaped.replace(r"\<", "&lt;").replace(r"\>", "&gt;")


def number_text(value: float) -> str:
    """A number with at most six digits: 0.000376, 270000, 3e11."""
    text = f"{value:.6g}"
    if "e+" in text and abs(value) < 1e7:
        return f"{value:.0f}"
    return re.sub(r"e([+-])0*(\d+)", lambda match: f"e{match[1].replace('+', '')}{match[2]}", text)


def value_text(item: Record) -> str:
    """The value of a record; a long list by its first values and its length."""
    if not isinstance(item.value, tuple):
        return number_text(item.value)
    shown = ", ".join(number_text(value) for value in item.value[:LISTED])
    return shown if len(item.value) <= LISTED else f"{shown}, … ({len(item.value)} values)"


def interval_text(item: Record) -> str:
    """The interval of a record and what it is, or nothing."""
    if item.low is None and item.high is None:
        return plain(item.interval or "")
    low = "" if item.low is None else number_text(item.low)
    high = "" if item.high is None else number_text(item.high)
    ends = f"{low} to {high}" if low and high else (f"from {low}" if low else f"up to {high}")
    return f"{ends} ({plain(item.interval)})" if item.interval else ends

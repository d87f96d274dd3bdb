"""Markdown as GitHub reads it: tables, text that stays text, and records in them."""

import re
from collections.abc import Iterable, Sequence
from types import ModuleType

from hemograft.evidence import Record, wording


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are Markdown already (see `plain`)."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bullets(items: Iterable[str]) -> str:
    """A list; the items are Markdown already."""
    return "\n".join(f"- {item}" for item in items)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line of a table cell."""
    escaped = re.sub(r"([\\*_~$|<>`\[\]])", r"\\\1", " ".join(text.split()))
    return escaped.replace(r"\<", "&lt;").replace(r"\>", "&gt;")


def contents(headings: Iterable[str]) -> str:
    """Links to sections of the page."""
    return ", ".join(f"[{heading}](#{anchor(heading)})" for heading in headings)


def anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def explanation(module: ModuleType) -> str:
    """What a module says about itself, as paragraphs, without its name in front."""
    assert module.__doc__, f"{module.__name__} says nothing about itself"
    text = module.__doc__.strip()
    if title := re.match(r"[^.:]+: ", text):
        text = text[title.end() :]
    paragraphs = (text[0].upper() + text[1:]).replace("`", "").split("\n\n")
    return "\n\n".join(map(plain, paragraphs))


def code_link(module: ModuleType) -> str:
    """A link to the module's file."""
    path = module.__name__.replace(".", "/")
    return f"[`{path.rpartition('/')[2]}.py`](../src/{path}.py)"


def interval_text(item: Record) -> str:
    """The interval of a record and what it is, or nothing."""
    return plain(wording.interval_text(item))


def evidence_rows(items: Iterable[Record]) -> str:
    """The records behind something, with value, meaning and source."""
    head = ("Record", "Value", "Interval", "Meaning", "Source", "Provenance")
    return table(
        head,
        (
            (
                f"`{item.id}`",
                plain(f"{wording.value_text(item)} {wording.unit_text(item)}".rstrip()),
                interval_text(item),
                plain(item.meaning),
                plain(item.source),
                item.provenance,
            )
            for item in items
        ),
    )

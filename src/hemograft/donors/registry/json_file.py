"""Donors from JSON: an object a line, an array of objects, or an object with the array ``donors``."""

import json
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from hemograft.donors.registry.rows import BATCH, FIELDS, RowError, Rows, loci_of_genotype_list, rows_of_records
from hemograft.donors.typing.genotype import LOCI

GENOTYPE_LIST, TYPINGS = "gl", "hla"


def read_json(path: Path) -> Iterator[Rows]:
    """Reads batches of donors; the number of a row is its line, or its place in the array from 1.

    A donor has the fields of ``FIELDS``, and typings: ``gl`` with a GL String, ``hla`` with an object of locus to one
    or two typings, or the loci themselves beside the fields.

    Raises:
        ValueError: an array that is not complete JSON.
    """
    records: list[tuple[int, Mapping[str, str]]] = []
    broken: list[RowError] = []
    ignored: set[str] = set()
    for number, entry in _entries(path):
        try:
            records.append((number, _record(entry, ignored)))
        except ValueError as error:
            broken.append(RowError(number, str(error)))
        if len(records) + len(broken) >= BATCH:
            yield rows_of_records(records, broken, ignored)
            records, broken = [], []
    yield rows_of_records(records, broken, ignored)


def _entries(path: Path) -> Iterator[tuple[int, Any]]:
    """Numbered entries; a line that is no JSON comes as its text, to be refused on its own."""
    with pa.input_stream(str(path)) as source:
        start = source.read(1 << 16).lstrip()
    lines = not start.startswith(b"[") and _complete(start.split(b"\n", 1)[0]) and b'"donors"' not in start[:200]
    with pa.input_stream(str(path)) as source:
        if lines:
            for number, line in enumerate(TextIOWrapper(source, "utf-8", "replace"), 1):
                if text := line.strip():
                    yield number, _parsed(text)
            return
        try:
            content = json.loads(source.read())
        except ValueError as error:
            raise ValueError(f'file "{path}" is not complete JSON: {error}') from None
    entries = cast(dict[str, Any], content).get("donors") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise ValueError(f'file "{path}" holds no donors: write an array of objects, or an object a line')
    yield from enumerate(cast(list[Any], entries), 1)


def _complete(line: bytes) -> bool:
    return isinstance(_parsed(line.decode("utf-8", "replace")), dict)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _record(entry: Any, ignored: set[str]) -> Mapping[str, str]:
    if not isinstance(entry, dict):
        raise ValueError("is not a complete JSON object")
    given = cast(dict[str, Any], entry)
    record: dict[str, str] = {}
    for name, value in given.items():
        if name == GENOTYPE_LIST:
            record |= loci_of_genotype_list(_text(name, value))
        elif name == TYPINGS:
            if not isinstance(value, dict):
                raise ValueError(f"{name} is not an object of locus to typings")
            record |= {locus: _typing(locus, each) for locus, each in cast(dict[str, Any], value).items()}
        elif name in LOCI:
            record[name] = _typing(name, value)
        elif name in FIELDS:
            record[name] = _text(name, value)
        else:
            ignored.add(name)
    return record


def _typing(locus: str, value: Any) -> str:
    if locus not in LOCI:
        raise ValueError(f"locus {locus!r} is not known here: write one of {', '.join(LOCI)}")
    written = cast(Iterable[Any], value) if isinstance(value, list) else [value]
    return "+".join(sorted(_text(locus, each) for each in written if each not in (None, "")))


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str | int | float):
        raise ValueError(f"{name} holds more than one value")
    return str(value).strip()

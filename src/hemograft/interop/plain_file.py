"""Reads what a person wrote as YAML or JSON into plain fields; every fault ends as one sentence.

The YAML taken is the plain part of version 1.2: mappings, lists and scalars. Aliases (a short file can
expand to gigabytes), tags and repeated keys are refused. Unlike in YAML 1.1, ``3e6`` is a number, ``24:02``
is text, and so are dates.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hemograft.interop.count_table import read_text
from hemograft.interop.laboratory import shown

_CUT_SHORT: Final = "correct it there, or check that the file was not cut short"
DEEPEST: Final = 20
MOST_EVENTS: Final = 50_000

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,400}")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_CONSTANTS: Final = {
    "": None, "~": None, "null": None, "true": True, "false": False,
    ".nan": float("nan"), ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"),
}  # fmt: skip


class PlainFileError(ValueError):
    """A file that cannot be used; the message is one sentence with the field, the value and the remedy."""


def read_fields(path: Path) -> dict[str, Any]:
    """The fields of a YAML or (by its suffix) JSON file of at most 1 MiB.

    Raises:
        PlainFileError: the file is not complete, or holds something other than fields.
        LaboratoryError: the file cannot be read.
    """
    name = shown(path.name)
    text = read_text(path)
    content = _parsed_json(text, name) if path.suffix.lower() == ".json" else _parsed_yaml(text, name)
    if not isinstance(content, dict):
        raise PlainFileError(f"file {name} holds {shown(content)}: write it as fields, one a line.")
    return cast(dict[str, Any], content)


def fault_sentence(error: ValidationError, name: str, models: tuple[type[BaseModel], ...], whole: str) -> str:
    """The first of pydantic's findings with field, value and remedy, and how many more there are.

    ``models`` are those whose fields a file may hold, ``whole`` is what the file as a whole is called.
    """
    known = {field: item.description for model in models for field, item in model.model_fields.items()}
    faults = error.errors(include_url=False)
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    sentence = _sentence(faults[0], known, whole)
    return f"{name}: {sentence.rstrip('.?')}{more}{'?' if sentence.endswith('?') else '.'}"


def _parsed_json(text: str, name: str) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            raise _repeated(name, next(key for key in keys if keys.count(key) > 1))
        return found

    try:
        return json.loads(text, object_pairs_hook=unique)
    except PlainFileError:
        raise
    except json.JSONDecodeError as error:
        raise PlainFileError(f"file {name} is not complete JSON at line {error.lineno}: {_CUT_SHORT}.") from None
    except (ValueError, RecursionError):
        raise PlainFileError(f"file {name} holds a number or a nesting too large: {_CUT_SHORT}.") from None


def _parsed_yaml(text: str, name: str) -> object:
    events = _allowed_events(text, name)
    try:
        if next(events, None) is None:
            raise PlainFileError(f"file {name} holds no fields: write them into it.")
        content = _value(events, next(events), name, 0)
        if next(events, None) is not None:
            raise PlainFileError(f"file {name} holds several documents: give each its own file.")
    except PlainFileError:
        raise
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f" at line {mark.line + 1}"
        raise PlainFileError(f"file {name} is not complete YAML{place}: {_CUT_SHORT}.") from None
    except (ValueError, OverflowError):  # PyYAML's answer to an escaped character beyond Unicode
        raise PlainFileError(f"file {name} holds an impossible character: {_CUT_SHORT}.") from None
    return content


def _allowed_events(text: str, name: str) -> Iterator[yaml.Event]:
    """The parser's events, refusing what no such file needs before anything is built from it."""
    for place, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        where = _line(event, name)
        if place > MOST_EVENTS:
            raise PlainFileError(f"{where} is too far into a list: make the file shorter.")
        if isinstance(event, yaml.AliasEvent):
            raise PlainFileError(f"{where} uses an alias (*): write the value out.")
        if getattr(event, "tag", None) is not None:
            raise PlainFileError(f"{where} uses a tag (!): leave it out, or quote the text.")
        if not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
            yield event


def _line(event: yaml.Event, name: str) -> str:
    assert event.start_mark is not None  # the parser marks every event
    return f"file {name} line {event.start_mark.line + 1}"


def _value(events: Iterator[yaml.Event], event: yaml.Event, name: str, depth: int) -> object:
    where = _line(event, name)
    if depth > DEEPEST:
        raise PlainFileError(f"{where} is nested too deep: write lists and mappings as the documentation shows them.")
    if isinstance(event, yaml.ScalarEvent):
        return _plain(event.value) if event.style is None else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(events, event, name, depth + 1))
        return items
    found: dict[str, object] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise PlainFileError(f"{where} has a list or mapping for a field name: write a name.")
        if event.value in found:
            raise _repeated(name, event.value)
        found[event.value] = _value(events, next(events), name, depth + 1)
    return found


def _plain(text: str) -> object:
    """An unquoted scalar by the core schema of YAML 1.2."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return _CONSTANTS.get(text.lower(), text)


def _repeated(name: str, field: str) -> PlainFileError:
    return PlainFileError(f"file {name}: the field {shown(field)} is written twice in one place: keep one of them.")


def _sentence(fault: ErrorDetails, known: Mapping[str, str | None], whole: str) -> str:
    """Field, value and remedy of one of pydantic's findings."""
    places = [f"entry {part + 1}" if isinstance(part, int) else part for part in fault["loc"] if part != "[key]"]
    field = ", ".join(part if re.fullmatch(r"(entry )?\w{1,40}", part, re.ASCII) else shown(part) for part in places)
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return f"{field}: {context['error']}" if field else str(context["error"])
    if kind == "missing":
        return f"{field} is missing: add it, or check that the file was not cut short"
    if kind == "literal_error" and fault["loc"][-1] == "[key]":
        return f"{field} is not a known field: use {context['expected']}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, 1)
        return f"{field} is not a known field: " + (
            f"did you mean {near[0]}?" if near else "remove it, or see the names in `hemograft schema`"
        )
    remedy = _REMEDIES[kind].format_map(context) if kind in _REMEDIES else "correct it"
    meaning = known.get(places[-1]) if places else None
    return f"{field or whole} is {shown(fault['input'])}: {remedy}{f' ({meaning})' if meaning else ''}"


_REMEDIES: Final = {
    "bool_type": "write true or false",
    "date_type": "write a date such as 2026-01-31",
    "dict_type": "write fields as name: value",
    "finite_number": "write a finite number",
    "float_type": "write a number without quotes",
    "greater_than": "write a number above {gt:g}",
    "greater_than_equal": "write a number of at least {ge:g}",
    "int_type": "write a whole number without quotes",
    "less_than": "write a number below {lt:g}",
    "less_than_equal": "write a number of at most {le:g}",
    "literal_error": "write {expected}",
    "model_type": "write fields as name: value",
    "multiple_of": "write a multiple of {multiple_of:g}",
    "string_pattern_mismatch": "write it in the form {pattern}",
    "string_too_long": "write at most {max_length} characters",
    "string_too_short": "write at least one character",
    "string_type": "write text, in quotes if it looks like a number",
    "string_unicode": "use printable characters",
    "too_long": "write at most {max_length} entries",
    "too_short": "write {min_length} or more entries",
    "tuple_type": "write a list",
    "union_tag_invalid": "write {expected_tags}",
    "union_tag_not_found": "add {discriminator}",
}

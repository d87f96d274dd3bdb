"""Reads a case from YAML or JSON, and counts from a table or an export; every fault ends as one sentence.

The YAML taken is the plain part of version 1.2: mappings, lists and scalars. Aliases (a short file can
expand to gigabytes), tags and repeated keys are refused. Unlike in YAML 1.1, ``3e6`` is a number, ``24:02``
is text, and so are dates.
"""

import difflib
import json
import re
from collections.abc import Iterator
from os.path import isdir
from pathlib import Path
from typing import Any, Final, cast

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hemograft.evidence import number
from hemograft.interop.count_table import read_count_table, read_text
from hemograft.interop.laboratory import Dose, LaboratoryError, LaboratoryHistory, analytes, shown
from hemograft.interop.mimic import read_mimic
from hemograft.planning.case import Case
from hemograft.planning.case_parts import (
    Antibody,
    Donor,
    DonorMatch,
    GeneTherapy,
    Measurement,
    Quantity,
    SuppressingDrug,
    Treatment,
)
from hemograft.thrombocytopenia.catalog import CAUSES

_CUT_SHORT: Final = "correct it there, or check that the file was not cut short"
DEEPEST: Final = 20
MOST_EVENTS: Final = 50_000

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,400}")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_CONSTANTS: Final = {
    "": None, "~": None, "null": None, "true": True, "false": False,
    ".nan": float("nan"), ".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"),
}  # fmt: skip

_FIELDS: Final = {
    name: field.description
    for model in (Case, Measurement, Treatment, SuppressingDrug, GeneTherapy, Antibody, DonorMatch, Donor, Quantity)
    for name, field in model.model_fields.items()
}


class CaseError(ValueError):
    """A case that cannot be used; the message is one sentence with the field, the value and the remedy."""


def read_case(path: Path, *, counts: Path | None = None, subject: str | None = None) -> Case:
    """The case in a YAML or (by its suffix) JSON file of at most 1 MiB.

    ``counts`` names a count table or hospital export: the readings of ``subject`` in it replace the file's counts, and
    the doses join the treatments.

    Raises:
        CaseError: the file or one of its values cannot be used.
    """
    name = shown(path.name)
    try:
        text = read_text(path)
    except LaboratoryError as error:
        raise CaseError(str(error)) from None
    content = _parsed_json(text, name) if path.suffix.lower() == ".json" else _parsed_yaml(text, name)
    if not isinstance(content, dict):
        raise CaseError(f"file {name} holds {shown(content)}: write the case as fields, one a line.")
    fields = cast(dict[Any, Any], content)
    if counts is not None:
        history = read_labs(counts, subject=subject)
        fields = fields | {
            "counts": _measurements(history),
            "treatments": [*_listed(fields, "treatments", name), *_treatments(history.doses)],
            "assumptions": [*_listed(fields, "assumptions", name), *history.warnings],
        }
    return _validated(fields, name)


def read_labs(path: Path, *, subject: str | None = None) -> LaboratoryHistory:
    """One patient's counts from a folder of MIMIC-III tables or from a count table in CSV.

    Raises:
        CaseError: the export or one of its values cannot be used.
    """
    try:
        # os.path answers False where pathlib raises: the reader then says what is wrong with the path.
        return read_mimic(path, subject=subject) if isdir(path) else read_count_table(path, subject=subject)
    except LaboratoryError as error:
        raise CaseError(str(error)) from None


def case_from_labs(
    history: LaboratoryHistory,
    *,
    diagnosis: str,
    age: float | None = None,
    sex: str | None = None,
    weight: float | None = None,
) -> Case:
    """A case out of an export; what is given here goes before it, ``assumptions`` tell what neither said.

    Raises:
        CaseError: age is in neither, or a value cannot be used.
    """
    assumptions = list(history.warnings)
    if weight is None and history.weight is None:
        weight = number("laboratory.assumed_weight")
        assumptions.append(f"Body weight is not in {history.source}: {weight:g} kg assumed.")
    fields: dict[str, Any] = {
        "age": history.age if age is None else age,
        "sex": sex or history.sex or "unknown",
        "weight": history.weight if weight is None else weight,
        "diagnosis": diagnosis,
        "counts": _measurements(history),
        "treatments": _treatments(history.doses),
        "comorbidities": [text[:200] for text in history.diagnoses],
        "assumptions": assumptions,
    }
    return _validated({key: value for key, value in fields.items() if value is not None}, shown(history.source))


def diagnosis_named(text: str) -> str:
    """The diagnosis of that name.

    Raises:
        CaseError: there is none.
    """
    name = text.replace(" ", "_")
    if name not in CAUSES:
        raise CaseError(f"diagnosis {shown(text)} is unknown: choose from {', '.join(CAUSES)}.")
    return name


def _listed(fields: dict[Any, Any], field: str, name: str) -> list[Any]:
    given = cast(object, fields.get(field, []))
    if not isinstance(given, list):
        raise CaseError(f"{name}: {field} is {shown(given)}: write a list.")
    return cast(list[Any], given)


def _measurements(history: LaboratoryHistory) -> list[dict[str, Any]]:
    """One entry an instant, in canonical units, as a case file would hold it."""
    entries: dict[float, dict[str, Any]] = {}
    for item in history.readings:
        entry = entries.setdefault(item.day, {"day": item.day})
        if item.analyte in entry:
            raise CaseError(
                f"{shown(history.source)} holds {item.analyte} twice on day {item.day:g}: "
                "keep one, or use fractions of days."
            )
        unit = analytes()[item.analyte].unit
        entry[item.analyte] = {"value": item.reading.value, "unit": unit, "censored": item.reading.censored}
    return list(entries.values())


def _treatments(doses: tuple[Dose, ...]) -> list[dict[str, Any]]:
    return [
        {"name": dose.name, "start": dose.day}
        | ({} if dose.amount is None else {"dose": {"value": dose.amount, "unit": dose.unit or "units"}})
        for dose in doses
    ]


def _parsed_json(text: str, name: str) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            raise _repeated(name, next(key for key in keys if keys.count(key) > 1))
        return found

    try:
        return json.loads(text, object_pairs_hook=unique)
    except CaseError:
        raise
    except json.JSONDecodeError as error:
        raise CaseError(f"file {name} is not complete JSON at line {error.lineno}: {_CUT_SHORT}.") from None
    except (ValueError, RecursionError):
        raise CaseError(f"file {name} holds a number or a nesting too large for a case: {_CUT_SHORT}.") from None


def _parsed_yaml(text: str, name: str) -> object:
    events = _allowed_events(text, name)
    try:
        if next(events, None) is None:
            raise CaseError(f"file {name} holds no fields: write the case into it.")
        content = _value(events, next(events), name, 0)
        if next(events, None) is not None:
            raise CaseError(f"file {name} holds several documents: give each case its own file.")
    except CaseError:
        raise
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f" at line {mark.line + 1}"
        raise CaseError(f"file {name} is not complete YAML{place}: {_CUT_SHORT}.") from None
    except (ValueError, OverflowError):  # PyYAML's answer to an escaped character beyond Unicode
        raise CaseError(f"file {name} holds an impossible character: {_CUT_SHORT}.") from None
    return content


def _allowed_events(text: str, name: str) -> Iterator[yaml.Event]:
    """The parser's events, refusing what a case does not need before anything is built from it."""
    for place, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        where = _line(event, name)
        if place > MOST_EVENTS:
            raise CaseError(f"{where} is too far into a list for one patient: give one case a file.")
        if isinstance(event, yaml.AliasEvent):
            raise CaseError(f"{where} uses an alias (*): write the value out.")
        if getattr(event, "tag", None) is not None:
            raise CaseError(f"{where} uses a tag (!): leave it out, or quote the text.")
        if not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
            yield event


def _line(event: yaml.Event, name: str) -> str:
    assert event.start_mark is not None  # the parser marks every event
    return f"file {name} line {event.start_mark.line + 1}"


def _value(events: Iterator[yaml.Event], event: yaml.Event, name: str, depth: int) -> object:
    where = _line(event, name)
    if depth > DEEPEST:
        raise CaseError(f"{where} is nested too deep: a case has at most a list of mappings.")
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
            raise CaseError(f"{where} has a list or mapping for a field name: write a name.")
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


def _repeated(name: str, field: str) -> CaseError:
    return CaseError(f"file {name}: the field {shown(field)} is written twice in one place: keep one of them.")


def _validated(fields: dict[Any, Any], name: str) -> Case:
    try:
        return Case.model_validate(fields)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        sentence = _sentence(faults[0])
        raise CaseError(f"{name}: {sentence.rstrip('.?')}{more}{'?' if sentence.endswith('?') else '.'}") from None


def _sentence(fault: ErrorDetails) -> str:
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
        near = difflib.get_close_matches(str(fault["loc"][-1]), _FIELDS, 1)
        return f"{field} is not a known field: " + (
            f"did you mean {near[0]}?" if near else "remove it, or see the names in `hemograft schema`"
        )
    remedy = _REMEDIES[kind].format_map(context) if kind in _REMEDIES else "correct it"
    meaning = _FIELDS.get(places[-1]) if places else None
    return f"{field or 'the case'} is {shown(fault['input'])}: {remedy}{f' ({meaning})' if meaning else ''}"


_REMEDIES: Final = {
    "bool_type": "write true or false",
    "date_type": "write a date such as 2026-01-31",
    "dict_type": "write fields as name: value",
    "finite_number": "write a finite number",
    "float_type": "write a number without quotes",
    "greater_than_equal": "write a number of at least {ge:g}",
    "int_type": "write a whole number without quotes",
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
    "too_short": "write at least {min_length} entry",
    "tuple_type": "write a list",
}

"""Reads every record file of the package once."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, cast

import yaml
from pydantic import ValidationError

from hemograft.evidence.record import Record

Numbers = Callable[[str], Any]
"""From the id of a record to its value, as `number`; a calibration passes trial values instead."""


class EvidenceError(ValueError):
    """A record is missing, malformed or defined twice."""


@cache
def records() -> Mapping[str, Record]:
    """All records by id, in file order.

    Raises:
        EvidenceError: a file does not follow the schema, or two records share an id.
    """
    found: dict[str, Record] = {}
    folder = resources.files("hemograft.evidence") / "records"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for entry in cast(list[Any], yaml.load(file.read_text("utf-8"), _loader()) or []):
            try:
                item = Record.model_validate(entry)
            except ValidationError as error:
                raise EvidenceError(f"{file.name}: {error}") from error
            if item.id in found:
                raise EvidenceError(f"{file.name}: record {item.id} is defined twice")
            found[item.id] = item
    return MappingProxyType(found)


def record(identifier: str) -> Record:
    """The record of that id.

    Raises:
        EvidenceError: there is none.
    """
    try:
        return records()[identifier]
    except KeyError:
        raise EvidenceError(f"no evidence record has the id {identifier!r}") from None


def number(identifier: str) -> float:
    """The value of a record that holds a single number.

    Raises:
        EvidenceError: there is no such record.
        TypeError: it holds a list.
    """
    return record(identifier).number


def _loader() -> Any:
    """libyaml's loader where it is built in: six times faster than the Python one."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)

"""Reads every record file of the package once."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any

from hemograft.evidence.files import packaged_texts, read_files
from hemograft.evidence.record import Record

Numbers = Callable[[str], Any]
"""From the id of a record to its value, as `number`; a calibration passes trial values instead."""


_in_force: ContextVar[Mapping[str, Record] | None] = ContextVar("records_in_force", default=None)


class EvidenceError(ValueError):
    """A record is missing, malformed or defined twice."""


def records() -> Mapping[str, Record]:
    """All records by id, in file order.

    Raises:
        EvidenceError: a file does not follow the schema, or two records share an id.
    """
    return _in_force.get() or records_in_files()


@contextmanager
def records_with(values: Mapping[str, float]) -> Generator[None]:
    """While open, these records hold other values: what a calibration has found or tries.

    It holds for this thread alone, not for worker processes.

    Raises:
        EvidenceError: there is no record of such an id.
    """
    changed = {
        identifier: record(identifier).model_copy(update={"value": value}) for identifier, value in values.items()
    }
    token = _in_force.set(MappingProxyType({**records(), **changed}))
    try:
        yield
    finally:
        _in_force.reset(token)


@cache
def records_in_files() -> Mapping[str, Record]:
    """All records as they stand in the package's files, read once."""
    found, faults = read_files(packaged_texts())
    if faults:
        raise EvidenceError(faults[0])
    return MappingProxyType(found)


def record(identifier: str) -> Record:
    """The record of that id.

    Raises:
        EvidenceError: there is none.
    """
    try:
        return records()[identifier]
    except KeyError:
        near = [known for known in records() if identifier in known] or get_close_matches(identifier, records())
        hint = f"; the nearest are {', '.join(near[:3])}" if near else ""
        raise EvidenceError(f"no evidence record has the id {identifier!r}{hint}") from None


def number(identifier: str) -> float:
    """The value of a record that holds a single number.

    Raises:
        EvidenceError: there is no such record.
        TypeError: it holds a list.
    """
    return record(identifier).number


def numbers_of(identifier: str) -> tuple[float, ...]:
    """The values of a record that holds a list, such as the points of an item in the order of its choices.

    Raises:
        EvidenceError: there is no such record.
        TypeError: it holds a single number.
    """
    value = record(identifier).value
    if not isinstance(value, tuple):
        raise TypeError(f"evidence record {identifier} holds one number, not a list")
    return value

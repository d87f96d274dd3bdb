"""A search repeated: who is new since the results of last time, who is gone, and whose match reads differently."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as parquet

from hemograft.donors.search.cord import RankedUnits
from hemograft.donors.search.output_files import check_format
from hemograft.donors.search.ranking import RankedDonors
from hemograft.donors.search.report_rows import Row, result_rows

_COMPARED = ("match", "certain", "category", "dpb1", "dose")
_PROBABILITIES = ("p0", "p1", "p2")
_NOTICEABLE = 0.005
"""A probability has changed where its whole percent may have."""


@dataclass(frozen=True)
class Change:
    """A donor who was found both times, and how one field reads differently."""

    identifier: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Identifiers of donors who are new and who are gone, each in the order of their ranks, and changes."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[Change, ...]


def difference(before: Path, ranked: RankedDonors | RankedUnits) -> Difference:
    """Compares results with a file that an earlier search wrote, of any format.

    Raises:
        ValueError: the file is no results of a search.
        OSError: the file cannot be read.
    """
    earlier = {str(row["id"]): row for row in _rows(before)}
    new: list[str] = []
    changes: list[Change] = []
    seen: set[str] = set()
    for row in result_rows(ranked, 0, len(ranked.order)):
        identifier = str(row["id"])
        seen.add(identifier)
        if identifier in earlier:
            changes.extend(_changes(identifier, earlier[identifier], row))
        else:
            new.append(identifier)
    return Difference(tuple(new), tuple(each for each in earlier if each not in seen), tuple(changes))


def _changes(identifier: str, before: Row, after: Row) -> Iterator[Change]:
    for field in _COMPARED:
        if field in before and field in after and str(before[field]) != str(after[field]):
            yield Change(identifier, field, str(before[field]), str(after[field]))
    for field in _PROBABILITIES:
        if field not in before or field not in after:
            continue
        old, now = (_probability(row[field]) for row in (before, after))
        if (old is None) != (now is None) or (old is not None and now is not None and abs(old - now) >= _NOTICEABLE):
            yield Change(identifier, field, _text(old), _text(now))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    check_format(path)
    try:
        match path.suffix.lower():
            case ".csv":
                with path.open(encoding="utf-8", newline="") as file:
                    found = list(csv.DictReader(line for line in file if not line.startswith("#")))
            case ".json":
                found = cast(list[dict[str, Any]], json.loads(path.read_text("utf-8"))["donors"])
            case _:
                found = parquet.read_table(path).to_pylist()
        if any("id" not in row for row in found):
            raise KeyError
    except (ValueError, KeyError, TypeError):
        raise ValueError(f'file "{path}" holds no results of a search: give a file that --out wrote') from None
    yield from found


def _probability(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


def _text(value: float | None) -> str:
    return "unknown" if value is None else f"{100.0 * value:.0f} %"

"""Results as files, a block of donors at a time: CSV, JSON or Parquet, whole or not at all."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from hemograft.donors.replacing_file import replacing
from hemograft.donors.search.cord import RankedUnits
from hemograft.donors.search.ranking import RankedDonors
from hemograft.donors.search.report_rows import Row, result_rows

FORMATS = (".csv", ".json", ".parquet")
_BLOCK = 4096
_WHOLE_NUMBERS = ("rank", "possible_antibody_targets")
_NUMBER = re.compile(r"age|p[012](_\w+)?|nucleated_cells_per_kg|cd34_per_kg|volume_ml")


def write_results(
    path: Path,
    ranked: RankedDonors | RankedUnits,
    told: Mapping[str, Any],
    on_rows: Callable[[int], None] = lambda rows: None,
) -> None:
    """Writes all donors, best first, in the format of the ending; ``told`` is what must be said with them.

    CSV has ``told`` in the first line behind ``#``, JSON beside the donors, Parquet in its metadata. ``on_rows`` hears
    how many were written.

    Raises:
        ValueError: the ending is none of ``FORMATS``.
        OSError: the file cannot be written.
    """
    check_format(path)
    writers = {".csv": _write_csv, ".json": _write_json, ".parquet": _write_parquet}
    with replacing(path) as place:
        writers[path.suffix.lower()](place, _blocks(ranked, on_rows), told)


def check_format(path: Path) -> None:
    """
    Raises:
        ValueError: the ending of ``path`` is none of ``FORMATS``.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"--out {path}: the ending says the format, write one of {', '.join(FORMATS)}")


def _blocks(ranked: RankedDonors | RankedUnits, on_rows: Callable[[int], None]) -> Iterator[Sequence[Row]]:
    for start in range(0, max(1, len(ranked.order)), _BLOCK):
        rows = list(result_rows(ranked, start, start + _BLOCK))
        yield rows
        on_rows(len(rows))


def _write_csv(path: Path, blocks: Iterator[Sequence[Row]], told: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {json.dumps(told, ensure_ascii=False)}\n")
        writer: csv.DictWriter[str] | None = None
        for rows in blocks:
            if writer is None:
                writer = csv.DictWriter(file, list(rows[0]) if rows else ["rank", "id"], extrasaction="ignore")
                writer.writeheader()
            writer.writerows(rows)


def _write_json(path: Path, blocks: Iterator[Sequence[Row]], told: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{json.dumps(told, ensure_ascii=False, indent=1)[:-2]},\n "donors": [')
        separator = "\n"
        for rows in blocks:
            for row in rows:
                file.write(f"{separator}  {json.dumps(row, ensure_ascii=False)}")
                separator = ",\n"
        file.write("\n ]\n}\n")


def _write_parquet(path: Path, blocks: Iterator[Sequence[Row]], told: Mapping[str, Any]) -> None:
    writer: parquet.ParquetWriter | None = None
    try:
        for rows in blocks:
            if writer is None:
                names = list(rows[0]) if rows else ["rank", "id"]
                schema = pa.schema([(name, _type(name)) for name in names], {"hemograft": json.dumps(told)})
                writer = parquet.ParquetWriter(path, schema)
            writer.write_table(pa.Table.from_pylist(list(rows), schema=writer.schema))
    finally:
        if writer is not None:
            writer.close()


def _type(name: str) -> pa.DataType:
    if name in _WHOLE_NUMBERS:
        return pa.int64()
    return pa.float64() if _NUMBER.fullmatch(name) else pa.string()

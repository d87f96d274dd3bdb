"""Writes tables as CSV and, where pyarrow is installed, as Parquet; each file appears whole or not at all."""

import csv
import io
from importlib.util import find_spec
from pathlib import Path

from hemograft.trials.tables import Columns
from hemograft.whole_file import write_whole


def write_table(columns: Columns, place: Path) -> None:
    """Writes ``place`` with the suffixes .csv and .parquet.

    Raises:
        OSError: a file cannot be written.
    """
    write_whole(place.with_suffix(".csv"), _csv(columns))
    if find_spec("pyarrow") is not None:
        write_whole(place.with_suffix(".parquet"), _parquet(columns))


def _csv(columns: Columns) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [f"{value:.9g}" if isinstance(value, float) else value for value in row]
        for row in zip(*columns.values(), strict=True)
    )
    return text.getvalue()


def _parquet(columns: Columns) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), buffer, compression="zstd")
    return buffer.getvalue()

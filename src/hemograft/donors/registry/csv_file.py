"""Donors from a table: CSV, or with tabs or semicolons; a header names the columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, csv

from hemograft.donors.registry.rows import FIELDS, RowError, Rows, loci_of_genotype_list
from hemograft.donors.typing.genotype import LOCI

arrow: Any = compute  # its functions are made at import, so that no type checker sees them

_ALIASES = {
    "donor": "id",
    "donor_id": "id",
    "donorid": "id",
    "grid": "id",
    "identifier": "id",
    "type": "kind",
    "gender": "sex",
    "birth_date": "birth",
    "date_of_birth": "birth",
    "collection_date": "birth",
    "blood_group": "abo",
    "ancestry": "population",
    "ethnicity": "population",
    "tnc": "nucleated_cells",
    "cd34": "cd34_cells",
    "bank_accredited": "accredited",
    "segment": "attached_segment",
    "gl_string": "gl",
    "glstring": "gl",
    "hla": "gl",
}
_TYPING = re.compile(rf"(?:HLA[-_ ]?)?({'|'.join(sorted(LOCI, key=len, reverse=True))})[-_*. ]?([12]?)", re.IGNORECASE)
_BLOCK = 1 << 24
_SEPARATORS = ",;\t%"


def read_csv(path: Path) -> Iterator[Rows]:
    """Reads batches of rows; the header is row 1.

    Columns: ``id``; ``A1``, ``A2``, ``DRB1_1`` and so on, or ``A`` with both typings and ``+`` between, or ``gl``
    with a GL String; and what of ``FIELDS`` is known. Compressed files are read as they are.

    Raises:
        ValueError: no header, no identifiers, no typings, a column named twice, or text that is not UTF-8.
    """
    header, separator = _header(path)
    columns = _columns(header, path)
    broken: list[RowError] = []

    def keep_number(row: Any) -> str:
        if row.text.strip():
            broken.append(RowError(row.number, f"has {row.actual_columns} columns, not {row.expected_columns}"))
        else:
            broken.append(RowError(row.number, ""))
        return "skip"

    position = 2
    try:
        with _open(path, separator, header, keep_number) as reader:
            for batch in reader:
                numbers, position = _numbers(position, len(batch), [error.number for error in broken])
                yield _rows(batch, columns, numbers, [error for error in broken if error.why])
                broken.clear()
    except pa.ArrowInvalid as error:
        raise ValueError(f'file "{path}" cannot be read as a table: {_first_sentence(error)}') from None
    if broken:
        yield Rows(np.empty(0, np.int64), {}, tuple(error for error in broken if error.why))


def _open(path: Path, separator: str, header: Sequence[str], on_broken: Any) -> Any:
    return csv.open_csv(
        pa.input_stream(str(path)),
        read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK, skip_rows=1, column_names=list(header)),
        parse_options=csv.ParseOptions(
            delimiter=separator, invalid_row_handler=on_broken, ignore_empty_lines=False, newlines_in_values=False
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False, null_values=[]
        ),
    )


def _header(path: Path) -> tuple[list[str], str]:
    with pa.input_stream(str(path)) as source:
        line = source.read(1 << 16).split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip()
    if not line:
        raise ValueError(f'file "{path}" is empty: the first row names the columns')
    separator = max(_SEPARATORS, key=line.count)
    return [name.strip().strip('"') for name in line.split(separator)], separator


def _columns(header: Sequence[str], path: Path) -> Mapping[str, str]:
    """Header name to field, ``gl``, locus, or locus with copy such as ``DRB1_2``."""
    found: dict[str, str] = {}
    for name in header:
        lower = name.lower().replace(" ", "_")
        meant = _ALIASES.get(lower, lower)
        if typing := _TYPING.fullmatch(name):
            meant = typing[1].upper() + ("_" + typing[2] if typing[2] else "")
        if meant in (*FIELDS, "gl", *LOCI) or typing:
            if meant in found.values():
                raise ValueError(f'file "{path}", column {name!r}: it stands twice; keep one')
            found[name] = meant
    meanings = found.values()
    if "id" not in meanings:
        raise ValueError(f'file "{path}" has no column id: the first row must name it')
    if "gl" not in meanings and not any(meant.partition("_")[0] in LOCI for meant in meanings):
        raise ValueError(f'file "{path}" has no typings: name columns A1, A2, B1 and so on, or gl for a GL String')
    return found


def _numbers(position: int, rows: int, skipped: Sequence[int]) -> tuple[Any, int]:
    """Row numbers of the good rows of a batch, and the number of the row after it."""
    span = np.arange(position, position + rows + len(skipped), dtype=np.int64)
    kept = span[~np.isin(span, np.array(skipped, np.int64))][:rows]
    return kept, position + rows + len(skipped)


def _rows(batch: Any, columns: Mapping[str, str], numbers: Any, broken: list[RowError]) -> Rows:
    by_meaning = {meant: arrow.utf8_trim_whitespace(batch.column(name)) for name, meant in columns.items()}
    held = {name: column for name, column in by_meaning.items() if name in (*FIELDS, *LOCI)}
    for locus in LOCI:
        first, second = by_meaning.get(f"{locus}_1"), by_meaning.get(f"{locus}_2")
        if first is not None or second is not None:
            held[locus] = _joined(first, second)
    ignored = tuple(name for name in batch.schema.names if name not in columns)
    rows = Rows(numbers, held, tuple(broken), ignored)
    if "gl" in by_meaning:
        rows = _with_genotype_lists(rows, by_meaning["gl"])
    return rows


def _joined(first: Any, second: Any) -> Any:
    """Both typings in one text, in the order of the alphabet so that the same pair is the same text."""
    if first is None or second is None:
        return first if second is None else second
    low, high = arrow.min_element_wise(first, second), arrow.max_element_wise(first, second)
    both = arrow.binary_join_element_wise(low, high, "+")
    return arrow.if_else(arrow.equal(low, ""), high, both)


def _with_genotype_lists(rows: Rows, texts: Any) -> Rows:
    """Adds the loci of a column of GL Strings; each distinct text is taken apart once."""
    encoded = texts.dictionary_encode()
    taken: list[dict[str, str]] = []
    faults: dict[int, str] = {}
    for number, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            taken.append(loci_of_genotype_list(text))
        except ValueError as error:
            taken.append({})
            faults[number] = str(error)
    indices = encoded.indices
    loci = [locus for locus in LOCI if any(locus in found for found in taken)]
    held = {locus: pa.array([found.get(locus, "") for found in taken], pa.string()).take(indices) for locus in loci}
    columns = {**rows.columns, **held}
    if not faults:
        return Rows(rows.numbers, columns, rows.broken, rows.ignored)
    places = indices.to_numpy(zero_copy_only=False)
    bad = np.isin(places, list(faults))
    errors = [RowError(int(rows.numbers[row]), faults[int(places[row])]) for row in np.flatnonzero(bad)]
    good = pa.array(~bad)
    kept = {name: column.filter(good) for name, column in columns.items()}
    return Rows(rows.numbers[~bad], kept, (*rows.broken, *errors), rows.ignored)


def _first_sentence(error: Exception) -> str:
    return str(error).splitlines()[0].partition(". ")[0]

"""A segment: donors that arrived together, a column each for what a search reads; never changed once written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemograft.donors.registry.files import open_batch, write_batch
from hemograft.donors.registry.identifiers import IdentifierIndex, identifier_index
from hemograft.donors.registry.manifest import SegmentEntry
from hemograft.donors.typing.genotype import LOCI

Array = NDArray[Any]

ATTRIBUTES: Mapping[str, Any] = {
    "birth_month": np.uint16,
    "sex": np.uint8,
    "blood_group": np.uint8,
    "cmv": np.uint8,
    "population": np.uint8,
    "registry": np.uint16,
}
CORD_ATTRIBUTES: Mapping[str, Any] = {
    "nucleated_cells": np.float32,
    "cd34_cells": np.float32,
    "volume": np.float32,
    "accredited": np.uint8,
    "attached_segment": np.uint8,
}
LIKELIHOOD, LIKELIHOOD_SET = "likelihood", "likelihood_set"
"""The likelihood of a donor's typing (float64), and in which population of the frequencies it was found (uint8; left
out where it is the first for everybody)."""

IDENTIFIER, IDENTIFIER_HASH, IDENTIFIER_ROW = "identifier", "identifier_hash", "identifier_row"
MOST_ROWS = 1 << 20
"""Rows of a segment at most, so that an import needs memory for so many donors and no more."""


@dataclass(frozen=True)
class Segment:
    """A segment as it lies on disk, memory-mapped: a column is read when it is used.

    ``columns`` holds the typing codes of the loci that anybody of the segment is typed at (as narrow as they fit, 0 is
    untyped) and the attributes; ``deleted`` the deleted rows in order.
    """

    entry: SegmentEntry
    columns: Mapping[str, Array]
    identifiers: IdentifierIndex
    deleted: Array

    @property
    def rows(self) -> int:
        return self.entry.rows

    @property
    def loci(self) -> tuple[str, ...]:
        return tuple(locus for locus in LOCI if locus in self.columns)

    @property
    def resident_bytes(self) -> int:
        """Bytes a donor of the columns that searches read; identifiers stay on disk but for the hits."""
        return sum(column.itemsize for column in self.columns.values())


def write_segment(
    folder: Path, kind: str, columns: Mapping[str, Array], identifiers: Any, frequencies: str
) -> SegmentEntry:
    """Writes a segment of kind ``adult`` or ``cord``; loci at which nobody is typed are left out.

    Returns its entry for the manifest.
    """
    index = identifier_index(identifiers)
    held: dict[str, Any] = {
        locus: _narrow(columns[locus]) for locus in LOCI if locus in columns and columns[locus].any()
    }
    for name, dtype in {**ATTRIBUTES, **(CORD_ATTRIBUTES if kind == "cord" else {})}.items():
        held[name] = _narrow(columns[name]) if dtype is np.uint16 else columns[name].astype(dtype)
    if frequencies:
        held[LIKELIHOOD] = columns[LIKELIHOOD].astype(np.float64)
        if columns[LIKELIHOOD_SET].any():
            held[LIKELIHOOD_SET] = columns[LIKELIHOOD_SET].astype(np.uint8)
    held |= {IDENTIFIER_HASH: index.hashes, IDENTIFIER_ROW: index.rows, IDENTIFIER: identifiers}
    file = write_batch(folder, "segment", pa.record_batch(held))
    return SegmentEntry(file, len(identifiers), kind, frequencies)


def open_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Memory-maps a segment.

    Raises:
        RegistryError: a file of it is missing, truncated or damaged.
    """
    batch = open_batch(folder, entry.file)
    arrays = {
        name: batch.column(name).to_numpy(zero_copy_only=True) for name in batch.schema.names if name != IDENTIFIER
    }
    deleted = np.empty(0, np.uint32)
    if entry.deleted is not None:
        deleted = open_batch(folder, entry.deleted).column("row").to_numpy(zero_copy_only=True)
    return Segment(
        entry,
        {name: array for name, array in arrays.items() if name not in (IDENTIFIER_HASH, IDENTIFIER_ROW)},
        IdentifierIndex(arrays[IDENTIFIER_HASH], arrays[IDENTIFIER_ROW], batch.column(IDENTIFIER)),
        deleted,
    )


def with_deletions(folder: Path, segment: Segment, rows: Array) -> SegmentEntry:
    """The segment's entry once these rows are deleted too; writes the list of all its deleted rows."""
    deleted = np.union1d(segment.deleted, rows).astype(np.uint32)
    file = write_batch(folder, "deleted", pa.record_batch({"row": deleted}))
    return replace(segment.entry, deleted=file, deleted_rows=len(deleted))


def _narrow(codes: Array) -> Array:
    fitting = (each for each in (np.uint8, np.uint16, np.uint32) if int(codes.max()) <= np.iinfo(each).max)
    return codes.astype(next(fitting))

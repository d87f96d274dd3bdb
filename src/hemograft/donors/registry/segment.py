"""A segment: donors that arrived together, a column each for what a search reads; never changed once written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemograft.donors.registry.files import StoredFile, open_batch, write_batch
from hemograft.donors.registry.identifiers import hashes
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
LIKELIHOOD = "likelihood"
IDENTIFIER, IDENTIFIER_HASH, IDENTIFIER_ROW = "identifier", "identifier_hash", "identifier_row"
MOST_ROWS = 1 << 20
"""Rows of a segment at most, so that an import needs memory for so many donors and no more."""


@dataclass(frozen=True)
class Segment:
    """A segment as it lies on disk, memory-mapped: a column is read when it is used.

    ``columns`` holds the typing codes of the loci that anybody of the segment is typed at (uint16 or uint32, 0 is
    untyped) and the attributes; ``deleted`` the deleted rows in order.
    """

    entry: SegmentEntry
    columns: Mapping[str, Array]
    identifiers: Any
    identifier_hashes: Array
    identifier_rows: Array
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

    def rows_of(self, wanted: Array) -> tuple[Array, Array]:
        """Positions in ``wanted`` (hashes of identifiers, sorted) that stand here, and the row of each."""
        places = np.searchsorted(self.identifier_hashes, wanted)
        places[places == self.rows] = 0
        found = np.flatnonzero(self.identifier_hashes[places] == wanted)
        return found, self.identifier_rows[places[found]].astype(np.int64)


def write_segment(folder: Path, kind: str, columns: Mapping[str, Array], identifiers: Any, frequencies: str) -> Any:
    """Writes a segment of kind ``adult`` or ``cord``; loci at which nobody is typed are left out.

    Returns its entry for the manifest.
    """
    hashed = hashes(identifiers)
    order = np.argsort(hashed, kind="stable").astype(np.uint32)
    held: dict[str, Any] = {
        locus: _narrow(columns[locus]) for locus in LOCI if locus in columns and columns[locus].any()
    }
    for name, dtype in (ATTRIBUTES | (CORD_ATTRIBUTES if kind == "cord" else {})).items():
        held[name] = columns[name].astype(dtype)
    if frequencies:
        held[LIKELIHOOD] = columns[LIKELIHOOD].astype(np.float64)
    held |= {IDENTIFIER_HASH: hashed[order], IDENTIFIER_ROW: order, IDENTIFIER: identifiers}
    file = write_batch(folder, "segment", pa.record_batch(held))
    return SegmentEntry(file, len(hashed), kind, frequencies)


def open_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Memory-maps a segment.

    Raises:
        RegistryError: a file of it is missing, truncated or damaged.
    """
    batch = open_batch(folder, entry.file)
    arrays = {
        name: batch.column(name).to_numpy(zero_copy_only=True)
        for name in batch.schema.names
        if name != IDENTIFIER
    }
    deleted = np.empty(0, np.uint32)
    if entry.deleted is not None:
        deleted = open_batch(folder, entry.deleted).column("row").to_numpy(zero_copy_only=True)
    return Segment(
        entry,
        {name: array for name, array in arrays.items() if name not in (IDENTIFIER_HASH, IDENTIFIER_ROW)},
        batch.column(IDENTIFIER),
        arrays[IDENTIFIER_HASH],
        arrays[IDENTIFIER_ROW],
        deleted,
    )


def write_deletions(folder: Path, rows: Array) -> StoredFile:
    """Writes the deleted rows of a segment, in order and each once."""
    return write_batch(folder, "deleted", pa.record_batch({"row": np.unique(rows).astype(np.uint32)}))


def _narrow(codes: Array) -> Array:
    return codes.astype(np.uint16 if int(codes.max()) < 1 << 16 else np.uint32)

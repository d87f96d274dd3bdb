"""Identifiers of donors in the order of their 64-bit hashes, so that one among millions is found at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from hemograft.donors.probability.compiled import compiled

arrow: Any = compute  # its functions are made at import, so that no type checker sees them

Array = NDArray[Any]


@dataclass(frozen=True)
class IdentifierIndex:
    """``hashes`` in order, the row of each, and the texts by row (an Arrow string array)."""

    hashes: Array
    rows: Array
    texts: Any

    def find(self, wanted: "IdentifierIndex") -> tuple[Array, Array]:
        """Rows of ``wanted`` whose identifier stands here, and its row here; equal hashes are checked by text."""
        if not len(self.hashes) or not len(wanted.hashes):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        places = np.searchsorted(self.hashes, wanted.hashes)
        places[places == len(self.hashes)] = 0
        found = np.flatnonzero(self.hashes[places] == wanted.hashes)
        theirs, ours = wanted.rows[found].astype(np.int64), self.rows[places[found]].astype(np.int64)
        same = _same(wanted.texts, theirs, self.texts, ours)
        return theirs[same], ours[same]

    def repeated(self) -> Array:
        """Rows whose identifier stands in an earlier row."""
        equal = np.flatnonzero(self.hashes[1:] == self.hashes[:-1])
        earlier, later = self.rows[equal].astype(np.int64), self.rows[equal + 1].astype(np.int64)
        return later[_same(self.texts, earlier, self.texts, later)]


def identifier_index(texts: Any) -> IdentifierIndex:
    """Sorts the hashes; rows of one identifier stay in their order."""
    hashed = hashes(texts)
    order = np.argsort(hashed)
    if (np.diff(hashed[order].view(np.int64)) == 0).any():
        order = np.argsort(hashed, kind="stable")  # several times slower
    return IdentifierIndex(hashed[order], order.astype(np.uint32), texts)


def hashes(texts: Any) -> NDArray[np.uint64]:
    """FNV-1a with a final mix (Fowler, Noll, Vo 1991; Stafford 2011) of each text of an Arrow string array."""
    held = texts.cast(pa.large_string())
    if len(held) == 0:
        return np.empty(0, np.uint64)
    _valid, offsets, data = held.buffers()
    starts = np.frombuffer(offsets, np.int64)[held.offset : held.offset + len(held) + 1]
    return _hash_each(starts, np.frombuffer(data if data is not None and data.size else b"\0", np.uint8))


def _same(texts: Any, rows: Array, others: Any, other_rows: Array) -> Array:
    if not len(rows):
        return np.empty(0, np.bool_)
    equal = arrow.equal(texts.take(pa.array(rows)), others.take(pa.array(other_rows)))
    return equal.to_numpy(zero_copy_only=False)


@compiled
def _hash_each(starts: NDArray[np.int64], data: NDArray[np.uint8]) -> NDArray[np.uint64]:
    found = np.empty(len(starts) - 1, np.uint64)
    for row in range(len(found)):
        value = np.uint64(0xCBF29CE484222325)
        for place in range(starts[row], starts[row + 1]):
            value = (value ^ np.uint64(data[place])) * np.uint64(0x100000001B3)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found[row] = value ^ (value >> np.uint64(31))
    return found

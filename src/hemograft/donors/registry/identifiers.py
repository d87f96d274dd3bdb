"""Identifiers of donors as 64-bit hashes, so that a duplicate is found without reading the texts."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemograft.donors.registry.compiled import compiled


def hashes(identifiers: Any) -> NDArray[np.uint64]:
    """FNV-1a with a final mix (Fowler, Noll, Vo 1991; Stafford 2011) of each text of an Arrow string array."""
    texts = identifiers.cast(pa.large_string())
    if len(texts) == 0:
        return np.empty(0, np.uint64)
    _valid, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return _hash_each(starts, np.frombuffer(data if data is not None else b"\0", np.uint8))


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

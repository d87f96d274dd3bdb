"""The distinct rows of a table of typing numbers, found by hashing."""

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.compiled import compiled


@compiled
def distinct_rows(rows: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each distinct row stands first, in order of appearance, and which of them every row equals."""
    slots = 16
    while slots < 2 * len(rows):
        slots *= 2
    table = np.full(slots, -1, np.int64)
    first = np.empty(len(rows), np.int64)
    inverse = np.empty(len(rows), np.int64)
    count = 0
    for row in range(len(rows)):
        key = np.uint64(14695981039346656037)
        for value in rows[row]:
            key = (key ^ np.uint64(value)) * np.uint64(1099511628211)
        slot = np.int64((key ^ (key >> np.uint64(29))) & np.uint64(slots - 1))
        while table[slot] >= 0 and not np.array_equal(rows[first[table[slot]]], rows[row]):
            slot = (slot + 1) & (slots - 1)
        if table[slot] < 0:
            table[slot] = count
            first[count] = row
            count += 1
        inverse[row] = table[slot]
    return first[:count].copy(), inverse

"""The scan: donors a block at a time, each criterion a lookup table on one column, the survivors ever fewer.

A block fits the processor's cache. The first table reads its whole column; the next ones read only what the tables
before left, so that a narrow search reads little more than one column. Blocks are independent, and threads share them.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.compiled import compiled

Array = NDArray[Any]

EXCLUDED = 255
"""What a table says of a code that no donor may have; any smaller number is mismatches to be added up."""

BLOCK = 1 << 18
_SAMPLE = 1 << 10


@dataclass(frozen=True)
class Criterion:
    """A column of codes and the mismatches (or ``EXCLUDED``) of each code, uint8."""

    codes: Array
    table: Array


@dataclass(frozen=True)
class Task:
    """A segment to be scanned: how many rows, and what they must fulfil."""

    rows: int
    criteria: Sequence[Criterion]


def scan(tasks: Sequence[Task], limit: int, threads: int | None = None) -> list[Array]:
    """For each task the rows, in order, that nothing excludes and whose mismatches add up to at most ``limit``."""
    ordered = [_most_selective_first(task, limit) for task in tasks]
    spans = [
        (number, start, min(start + BLOCK, task.rows))
        for number, task in enumerate(tasks)
        for start in range(0, task.rows, BLOCK)
    ]
    workers = min(threads or os.cpu_count() or 1, len(spans))
    if workers <= 1:
        found = [_block(ordered[number], limit, start, stop) for number, start, stop in spans]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda span: _block(ordered[span[0]], limit, span[1], span[2]), spans))
    parts: list[list[Array]] = [[np.empty(0, np.uint32)] for _ in tasks]
    for (number, _start, _stop), rows in zip(spans, found, strict=True):
        parts[number].append(rows)
    return [np.concatenate(each) for each in parts]


def _most_selective_first(task: Task, limit: int) -> Sequence[Criterion]:
    """Fewest survivors among the first rows first; the order changes the time, never the result."""
    return sorted(task.criteria, key=lambda each: int((each.table[each.codes[:_SAMPLE]] <= limit).sum()))


def _block(criteria: Sequence[Criterion], limit: int, start: int, stop: int) -> Array:
    rows = np.empty(stop - start, np.uint32)
    mismatches = np.empty(stop - start, np.uint8)
    if not criteria:
        return np.arange(start, stop, dtype=np.uint32)
    first, *others = criteria
    count = _begin(first.codes, first.table, limit, start, stop, rows, mismatches)
    for criterion in others:
        count = _narrow(criterion.codes, criterion.table, limit, rows, mismatches, count)
    return rows[:count].copy()


@compiled
def _begin(codes: Array, table: Array, limit: int, start: int, stop: int, rows: Array, mismatches: Array) -> int:
    count = 0
    for row in range(start, stop):
        here = table[codes[row]]
        rows[count] = row
        mismatches[count] = here
        count += int(here <= limit)
    return count


@compiled
def _narrow(codes: Array, table: Array, limit: int, rows: Array, mismatches: Array, count: int) -> int:
    kept = 0
    for place in range(count):
        row = rows[place]
        total = np.int64(mismatches[place]) + np.int64(table[codes[row]])
        rows[kept] = row
        mismatches[kept] = total
        kept += int(total <= limit)
    return kept

"""The scan finds the same rows as adding up the tables, whatever the order, block or thread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.donors.search import scan as module
from hemograft.donors.search.scan import EXCLUDED, Criterion, Task, scan


def added_up(criteria: list[Criterion], rows: int, limit: int) -> list[int]:
    """Plain Python: a row stays if nothing excludes it and its mismatches sum to the limit at most."""
    kept: list[int] = []
    for row in range(rows):
        found = [int(each.table[each.codes[row]]) for each in criteria]
        if EXCLUDED not in found and sum(found) <= limit:
            kept.append(row)
    return kept


@given(
    data=st.data(),
    rows=st.integers(0, 60),
    limit=st.integers(0, 10),
    dtypes=st.lists(st.sampled_from([np.uint8, np.uint16, np.uint32]), max_size=5),
    threads=st.integers(1, 3),
)
def test_the_scan_keeps_exactly_the_rows_that_plain_python_keeps(data, rows, limit, dtypes, threads):
    criteria: list[Criterion] = []
    for dtype in dtypes:
        table = np.array(data.draw(st.lists(st.sampled_from([0, 1, 2, EXCLUDED]), min_size=1, max_size=6)), np.uint8)
        codes = data.draw(st.lists(st.integers(0, len(table) - 1), min_size=rows, max_size=rows))
        criteria.append(Criterion(np.array(codes, dtype), table))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 16)
        found = scan([Task(rows, criteria), Task(0, criteria), Task(rows // 2, criteria)], limit, threads)
    assert [each.tolist() for each in found] == [
        added_up(criteria, rows, limit),
        [],
        added_up(criteria, rows // 2, limit),
    ]

"""Many small imports become one segment again, so that years of nightly changes do not slow the search down."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from hemograft.donors.registry.manifest import SegmentEntry
from hemograft.donors.registry.segment import MOST_ROWS, Segment, open_segment, write_segment

SMALL = 1 << 16
MOST_SMALL_SEGMENTS = 16


def compacted(folder: Path, entries: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    """The same donors in fewer segments: small ones of a kind are merged once there are ``MOST_SMALL_SEGMENTS``.

    Deleted rows of the merged are left out. What stands in another segment is not touched.

    Raises:
        RegistryError: a file of a segment that is merged is missing, truncated or damaged.
    """
    groups: defaultdict[tuple[str, str], list[SegmentEntry]] = defaultdict(list)
    for entry in entries:
        if entry.rows - entry.deleted_rows < SMALL:
            groups[entry.kind, entry.frequencies].append(entry)
    merged: dict[str, SegmentEntry | None] = {}
    for group in groups.values():
        if len(group) >= MOST_SMALL_SEGMENTS and sum(entry.rows for entry in group) <= MOST_ROWS:
            merged |= dict.fromkeys(entry.file.name for entry in group)
            merged[group[0].file.name] = _merge(folder, [open_segment(folder, entry) for entry in group])
    kept = (merged.get(entry.file.name, entry) for entry in entries)
    return tuple(entry for entry in kept if entry is not None)


def _merge(folder: Path, segments: Sequence[Segment]) -> SegmentEntry | None:
    alive = [np.isin(np.arange(segment.rows), segment.deleted, invert=True) for segment in segments]
    names = dict.fromkeys(name for segment in segments for name in segment.columns)
    columns = {
        name: np.concatenate(
            [
                segment.columns[name][kept] if name in segment.columns else np.zeros(int(kept.sum()), np.uint16)
                for segment, kept in zip(segments, alive, strict=True)
            ]
        )
        for name in names
    }
    identifiers = pa.concat_arrays(
        [segment.identifiers.texts.filter(pa.array(kept)) for segment, kept in zip(segments, alive, strict=True)]
    )
    entry = segments[0].entry
    return write_segment(folder, entry.kind, columns, identifiers, entry.frequencies) if len(identifiers) else None

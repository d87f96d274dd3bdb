"""The donors that a search found, as arrays, before anything is written out in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.registry.registry import Registry

Array = NDArray[Any]


@dataclass(frozen=True)
class Candidates:
    """Donors by segment and row, in this order.

    ``fewest`` and ``most`` (donors, loci) are the mismatches at each compared locus that ambiguity leaves open;
    ``antibodies`` (donors,) counts the antibodies of the patient whose antigen the donor may carry.
    """

    registry: Registry
    loci: tuple[str, ...]
    segment: Array
    row: Array
    fewest: Array
    most: Array
    antibodies: Array

    def __len__(self) -> int:
        return len(self.row)

    @property
    def mismatches(self) -> Array:
        """Fewest mismatches over all compared loci, (donors,)."""
        return self.fewest.sum(axis=1, dtype=np.int64)

    def column(self, name: str, missing: float = 0) -> Array:
        """A stored column of every candidate; ``missing`` where a segment does not have it."""
        parts: list[Array] = []
        for number, segment in enumerate(self.registry.segments):
            rows = self.row[np.searchsorted(self.segment, number) : np.searchsorted(self.segment, number, side="right")]
            held = segment.columns.get(name)
            parts.append(np.full(len(rows), missing) if held is None else held[rows])
        return np.concatenate([part for part in parts if len(part)] or [np.zeros(0, np.int64)])

    def identifiers(self, chosen: Iterable[int]) -> list[str]:
        """The identifiers of some candidates, by place."""
        segments = self.registry.segments
        return [segments[int(self.segment[each])].identifiers.texts[int(self.row[each])].as_py() for each in chosen]

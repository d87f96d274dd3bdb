"""The donors that a search found, as arrays, before anything is written out in words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.registry.registry import Registry

Array = NDArray[Any]


@dataclass(frozen=True)
class Candidates:
    """Donors by segment and row.

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
        found: Array | None = None
        for number, segment in enumerate(self.registry.segments):
            here = np.flatnonzero(self.segment == number)
            if not len(here):
                continue
            held = segment.columns.get(name)
            values = np.full(len(here), missing) if held is None else held[self.row[here]]
            if found is None:
                found = np.full(len(self), missing, np.result_type(values, np.min_scalar_type(missing)))
            found = found.astype(np.result_type(found, values))
            found[here] = values
        return np.zeros(0) if found is None else found

    def identifiers(self, chosen: Array) -> list[str]:
        """The identifiers of some candidates."""
        segments = self.registry.segments
        return [segments[int(self.segment[each])].identifiers.texts[int(self.row[each])].as_py() for each in chosen]

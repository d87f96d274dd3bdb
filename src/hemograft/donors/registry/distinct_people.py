"""The people of a registry, each combination of typings once, for the estimation of haplotype frequencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.distinct_rows import distinct_rows
from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.segment import Segment
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.typing.genotype import UNTYPED, Genotype, LocusGenotype, Nomenclature, TypingError

Array = NDArray[Any]


@dataclass(frozen=True)
class DistinctPeople:
    """Genotypes over some loci, and how many people have each, (genotypes,)."""

    genotypes: tuple[Genotype, ...]
    counts: NDArray[np.int64]


def distinct_people(
    registry: Registry, loci: Sequence[str], nomenclature: Nomenclature, population: str = ""
) -> DistinctPeople:
    """Adults and cord blood units that are not deleted, of one population where it is named.

    A typing that the nomenclature cannot read leaves its locus open.

    Raises:
        ValueError: nobody in the registry is of that population.
    """
    known = registry.manifest.populations
    if population and population not in known:
        held = ", ".join(known[1:]) or "none"
        raise ValueError(f"population {population!r} is not in this registry: choose from {held}")
    code = known.index(population) if population else None
    parts = [_rows(segment, loci, code) for segment in registry.segments]
    rows = np.concatenate([np.zeros((0, len(loci)), np.int32), *parts])
    first, inverse = distinct_rows(rows)
    read: dict[tuple[str, int], LocusGenotype] = {}

    def typing(locus: str, code: int) -> LocusGenotype:
        if (locus, code) not in read:
            try:
                read[locus, code] = read_typing(nomenclature, locus, registry.dictionary.texts[locus][code])
            except TypingError:
                read[locus, code] = UNTYPED
        return read[locus, code]

    genotypes = tuple(
        Genotype({locus: typing(locus, code) for locus, code in zip(loci, row, strict=True)})
        for row in rows[first].tolist()
    )
    return DistinctPeople(genotypes, np.bincount(inverse, minlength=len(first)))


def _rows(segment: Segment, loci: Sequence[str], population: int | None) -> NDArray[np.int32]:
    kept = np.ones(segment.rows, np.bool_)
    kept[segment.deleted] = False
    if population is not None:
        kept &= segment.columns["population"] == population
    found = np.zeros((int(kept.sum()), len(loci)), np.int32)
    for column, locus in enumerate(loci):
        if locus in segment.columns:
            found[:, column] = segment.columns[locus][kept]
    return found

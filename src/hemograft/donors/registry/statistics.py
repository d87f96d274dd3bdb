"""A registry in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.segment import LIKELIHOOD
from hemograft.donors.registry.vocabulary import BLOOD_GROUPS, CMV_SEROLOGIES, KINDS, SEXES, months
from hemograft.donors.typing.genotype import LOCI

AGES = (0, 18, 25, 35, 45, 55, 65, 111)
"""Age bands: from each number up to the next."""


@dataclass(frozen=True)
class RegistryStatistics:
    """Counts of donors that are not deleted.

    ``typed`` by locus; ``typings``, distinct ones, by locus; ``explained``, those with a likelihood above 0 of those
    with one; ``resident_bytes``, of the columns that searches read, a donor; ``nomenclature`` and ``digest`` of the
    release that the last import read typings by.
    """

    by_kind: Mapping[str, int]
    typed: Mapping[str, int]
    typings: Mapping[str, int]
    by_attribute: Mapping[str, Mapping[str, int]]
    with_likelihood: int
    explained: int
    deleted: int
    segments: int
    resident_bytes: float
    disk_bytes: int
    nomenclature: str
    digest: str

    @property
    def donors(self) -> int:
        return sum(self.by_kind.values())


def registry_statistics(registry: Registry, today: date) -> RegistryStatistics:
    """Counts everything in one pass over the columns."""
    manifest = registry.manifest
    names = {
        "sex": SEXES,
        "blood_group": BLOOD_GROUPS,
        "cmv": CMV_SEROLOGIES,
        "population": manifest.populations,
        "registry": manifest.registries,
    }
    counts = {name: np.zeros(len(words), np.int64) for name, words in names.items()}
    ages = np.zeros(len(AGES), np.int64)
    by_kind: dict[str, int] = dict.fromkeys(KINDS, 0)
    typed: dict[str, int] = dict.fromkeys(LOCI, 0)
    with_likelihood = explained = resident = 0
    for segment in registry.segments:
        alive = np.ones(segment.rows, np.bool_)
        alive[segment.deleted] = False
        by_kind[segment.entry.kind] += int(alive.sum())
        resident += segment.resident_bytes * segment.rows
        for locus in segment.loci:
            typed[locus] += int((segment.columns[locus][alive] > 0).sum())
        for name, found in counts.items():
            found += np.bincount(segment.columns[name][alive], minlength=len(found))
        ages += _bands(segment.columns["birth_month"][alive], today)
        if LIKELIHOOD in segment.columns:
            held = segment.columns[LIKELIHOOD][alive]
            with_likelihood += len(held)
            explained += int((held > 0).sum())
    by_attribute = {
        name: {words[code] or "unknown": int(count) for code, count in enumerate(counts[name]) if count}
        for name, words in names.items()
    }
    bands = [f"{low} to {high - 1}" for low, high in pairwise(AGES)] + ["unknown"]
    by_attribute["age"] = {band: int(count) for band, count in zip(bands, ages, strict=True) if count}
    rows = sum(segment.rows for segment in registry.segments)
    return RegistryStatistics(
        by_kind,
        {locus: count for locus, count in typed.items() if count},
        {locus: size - 1 for locus, size in registry.dictionary.sizes.items() if size > 1},
        by_attribute,
        with_likelihood,
        explained,
        sum(len(segment.deleted) for segment in registry.segments),
        len(registry.segments),
        resident / rows if rows else 0.0,
        sum(path.stat().st_size for path in registry.folder.iterdir()),
        manifest.nomenclature,
        manifest.digest,
    )


def _bands(birth_month: np.ndarray, today: date) -> np.ndarray:
    """Donors in each band of ``AGES``, and last those of unknown age."""
    known = birth_month[birth_month > 0].astype(np.int64)
    counted = np.histogram((months(today) - known) / 12.0, bins=AGES)[0]
    return np.append(counted, len(birth_month) - len(known))

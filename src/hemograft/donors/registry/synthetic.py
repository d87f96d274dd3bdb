"""A made-up registry of any size: donors drawn from haplotype frequencies, for demonstrations and benchmarks."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from hemograft.donors.frequencies.haplotype_set import HaplotypeSet
from hemograft.donors.registry.rows import Rows
from hemograft.donors.registry.vocabulary import BLOOD_GROUPS, CMV_SEROLOGIES, SEXES
from hemograft.evidence import numbers_of, record

arrow: Any = compute  # its functions are made at import, so that no type checker sees them

BATCH = 1 << 18
REGISTRY = "made-up"
_DIGITS = 10


def synthetic_donors(
    haplotypes: HaplotypeSet, count: int, seed: int, kind: str = "adult", today: date | None = None
) -> Iterator[Rows]:
    """Draws ``count`` donors, or cord blood units with ``kind="cord"``, in batches.

    Two haplotypes each, independently and by frequency, every locus typed without ambiguity; age, sex, blood group and
    cytomegalovirus by the records ``donor_search.synthetic_...``. The same seed gives the same donors.
    """
    random = np.random.default_rng(seed)
    bounds = np.cumsum(haplotypes.frequency)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        drawn = np.searchsorted(bounds, random.random((2, size)) * bounds[-1], side="right")
        numbers = np.arange(start + 1, start + size + 1, dtype=np.int64)
        digits = arrow.utf8_lpad(pa.array(numbers).cast(pa.string()), _DIGITS, "0")
        columns = {
            "id": arrow.binary_join_element_wise(f"{kind[0].upper()}{seed}", digits, "-"),
            **{
                locus: _typings(haplotypes.alleles[column], haplotypes.codes[drawn, column])
                for column, locus in enumerate(haplotypes.loci)
            },
            **_attributes(random, size, today or date.today(), kind),
            "population": _same(haplotypes.population, size),
            "registry": _same(REGISTRY, size),
        }
        yield Rows(numbers, columns)


def _typings(names: Sequence[str], alleles: NDArray[np.int32]) -> Any:
    pairs = alleles.min(axis=0).astype(np.int64) * len(names) + alleles.max(axis=0)
    place = np.zeros(len(names) ** 2, np.int64)
    place[pairs] = 1
    distinct = np.flatnonzero(place)
    place[distinct] = np.arange(len(distinct))
    texts = ["+".join(sorted([names[pair // len(names)], names[pair % len(names)]])) for pair in map(int, distinct)]
    return _chosen(texts, place[pairs])


def _attributes(random: np.random.Generator, size: int, today: date, kind: str) -> dict[str, Any]:
    groups = np.array(record("donor_search.synthetic_blood_groups").value)
    positive = record("donor_search.synthetic_cmv_positive").number
    drawn = {
        "sex": _chosen(SEXES[1:], random.integers(0, 2, size)),
        "abo": _chosen(BLOOD_GROUPS[1:], np.searchsorted(np.cumsum(groups)[:-1], random.random(size), side="right")),
        "cmv": _chosen(CMV_SEROLOGIES[1:], (random.random(size) < positive).astype(np.int64)),
    }
    youngest, oldest = (0, 15) if kind == "cord" else numbers_of("donor_search.synthetic_ages")
    months = [today.year * 12 + today.month - 1 - age for age in range(int(12 * youngest), int(12 * oldest))]
    births = [f"{month // 12}-{month % 12 + 1:02d}" for month in months]
    drawn["birth"] = _chosen(births, random.integers(0, len(births), size))
    if kind == "cord":
        median, spread = numbers_of("donor_search.synthetic_cord_nucleated_cells")
        share, share_spread = numbers_of("donor_search.synthetic_cord_cd34_share")
        cells = median * np.exp(spread * random.standard_normal(size))
        stem_cells = cells * share * np.exp(share_spread * random.standard_normal(size))
        drawn |= {
            "nucleated_cells": _numbers(cells),
            "cd34_cells": _numbers(stem_cells),
            "volume": _numbers(random.normal(25.0, 1.0, size)),
            "accredited": _chosen(("no", "yes"), random.integers(0, 2, size)),
            "attached_segment": _chosen(("no", "yes"), random.integers(0, 2, size)),
        }
    return drawn


def _numbers(values: NDArray[np.float64]) -> Any:
    return pa.array([f"{value:.4g}" for value in values], pa.string())


def _same(text: str, size: int) -> Any:
    return _chosen((text,), np.zeros(size, np.int64))


def _chosen(texts: Sequence[str], places: NDArray[np.int64]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(list(texts), pa.string()))

"""A population's HLA haplotypes and how frequent each is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

# Rounded frequencies may add up to a little more than 1 (two NMDP sets of 2007: 1.004), but not by more than this.
LARGEST_ROUNDING_EXCESS = 0.01


class FrequencyError(ValueError):
    """A haplotype-frequency set that cannot be used: which, where, why, and the remedy."""


@dataclass(frozen=True)
class HaplotypeSet:
    """Haplotypes over ``loci``, coded by allele.

    ``alleles`` lists the names of each locus without the locus (``01:01``), ``codes`` (haplotypes, loci) indexes them,
    ``frequency`` (haplotypes,) is positive; their sum may stay below 1, the rest being haplotypes nobody has
    seen. ``nomenclature`` is the database version that the source states, or ``not stated``.
    """

    population: str
    loci: tuple[str, ...]
    alleles: tuple[tuple[str, ...], ...]
    codes: NDArray[np.int32]
    frequency: NDArray[np.float64]
    nomenclature: str = "not stated"
    source: str = ""

    @property
    def size(self) -> int:
        return len(self.frequency)

    def haplotype(self, index: int) -> str:
        """One haplotype as text: ``A*01:01~C*07:01~...``."""
        names = (names[code] for names, code in zip(self.alleles, self.codes[index], strict=True))
        return "~".join(f"{locus}*{name}" for locus, name in zip(self.loci, names, strict=True))


def haplotype_set(
    population: str,
    loci: Sequence[str],
    haplotypes: Sequence[Sequence[str]],
    frequency: Iterable[float],
    *,
    nomenclature: str = "not stated",
    source: str = "",
    rounding: float = 0.0,
) -> HaplotypeSet:
    """Codes haplotypes, given as one allele name a locus.

    Haplotypes of frequency zero are left out. ``rounding`` is the largest error of one frequency by rounding:
    that much a haplotype, and 1 % in all, the sum may exceed 1.

    Raises:
        FrequencyError: no haplotype, a haplotype twice, a frequency that is negative or not finite, or a sum above 1.
    """
    value = np.fromiter(frequency, float)
    where = f"haplotype frequencies of {population}"
    if not np.isfinite(value).all() or (value < 0).any():
        row = int(np.flatnonzero(~(np.isfinite(value) & (value >= 0)))[0])
        raise FrequencyError(f"{where}: haplotype {row + 1} has frequency {value[row]}; give a number from 0 to 1")
    check_sum(where, float(value.sum()), len(value), rounding)
    kept = [int(row) for row in np.flatnonzero(value)]
    if not kept:
        raise FrequencyError(f"{where}: no haplotype has a frequency above 0; give at least one")
    alleles: list[tuple[str, ...]] = []
    codes = np.empty((len(kept), len(loci)), np.int32)
    for column in range(len(loci)):
        names, codes[:, column] = np.unique([haplotypes[row][column] for row in kept], return_inverse=True)
        alleles.append(tuple(str(name) for name in names))
    result = HaplotypeSet(population, tuple(loci), tuple(alleles), codes, value[kept], nomenclature, source)
    unique, first, count = np.unique(codes, axis=0, return_index=True, return_counts=True)
    if len(unique) < len(codes):
        twice = result.haplotype(int(first[np.argmax(count)]))
        raise FrequencyError(f"{where}: {twice} stands there more than once; merge its rows")
    return result


def check_sum(where: str, total: float, haplotypes: int, rounding: float) -> None:
    """Refuses frequencies that add up to more than 1, beyond what rounding explains.

    Raises:
        FrequencyError: they do.
    """
    excess = max(1e-9, min(rounding * haplotypes, LARGEST_ROUNDING_EXCESS))
    if total > 1 + excess:
        remedy = "divide by 100 if they are percentages" if total < 101 else "divide counts by their sum"
        raise FrequencyError(f"{where} sum to {total:.6g}, above 1; {remedy}")


def restricted(haplotypes: HaplotypeSet, loci: Sequence[str]) -> HaplotypeSet:
    """The same population over fewer loci: haplotypes that no longer differ are merged.

    Raises:
        FrequencyError: a locus is not in the set.
    """
    missing = [locus for locus in loci if locus not in haplotypes.loci]
    if missing:
        raise FrequencyError(f"haplotype frequencies of {haplotypes.population} have no locus {', '.join(missing)}")
    columns = [haplotypes.loci.index(locus) for locus in loci]
    codes, group = np.unique(haplotypes.codes[:, columns], axis=0, return_inverse=True)
    return replace(
        haplotypes,
        loci=tuple(loci),
        alleles=tuple(haplotypes.alleles[column] for column in columns),
        codes=codes,
        frequency=np.bincount(group, haplotypes.frequency).astype(np.float64),
    )

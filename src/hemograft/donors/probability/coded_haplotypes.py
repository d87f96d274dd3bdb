"""One population's haplotypes in shared allele codes, ordered so that those carrying an allele stand together."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.probability.allele_dictionary import AlleleDictionary


class HaplotypeArrays(NamedTuple):
    """Haplotypes with their frequencies, and for each locus the same haplotypes sorted by their allele there.

    ``codes`` (haplotypes, loci) and ``frequency`` (haplotypes,) are the set. For locus l, ``order[l]`` (haplotypes,)
    sorts it by allele, ``sorted_codes[l]`` (haplotypes, loci) is ``codes`` in that order, and the carriers of allele a
    stand from ``start[l, a]`` to ``start[l, a + 1]``.
    """

    codes: NDArray[np.int16]
    frequency: NDArray[np.float64]
    order: NDArray[np.int32]
    sorted_codes: NDArray[np.int16]
    start: NDArray[np.int32]


@dataclass(frozen=True)
class CodedHaplotypes:
    """A population's distinct haplotypes in the codes of a dictionary."""

    population: str
    dictionary: AlleleDictionary
    arrays: HaplotypeArrays

    @property
    def loci(self) -> tuple[str, ...]:
        return tuple(each.locus for each in self.dictionary.loci)

    def name(self, haplotype: int) -> str:
        """A haplotype as text: ``A*01:01~C*07:01~...``."""
        alleles = zip(self.dictionary.loci, self.arrays.codes[haplotype], strict=True)
        return "~".join(f"{each.locus}*{each.names[code]}" for each, code in alleles)


def coded_haplotypes(populations: Populations, dictionary: AlleleDictionary) -> tuple[CodedHaplotypes, ...]:
    """Every population in the dictionary's codes, in fallback order; haplotypes that match alike are merged."""
    alleles = max(len(each.names) for each in dictionary.loci)
    found: list[CodedHaplotypes] = []
    for each, lookup in zip(populations.sets, dictionary.codes_of, strict=True):
        codes = np.stack([lookup[column][each.codes[:, column]] for column in range(len(lookup))], axis=1)
        merged, group = np.unique(codes, axis=0, return_inverse=True)
        arrays = haplotype_arrays(merged, np.bincount(group, each.frequency).astype(np.float64), alleles)
        found.append(CodedHaplotypes(each.population, dictionary, arrays))
    return tuple(found)


def haplotype_arrays(codes: NDArray[np.int16], frequency: NDArray[np.float64], alleles: int) -> HaplotypeArrays:
    """Sorts distinct haplotypes by each locus; ``alleles`` is the largest number of codes of any locus."""
    loci = range(codes.shape[1])
    order = np.stack([np.argsort(codes[:, locus], kind="stable") for locus in loci])
    start = np.stack([np.searchsorted(codes[order[locus], locus], np.arange(alleles + 1)) for locus in loci])
    return HaplotypeArrays(
        np.ascontiguousarray(codes, np.int16),
        np.ascontiguousarray(frequency, np.float64),
        order.astype(np.int32),
        np.stack([codes[order[locus]] for locus in loci]),
        start.astype(np.int32),
    )

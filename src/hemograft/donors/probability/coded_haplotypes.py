"""One population's haplotypes in shared allele codes, ordered so that those carrying an allele stand together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.probability.allele_dictionary import AlleleDictionary


@dataclass(frozen=True)
class CodedHaplotypes:
    """Haplotypes with their frequencies, and for each locus the same haplotypes sorted by their allele there.

    ``codes`` (haplotypes, loci) and ``frequency`` (haplotypes,) are the set. For locus l, ``order[l]`` (haplotypes,) sorts
    it by allele, ``sorted_codes[l]`` (haplotypes, loci) is ``codes`` in that order, and the carriers of allele a stand
    from ``start[l, a]`` to ``start[l, a + 1]``.
    """

    population: str
    dictionary: AlleleDictionary
    codes: NDArray[np.int16]
    frequency: NDArray[np.float64]
    order: NDArray[np.int32]
    sorted_codes: NDArray[np.int16]
    start: NDArray[np.int32]

    @property
    def loci(self) -> tuple[str, ...]:
        return tuple(each.locus for each in self.dictionary.loci)

    def name(self, haplotype: int) -> str:
        """A haplotype as text: ``A*01:01~C*07:01~...``."""
        alleles = zip(self.dictionary.loci, self.codes[haplotype], strict=True)
        return "~".join(f"{each.locus}*{each.names[code]}" for each, code in alleles)


def coded_haplotypes(populations: Populations, dictionary: AlleleDictionary) -> tuple[CodedHaplotypes, ...]:
    """Every population in the dictionary's codes, in fallback order; haplotypes that match alike are merged."""
    found: list[CodedHaplotypes] = []
    for each, lookup in zip(populations.sets, dictionary.codes_of, strict=True):
        codes = np.stack([lookup[column][each.codes[:, column]] for column in range(len(lookup))], axis=1)
        merged, group = np.unique(codes, axis=0, return_inverse=True)
        found.append(index_haplotypes(each.population, dictionary, merged, np.bincount(group, each.frequency)))
    return tuple(found)


def index_haplotypes(
    population: str, dictionary: AlleleDictionary, codes: NDArray[np.int16], frequency: NDArray[np.float64]
) -> CodedHaplotypes:
    """Sorts distinct haplotypes by each locus."""
    alleles = max(len(each.names) for each in dictionary.loci)
    loci = range(codes.shape[1])
    order = np.stack([np.argsort(codes[:, locus], kind="stable") for locus in loci]).astype(np.int32)
    start = np.stack([np.searchsorted(codes[order[locus], locus], np.arange(alleles + 1)) for locus in loci])
    sorted_codes = np.stack([codes[order[locus]] for locus in loci])
    return CodedHaplotypes(population, dictionary, codes, frequency, order, sorted_codes, start.astype(np.int32))

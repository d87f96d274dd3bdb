"""The likelihood of each donor's typing, computed once when the donor arrives, so that a search divides by it only."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.populations import Populations
from hemograft.donors.probability.allele_dictionary import allele_dictionary
from hemograft.donors.probability.coded_haplotypes import coded_haplotypes
from hemograft.donors.probability.likelihood import likelihoods
from hemograft.donors.probability.typing_table import TypingTable, typing_table
from hemograft.donors.registry.segment import LIKELIHOOD, LIKELIHOOD_SET
from hemograft.donors.registry.typing_dictionary import TypingDictionary, read_typing
from hemograft.donors.typing.genotype import UNTYPED, LocusGenotype, Nomenclature, TypingError

Array = NDArray[Any]


@final
class Likelihoods:
    """Haplotype frequencies made ready for donors; a donor's own registry and population come first, then the rest."""

    def __init__(self, populations: Populations, nomenclature: Nomenclature) -> None:
        self.populations, self.nomenclature = populations, nomenclature
        self.dictionary = allele_dictionary(populations, nomenclature)
        self.sets = coded_haplotypes(populations, self.dictionary)

    @property
    def loci(self) -> tuple[str, ...]:
        return self.populations.loci

    @property
    def fingerprint(self) -> str:
        """Changes where a likelihood might: haplotypes, frequencies, order of populations, release."""
        total = zlib.crc32(f"{self.nomenclature.name}{self.nomenclature.digest}".encode())
        for each in self.populations.sets:
            held = (repr((each.population, each.loci, each.alleles)).encode(), each.codes.tobytes())
            for content in (*held, each.frequency.tobytes()):
                total = zlib.crc32(content, total)
        return f"{'+'.join(self.populations.names)}:{total:08x}"

    def typings(self, codes: Mapping[str, Array], dictionary: TypingDictionary) -> tuple[TypingTable, Array]:
        """The table of the typings that these donors have, and (donors, loci) the typing of each.

        A typing that the release does not know any more leaves its locus open.
        """
        count = len(next(iter(codes.values())))
        rows = np.zeros((count, len(self.loci)), np.int32)
        distinct: list[list[LocusGenotype]] = []
        for column, locus in enumerate(self.loci):
            held = codes.get(locus, np.zeros(count, np.uint8)).astype(np.int64)
            used = np.flatnonzero(np.bincount(held)) if count else np.zeros(0, np.int64)
            number = np.zeros(int(used.max(initial=0)) + 1, np.int32)
            number[used] = np.arange(len(used)) + sum(map(len, distinct))
            rows[:, column] = number[held]
            distinct.append([self._genotype(locus, dictionary.texts[locus][code]) for code in used])
        return typing_table(self.dictionary, distinct), rows

    def choices(
        self, population: Array, registry: Array, populations: Sequence[str], registries: Sequence[str]
    ) -> Array:
        """Which set each donor tries first, second and so on, (donors, sets)."""
        key = registry.astype(np.int64) * (1 << 8) + population
        distinct, inverse = np.unique(key, return_inverse=True)
        order = [
            list(self.populations.candidates([registries[each >> 8], populations[each & 0xFF]]))
            for each in map(int, distinct)
        ]
        return np.array(order, np.int64).reshape(-1, len(self.sets))[inverse]

    def columns(
        self,
        columns: Mapping[str, Array],
        dictionary: TypingDictionary,
        populations: Sequence[str],
        registries: Sequence[str],
    ) -> dict[str, Array]:
        """The likelihood of each donor and the set it is from: the first in which any two haplotypes explain the
        typing. It is 0 where none does."""
        table, rows = self.typings({locus: columns[locus] for locus in self.loci if locus in columns}, dictionary)
        choices = self.choices(columns["population"], columns["registry"], populations, registries)
        found, used = np.zeros(len(rows)), choices[:, 0].astype(np.uint8)
        for attempt in range(choices.shape[1]):
            for number, haplotypes in enumerate(self.sets):
                here = np.flatnonzero((found == 0.0) & (choices[:, attempt] == number))
                if len(here):
                    found[here] = likelihoods(haplotypes, table, rows[here])
                    used[here] = np.where(found[here] > 0.0, number, used[here])
        return {LIKELIHOOD: found, LIKELIHOOD_SET: used}

    def _genotype(self, locus: str, text: str) -> LocusGenotype:
        try:
            return read_typing(self.nomenclature, locus, text)
        except TypingError:
            return UNTYPED

"""From typings as written to positions and genotypes: what every nomenclature does alike."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import final

from hemograft.donors.typing.allele_string import read_allele_string
from hemograft.donors.typing.genotype import Genotype, LocusGenotype, Pair, Position, TypingError
from hemograft.donors.typing.genotype_list import split_genotype_list
from hemograft.donors.typing.term import Kind, Term

_BLANK = ("", "-", "--")
# Typings whose alleles are kept at hand; an XX typing may have thousands.
_RECENT = 1024


class AntigenLevel(IntEnum):
    """From coarse to fine; an antigen that was never split stands with the splits."""

    BROAD = 1
    SPLIT = 2
    ASSOCIATED = 3


class TypingReader(ABC):
    """Reads typings. A subclass says which alleles a name allows, and the match group of an allele."""

    def __init__(self, name: str, digest: str = "") -> None:
        self.name, self.digest = name, digest
        self._positions: dict[tuple[str, str], Position] = {}
        self._genotypes: dict[tuple[str, tuple[str, ...]], LocusGenotype] = {}
        self._alleles = lru_cache(_RECENT)(self._read_alleles)
        self._antigens = lru_cache(_RECENT)(self._read_antigens)

    @abstractmethod
    def alleles_of(self, term: Term) -> tuple[str, ...]:
        """The alleles that a name allows, null ones included, as ``A*01:01:01:02N``.

        Raises:
            TypingError: the name is not known.
        """

    @abstractmethod
    def group(self, allele: str) -> str:
        """The match group of an expressed allele."""

    @abstractmethod
    def g_group(self, allele: str) -> str:
        """The G group of an allele, null ones included."""

    @abstractmethod
    def antigens_of(self, term: Term) -> frozenset[str]:
        """The antigens that the expressed alleles of a name may show: ``A24``, ``Cw9``."""

    @abstractmethod
    def related_antigens(self, antigen: str) -> frozenset[str]:
        """An antigen, its broad or split antigens and its associated ones: what may be seen where it is there."""

    @abstractmethod
    def antigen_level(self, antigen: str) -> AntigenLevel:
        """Where an antigen stands among its relatives."""

    @abstractmethod
    def epitope_group(self, group: str) -> str:
        """The T-cell epitope group of a DPB1 match group with its marks, ``2a$``; empty if not known."""

    @abstractmethod
    def leader(self, allele: str) -> str:
        """Residue -21 of an HLA-B allele, ``M`` or ``T``; empty if its sequence is not known."""

    @final
    def alleles(self, locus: str, written: str) -> tuple[str, ...]:
        """All alleles that a typing allows, null ones included; none for a new allele or an absent gene.

        Raises:
            TypingError: the typing is not readable or not known.
        """
        return self._alleles(locus, written)

    @final
    def antigens(self, locus: str, written: str) -> frozenset[str]:
        """The antigens that a typing may show; for serology those that were typed.

        Raises:
            TypingError: as ``alleles``.
        """
        return self._antigens(locus, written)

    @final
    def position(self, locus: str, written: str) -> Position:
        """Reads the typing of one chromosome.

        Raises:
            TypingError: as ``alleles``.
        """
        known = self._positions.get((locus, written))
        if known is None:
            known = self._positions[locus, written] = self._read_position(locus, written)
        return known

    def _read_alleles(self, locus: str, written: str) -> tuple[str, ...]:
        terms = _known_terms(locus, written)
        return tuple(dict.fromkeys(allele for term in terms for allele in self.alleles_of(term)))

    def _read_antigens(self, locus: str, written: str) -> frozenset[str]:
        return frozenset(antigen for term in _known_terms(locus, written) for antigen in self.antigens_of(term))

    def _read_position(self, locus: str, written: str) -> Position:
        alleles = self.alleles(locus, written)
        # Search coordinators do not let the null members of an ambiguous typing count, only a certain null allele.
        groups = frozenset(self.group(allele) for allele in alleles if not is_null(allele))
        absent = read_allele_string(written, locus)[0].kind is Kind.ABSENT
        return Position(groups, null=absent or bool(alleles and not groups), written=written)

    @final
    def group_of(self, locus: str, name: str) -> frozenset[str]:
        return self.position(locus, name).groups

    @final
    def read_locus(self, locus: str, written: Sequence[str]) -> LocusGenotype:
        key = locus, tuple(written)
        known = self._genotypes.get(key)
        if known is None:
            pair = self._pair(locus, written)
            known = self._genotypes[key] = LocusGenotype((pair,) if pair else ())
        return known

    @final
    def read_genotype_list(self, text: str) -> Genotype:
        return Genotype({locus: self._alternatives(locus, each) for locus, each in split_genotype_list(text).items()})

    def _alternatives(self, locus: str, alternatives: Sequence[Sequence[str]]) -> LocusGenotype:
        pairs = (self._pair(locus, copies) for copies in alternatives)
        return LocusGenotype(tuple(dict.fromkeys(pair for pair in pairs if pair)))

    def _pair(self, locus: str, written: Sequence[str]) -> Pair | None:
        typed = [text.strip() for text in written if text.strip() not in _BLANK]
        if len(typed) > 2:
            raise TypingError(locus, " + ".join(typed), f"{len(typed)} alleles at a locus; a person has two")
        positions = [self.position(locus, text) for text in typed]
        # A laboratory that found one allele reports one: the other chromosome carries the same (WMDA).
        return (positions[0], positions[-1]) if positions else None


def _known_terms(locus: str, written: str) -> tuple[Term, ...]:
    """The names of a typing; a new allele and an absent gene have none."""
    return tuple(term for term in read_allele_string(written, locus) if term.kind not in (Kind.NEW, Kind.ABSENT))


def is_null(allele: str) -> bool:
    """Only the suffix N means no protein; L, S, C, A and Q mean low, secreted, aberrant or questionable expression."""
    return allele.endswith("N")

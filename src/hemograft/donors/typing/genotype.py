"""A person's HLA genotype as matching sees it: per locus, the match groups that each chromosome may express."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

# In the order of the chromosome within each class, as haplotypes are written.
LOCI = ("A", "C", "B", "DRB1", "DRB3", "DRB4", "DRB5", "DQA1", "DQB1", "DPA1", "DPB1")


class TypingError(ValueError):
    """A typing that cannot be read: at which locus, what was written, and why with the remedy."""

    def __init__(self, locus: str, value: str, why: str) -> None:
        super().__init__(f"HLA-{locus} typing {value!r}: {why}" if locus else f"HLA typing {value!r}: {why}")
        self.locus, self.value, self.why = locus, value, why


@dataclass(frozen=True)
class Position:
    """What one chromosome carries at a locus.

    ``groups`` names the match groups that the typing allows, of expressed members only: P groups of a release
    (``A*01:01P``; an allele in no P group is its own group, ``A*01:06``) or two-field names as they are
    (``A*01:01``). Null members of an ambiguous typing are left out. No group and not ``null`` is a new allele,
    which matches nothing. ``null`` says that certainly nothing is expressed: a null allele, or no such gene on the
    chromosome. ``written`` is the typing as the user gave it.
    """

    groups: frozenset[str]
    null: bool = False
    written: str = ""

    @property
    def certain(self) -> bool:
        """Whether there is no choice: one group, or certainly nothing."""
        return self.null or len(self.groups) == 1


Pair = tuple[Position, Position]


@dataclass(frozen=True)
class LocusGenotype:
    """The two positions of a locus, once per alternative of a genotype list; no alternative means untyped."""

    alternatives: tuple[Pair, ...] = ()

    @property
    def typed(self) -> bool:
        return bool(self.alternatives)


UNTYPED = LocusGenotype()


@dataclass(frozen=True)
class Genotype:
    """A person: one ``LocusGenotype`` a locus of ``LOCI``; a locus that is not there is untyped."""

    loci: Mapping[str, LocusGenotype]

    def at(self, locus: str) -> LocusGenotype:
        return self.loci.get(locus, UNTYPED)


class Nomenclature(Protocol):
    """How names become match groups: an imported release, or the names as they are written."""

    @property
    def name(self) -> str:
        """``3.58.0``, or ``names as written``; every result carries it."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 over the files of the release, which get corrected without a new number; empty without a release."""
        ...

    def group_of(self, locus: str, name: str) -> frozenset[str]:
        """The match groups of a name of any kind, with or without ``LOCUS*``; none for a null allele.

        Raises:
            TypingError: the name is unknown or not readable.
        """
        ...

    def read_locus(self, locus: str, written: Sequence[str]) -> LocusGenotype:
        """Reads one or two typings of a locus; a blank second position repeats the first; blanks only is untyped.

        Raises:
            TypingError: a typing is unknown, not readable, or there are more than two.
        """
        ...

    def read_genotype_list(self, text: str) -> Genotype:
        """Reads a GL String.

        Raises:
            TypingError: as ``read_locus``, or the string is malformed.
        """
        ...


def expressed(pair: Pair) -> Pair:
    """The null rule: beside one null position the expressed one counts for both; two null positions stay null.

    A null allele makes no protein, so that to the other person's T cells the chromosome pair is homozygous.
    """
    first, second = pair
    if first.null == second.null:
        return pair
    return (second, second) if first.null else (first, first)

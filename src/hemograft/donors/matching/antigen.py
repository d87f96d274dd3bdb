"""Matching by antigens: HLA-A and -B of the classic 6/6 of cord blood."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from hemograft.donors.matching.locus_match import match_locus, meets
from hemograft.donors.typing.genotype import Genotype, LocusGenotype, Pair, Position, expressed
from hemograft.donors.typing.reading import AntigenLevel, TypingReader


@dataclass(frozen=True)
class CordMatch:
    """Matches of a cord blood unit, of two a locus: A and B by antigen, DRB1 by allele; certain as in LocusMatch."""

    counts: Mapping[str, int]
    certain_counts: Mapping[str, int]
    nomenclature: str

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def certain(self) -> int:
        return sum(self.certain_counts.values())


def match_cord_unit(patient: Genotype, unit: Genotype, reader: TypingReader) -> CordMatch:
    """The classic 6/6: antigens at A and B, alleles at DRB1 (Eapen et al. 2017, doi:10.1016/S2352-3026(17)30104-7).

    Matching by allele at A, B, C and DRB1 is the scheme 8/8.
    """
    drb1 = match_locus(patient.at("DRB1"), unit.at("DRB1"))
    antigens = {locus: match_antigens(locus, patient.at(locus), unit.at(locus), reader) for locus in ("A", "B")}
    return CordMatch(
        {**{locus: count for locus, (count, _) in antigens.items()}, "DRB1": drb1.count},
        {**{locus: certain for locus, (_, certain) in antigens.items()}, "DRB1": drb1.certain},
        reader.name,
    )


def match_antigens(locus: str, patient: LocusGenotype, donor: LocusGenotype, reader: TypingReader) -> tuple[int, int]:
    """Matches of two that are possible and that are certain, by antigen.

    Antigens match if they are the same, or one is a variant of the other: A24 matches A9 and A2403, not A23. With a
    broad antigen the match is not certain. Alleles that no antigen is known of are compared by their groups.
    """
    if not (patient.typed and donor.typed):
        return 2, 0
    found = [_arranged(locus, *pairs, reader) for pairs in product(patient.alternatives, donor.alternatives)]
    return max(count for count, _ in found), min(certain for _, certain in found)


def _arranged(locus: str, patient: Pair, donor: Pair, reader: TypingReader) -> tuple[int, int]:
    (first, second), other = expressed(patient), expressed(donor)
    orders = [
        (_share(locus, first, third, reader), _share(locus, second, fourth, reader))
        for third, fourth in (other, other[::-1])
    ]
    return max(_sum(order, 0) for order in orders), max(_sum(order, 1) for order in orders)


def _sum(order: tuple[tuple[bool, bool], ...], at: int) -> int:
    return sum(position[at] for position in order)


def _share(locus: str, mine: Position, other: Position, reader: TypingReader) -> tuple[bool, bool]:
    """Whether two positions may share an antigen, and whether they certainly do."""
    antigens, counterparts = (_antigens(locus, position, reader) for position in (mine, other))
    if not antigens or not counterparts:
        return meets(mine, other), meets(mine, other) and mine.certain and other.certain
    related = [
        counterpart in reader.related_antigens(antigen) for antigen, counterpart in product(antigens, counterparts)
    ]
    broad = any(reader.antigen_level(antigen) is AntigenLevel.BROAD for antigen in antigens | counterparts)
    return any(related), all(related) and not broad


def _antigens(locus: str, position: Position, reader: TypingReader) -> frozenset[str]:
    return frozenset() if position.null or not position.groups else reader.antigens(locus, position.written)

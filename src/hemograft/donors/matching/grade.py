"""How finely two positions agree, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import product

from hemograft.donors.matching.locus_match import meets
from hemograft.donors.typing.genotype import LocusGenotype, Pair, Position, expressed
from hemograft.donors.typing.reading import AntigenLevel, TypingReader, is_null
from hemograft.donors.typing.term import is_serological


class Grade(IntEnum):
    """From worst to best. Serology comes before DNA, and null alleles, which no T cell sees, between."""

    MISMATCH = 0
    EXPRESSED_AGAINST_NULL = 1
    BROAD = 2
    SPLIT = 3
    ASSOCIATED = 4
    NULL_DIFFERENT = 5
    NULL_PROTEIN = 6
    NULL_CODING = 7
    NULL_GENOMIC = 8
    P_GROUP = 9
    G_GROUP = 10
    PROTEIN = 11
    CODING = 12
    GENOMIC = 13


class Confidence(StrEnum):
    DEFINITE = "definite"  # one allele on either side
    EXACT = "exact"  # one P group on either side
    POTENTIAL = "potential"
    MISMATCH = "mismatch"


_CONFIDENCE_ORDER = tuple(Confidence)


@dataclass(frozen=True)
class PositionMatch:
    """A position of the patient and the donor's set against it. ``antigen`` tells whether they share one, if known."""

    patient: Position
    donor: Position
    grade: Grade
    confidence: Confidence
    antigen: bool | None


def match_positions(
    locus: str, patient: LocusGenotype, donor: LocusGenotype, reader: TypingReader
) -> tuple[PositionMatch, PositionMatch] | None:
    """Pairs the positions of a locus so that they agree best, in the patient's order; none for an untyped locus.

    Best is first the number that match, then null set against null, then the sum of grades, then confidence. Beside a
    null position the expressed one of the chromosome pair is compared for both.
    """
    arranged = [
        (_compare(locus, mine, other, at, against, reader), _compare(locus, mine, other, 1 - at, 1 - against, reader))
        for mine, other in product(patient.alternatives, donor.alternatives)
        for at, against in ((0, 0), (0, 1))
    ]
    return max(arranged, key=_quality) if arranged else None


def _quality(pair: tuple[PositionMatch, PositionMatch]) -> tuple[int, int, int, int]:
    return (
        sum(position.confidence is not Confidence.MISMATCH for position in pair),
        sum(position.patient.null and position.donor.null for position in pair),
        sum(position.grade for position in pair),
        -sum(_CONFIDENCE_ORDER.index(position.confidence) for position in pair),
    )


def _compare(locus: str, patient: Pair, donor: Pair, at: int, against: int, reader: TypingReader) -> PositionMatch:
    mine, other = patient[at], donor[against]
    if mine.null and other.null:
        grade = _null_grade(frozenset(reader.alleles(locus, mine.written) + reader.alleles(locus, other.written)))
        # Nothing on either chromosome is nothing to attack, whichever null alleles they are.
        return PositionMatch(mine, other, grade, Confidence.EXACT, None)
    seen, counterpart = expressed(patient)[at], expressed(donor)[against]
    antigen = _same_antigen(locus, seen, counterpart, reader)
    if not meets(seen, counterpart):
        grade = Grade.EXPRESSED_AGAINST_NULL if mine.null or other.null else Grade.MISMATCH
        return PositionMatch(mine, other, grade, Confidence.MISMATCH, antigen)
    level = _shared_antigen_level(locus, seen, counterpart, reader)
    grade = level if level else _grade(_alleles(locus, seen, reader), _alleles(locus, counterpart, reader), reader)
    return PositionMatch(mine, other, grade, _confidence(locus, seen, counterpart, reader), antigen)


def _grade(mine: frozenset[str], other: frozenset[str], reader: TypingReader) -> Grade:
    """The finest level at which all alleles agree; where there is none, the finest group that some share."""
    if fields := _shared_fields(mine | other):
        return {4: Grade.GENOMIC, 3: Grade.CODING, 2: Grade.PROTEIN}[fields]
    mine_g = {reader.g_group(allele) for allele in mine}
    return Grade.G_GROUP if any(reader.g_group(allele) in mine_g for allele in other) else Grade.P_GROUP


def _null_grade(alleles: frozenset[str]) -> Grade:
    if not alleles:
        return Grade.NULL_GENOMIC  # neither chromosome has the gene
    fields = _shared_fields(alleles)
    return {4: Grade.NULL_GENOMIC, 3: Grade.NULL_CODING, 2: Grade.NULL_PROTEIN, 0: Grade.NULL_DIFFERENT}[fields]


def _shared_fields(alleles: frozenset[str]) -> int:
    """How many fields of their names are the same in all alleles: 4, 3, 2 or, where less than two are, 0."""
    names = (allele.rstrip("NLSCAQ").split(":") for allele in alleles)
    shared = next(names)[:4]
    for name in names:
        while shared != name[: len(shared)]:
            shared.pop()
        if len(shared) < 2:
            return 0
    return len(shared)


def _shared_antigen_level(locus: str, mine: Position, other: Position, reader: TypingReader) -> Grade | None:
    """For a comparison with serology, the coarser level of the finest pair of related antigens."""
    if not (is_serological(locus, mine.written) or is_serological(locus, other.written)):
        return None
    levels = (
        min(reader.antigen_level(antigen), reader.antigen_level(counterpart))
        for antigen, counterpart in _related(locus, mine, other, reader)
    )
    named = {
        AntigenLevel.BROAD: Grade.BROAD,
        AntigenLevel.SPLIT: Grade.SPLIT,
        AntigenLevel.ASSOCIATED: Grade.ASSOCIATED,
    }
    return named[max(levels, default=AntigenLevel.BROAD)]


def _same_antigen(locus: str, mine: Position, other: Position, reader: TypingReader) -> bool | None:
    if mine.certain and other.certain and meets(mine, other):
        return True
    if not (_antigens(locus, mine, reader) and _antigens(locus, other, reader)):
        return None
    return any(True for _ in _related(locus, mine, other, reader))


def _related(locus: str, mine: Position, other: Position, reader: TypingReader) -> Iterator[tuple[str, str]]:
    counterparts = _antigens(locus, other, reader)
    for antigen in _antigens(locus, mine, reader):
        for counterpart in reader.related_antigens(antigen) & counterparts:
            yield antigen, counterpart


def _antigens(locus: str, position: Position, reader: TypingReader) -> frozenset[str]:
    return frozenset() if position.null else reader.antigens(locus, position.written)


def _confidence(locus: str, mine: Position, other: Position, reader: TypingReader) -> Confidence:
    if not (mine.certain and other.certain):
        return Confidence.POTENTIAL
    single = len(_alleles(locus, mine, reader)) == len(_alleles(locus, other, reader)) == 1
    return Confidence.DEFINITE if single else Confidence.EXACT


def _alleles(locus: str, position: Position, reader: TypingReader) -> frozenset[str]:
    return frozenset(allele for allele in reader.alleles(locus, position.written) if not is_null(allele))

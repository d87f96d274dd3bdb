"""One locus of a patient and a donor compared: how many of two match, and which way a mismatch points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice, product
from operator import not_

from hemograft.donors.typing.genotype import LocusGenotype, Pair, Position, expressed

_NOTHING = ""  # what a null position resolves to: no protein


@dataclass(frozen=True, order=True)
class Outcome:
    """The comparison of two fully resolved genotypes at a locus.

    ``matched`` counts positions, 0 to 2. ``graft_versus_host`` counts the patient's proteins that the donor lacks,
    ``host_versus_graft`` the donor's that the patient lacks; a homozygous person has one protein.
    """

    matched: int
    graft_versus_host: int
    host_versus_graft: int


# With a locus untyped nothing is known: the two ends stand for all that lies between.
_ANYTHING = frozenset((Outcome(2, 0, 0), Outcome(0, 2, 2)))


@dataclass(frozen=True)
class LocusMatch:
    """Every outcome that the typings of a locus allow."""

    outcomes: frozenset[Outcome]
    typed: bool = True

    @property
    def count(self) -> int:
        """Matches of two that are possible; an untyped locus may match in full."""
        return max(outcome.matched for outcome in self.outcomes)

    @property
    def certain(self) -> int:
        """Matches of two that there are whatever the ambiguous typings turn out to be."""
        return min(outcome.matched for outcome in self.outcomes)

    @property
    def graft_versus_host(self) -> tuple[int, int]:
        """Fewest and most mismatches that donor cells may see in the patient."""
        counts = [outcome.graft_versus_host for outcome in self.outcomes]
        return min(counts), max(counts)

    @property
    def host_versus_graft(self) -> tuple[int, int]:
        """Fewest and most mismatches that the patient's cells may see in the donor's."""
        counts = [outcome.host_versus_graft for outcome in self.outcomes]
        return min(counts), max(counts)


def match_locus(patient: LocusGenotype, donor: LocusGenotype) -> LocusMatch:
    """Compares a locus exactly, over all that ambiguous typings and genotype lists allow."""
    if not (patient.typed and donor.typed):
        return LocusMatch(_ANYTHING, typed=False)
    pairs = product(patient.alternatives, donor.alternatives)
    return LocusMatch(frozenset(outcome for mine, other in pairs for outcome in _outcomes(mine, other)))


def match_count(patient: LocusGenotype, donor: LocusGenotype) -> int:
    """``match_locus(patient, donor).count``, quicker: set intersections only."""
    if not (patient.typed and donor.typed):
        return 2
    best = 0
    for mine, other in product(patient.alternatives, donor.alternatives):
        (first, second), (third, fourth) = expressed(mine), expressed(other)
        if (meets(first, third) and meets(second, fourth)) or (meets(first, fourth) and meets(second, third)):
            return 2
        if any(meets(position, counterpart) for position in (first, second) for counterpart in (third, fourth)):
            best = 1
    return best


def meets(position: Position, counterpart: Position) -> bool:
    """Whether two positions may carry the same; nothing is the same as nothing, and a new allele as no other."""
    return (position.null and counterpart.null) or not position.groups.isdisjoint(counterpart.groups)


def _outcomes(patient: Pair, donor: Pair) -> Iterator[Outcome]:
    for first, second, third, fourth in product(*_choices((*expressed(patient), *expressed(donor)))):
        matched = max((first == third) + (second == fourth), (first == fourth) + (second == third))
        mine, other = {first, second} - {_NOTHING}, {third, fourth} - {_NOTHING}
        yield Outcome(matched, len(mine - other), len(other - mine))


def _choices(positions: Sequence[Position]) -> list[set[str]]:
    """What each position may resolve to, thinned out without losing an outcome.

    Groups that the same positions allow are interchangeable: of each such class as many are kept as there are
    positions to choose from it. So an XX typing of hundreds of groups leaves a handful.
    """
    options = [position.groups or {_NOTHING if position.null else f"new {at}"} for at, position in enumerate(positions)]
    kept: list[set[str]] = [set() for _ in options]
    for allowed in product((False, True), repeat=len(options)):
        inside, outside = list(compress(options, allowed)), compress(options, map(not_, allowed))
        if inside and (shared := frozenset(inside[0]).intersection(*inside[1:]).difference(*outside)):
            for chosen in compress(kept, allowed):
                chosen.update(islice(shared, len(inside)))
    return kept

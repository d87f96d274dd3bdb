"""The reference: one patient and one donor compared in plain Python, every reading of their typings tried in turn."""

from itertools import product

from hemograft.donors.typing.genotype import LocusGenotype, Pair, Position, expressed


def readings(pair: Pair, owner: str) -> list[tuple[str, str]]:
    """Each choice of one group a position; a new allele is like no other, and nothing like nothing."""
    first, second = (names(position, f"{owner}{at}") for at, position in enumerate(expressed(pair)))
    return list(product(first, second))


def names(position: Position, place: str) -> list[str]:
    if position.null:
        return ["nothing"]
    return sorted(position.groups) or [f"new at {place}"]


def mismatches(one: tuple[str, str], other: tuple[str, str]) -> int:
    straight = (one[0] == other[0]) + (one[1] == other[1])
    crossed = (one[0] == other[1]) + (one[1] == other[0])
    return 2 - max(straight, crossed)


def fewest_and_most(patient: LocusGenotype, donor: LocusGenotype) -> tuple[int, int]:
    """Mismatches of the luckiest and the unluckiest reading of two ambiguous typings; untyped may be anything."""
    found = [
        mismatches(one, other)
        for mine, theirs in product(patient.alternatives, donor.alternatives)
        for one, other in product(readings(mine, "patient"), readings(theirs, "donor"))
    ]
    return (min(found), max(found)) if found else (0, 2)

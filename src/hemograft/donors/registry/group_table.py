"""The typings of a locus as arrays, so that a patient is compared with each distinct typing once, in machine code.

The sets of groups that chromosomes may carry repeat between typings even more than typings do between donors, so a
set is held once as well: a typing is a list of pairs of sets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.typing.genotype import LocusGenotype, Position, expressed

Array = NDArray[Any]


@dataclass(frozen=True)
class GroupTable:
    """Typings by code.

    Typing ``t`` has the alternatives ``typing_starts[t]:typing_starts[t + 1]``, each a pair of position numbers in
    ``pairs`` after the null rule; position ``p`` has the groups ``group_numbers[starts[p]:starts[p + 1]]``, numbers
    of names in ``groups``. ``null[p]`` says that nothing is expressed.
    """

    groups: tuple[str, ...]
    starts: Array
    group_numbers: Array
    null: Array
    typing_starts: Array
    pairs: Array

    @property
    def typings(self) -> int:
        return len(self.typing_starts) - 1

    def carried(self, groups: Iterable[str]) -> Array:
        """How many of ``groups`` each position holds, (positions,)."""
        total = np.concatenate([[0], np.cumsum(self.holding(groups)[self.group_numbers])])
        return total[self.starts[1:]] - total[self.starts[:-1]]

    def holding(self, groups: Iterable[str]) -> Array:
        """Which of the table's groups are among ``groups``, (groups,)."""
        wanted = np.zeros(len(self.groups), np.bool_)
        wanted[[self._numbers[name] for name in groups if name in self._numbers]] = True
        return wanted

    def position(self, number: int) -> Position:
        """A position by its number."""
        held = self.group_numbers[self.starts[number] : self.starts[number + 1]]
        return Position(frozenset(self.groups[each] for each in held), bool(self.null[number]))

    @property
    def sizes(self) -> Array:
        """Groups a position holds, (positions,)."""
        return np.diff(self.starts)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.groups)}


def group_table(genotypes: Sequence[LocusGenotype]) -> GroupTable:
    """Lays out the typings of a locus in the order of their codes; the null rule is applied here."""
    groups: dict[str, int] = {}
    positions: dict[tuple[frozenset[str], bool], int] = {}
    pairs: list[tuple[int, int]] = []
    typing_starts = [0]

    def number(position: Position) -> int:
        return positions.setdefault((position.groups, position.null), len(positions))

    for genotype in genotypes:
        for first, second in map(expressed, genotype.alternatives):
            pairs.append((number(first), number(second)))
        typing_starts.append(len(pairs))
    numbers = [sorted(groups.setdefault(name, len(groups)) for name in names) for names, _null in positions]
    return GroupTable(
        tuple(groups),
        np.concatenate([[0], np.cumsum([len(each) for each in numbers], dtype=np.int64)]).astype(np.int64),
        np.array([each for held in numbers for each in held], np.int64),
        np.array([null for _names, null in positions], np.bool_),
        np.array(typing_starts, np.int64),
        np.array(pairs, np.int64).reshape(-1, 2),
    )

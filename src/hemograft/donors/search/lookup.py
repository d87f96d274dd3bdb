"""A patient against every distinct typing of a locus at once: mismatches as a table that donors are looked up in.

What two pairs of positions may match in depends only on how many groups each set of the four positions shares, and of
those beyond the number of positions none matters. So typings fall into a few classes for a patient, and the matching
rules decide once a class.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.matching.antigen import match_antigens
from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.probability.compiled import compiled
from hemograft.donors.registry.group_table import GroupTable
from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.typing.genotype import LocusGenotype, Pair, TypingError, expressed
from hemograft.donors.typing.reading import TypingReader

Array = NDArray[Any]
COPIES = 2


@dataclass(frozen=True)
class MismatchTable:
    """Mismatches at a locus by typing code, 0 to 2: the fewest and the most that ambiguity leaves open."""

    fewest: Array
    most: Array


def mismatch_table(patient: LocusGenotype, donors: GroupTable) -> MismatchTable:
    """Counts the mismatches of one patient with each typing of a table, by ``donors.matching.match_locus``."""
    fewest, most = np.zeros(donors.typings, np.uint8), np.full(donors.typings, COPIES, np.uint8)
    typed = np.diff(donors.typing_starts) > 0
    if not patient.typed or not typed.any():
        return MismatchTable(fewest, most)
    starts = donors.typing_starts[:-1][typed]
    counts = [_mismatches(pair, donors) for pair in patient.alternatives]
    fewest[typed] = np.minimum.reduceat(np.minimum.reduce([low for low, _high in counts]), starts)
    most[typed] = np.maximum.reduceat(np.maximum.reduce([high for _low, high in counts]), starts)
    return MismatchTable(fewest, most)


def antigen_table(
    locus: str, patient: LocusGenotype, registry: Registry, kind: str, reader: TypingReader
) -> MismatchTable:
    """The same by antigen, for the typings that donors of a kind have; the others, which nobody looks up, are open."""
    texts = registry.dictionary.texts[locus]
    fewest, most = np.zeros(len(texts), np.uint8), np.full(len(texts), COPIES, np.uint8)
    held = [segment.columns[locus] for segment in registry.of_kind(kind) if locus in segment.columns]
    for code in np.unique(np.concatenate([np.unique(each) for each in held])) if held else ():
        try:
            donor = read_typing(reader, locus, texts[int(code)])
        except TypingError:
            continue
        count, certain = match_antigens(locus, patient, donor, reader)
        fewest[code], most[code] = COPIES - count, COPIES - certain
    return MismatchTable(fewest, most)


def _mismatches(patient: Pair, donors: GroupTable) -> tuple[Array, Array]:
    """Fewest and most mismatches of one pair of the patient's positions with each pair of the table."""
    first, second = expressed(patient)
    here = donors.holding(first.groups).astype(np.int64) + 2 * donors.holding(second.groups)
    sizes = np.bincount(here[here > 0], minlength=4)[:4]
    classes = _classes(donors.starts, donors.group_numbers, donors.null, donors.pairs, here, sizes)
    _distinct, representative, inverse = np.unique(classes, return_index=True, return_inverse=True)
    fewest, most = np.empty(len(representative), np.uint8), np.empty(len(representative), np.uint8)
    for number, place in enumerate(representative.tolist()):
        donor = LocusGenotype(((donors.position(donors.pairs[place, 0]), donors.position(donors.pairs[place, 1])),))
        found = match_locus(LocusGenotype(((first, second),)), donor)
        fewest[number], most[number] = COPIES - found.count, COPIES - found.certain
    return fewest[inverse], most[inverse]


@compiled
def _classes(
    starts: Array, group_numbers: Array, null: Array, pairs: Array, here: Array, sizes: Array
) -> NDArray[np.int64]:
    """A number for each pair of positions: how many groups, up to 4, lie in each set of the four positions.

    ``here`` (groups,) tells which of the patient's positions hold a group, 1, 2 or both; ``sizes`` how many do of each
    kind. The groups that a donor has not are the rest, so that they need not be counted.
    """
    classes = np.empty(len(pairs), np.int64)
    counts = np.empty(12, np.int64)
    for row in range(len(pairs)):
        one, other = pairs[row]
        counts[:] = 0
        place, end = starts[one], starts[one + 1]
        across, across_end = starts[other], starts[other + 1]
        while place < end or across < across_end:
            left = group_numbers[place] if place < end else np.int64(1) << 60
            right = group_numbers[across] if across < across_end else np.int64(1) << 60
            group = min(left, right)
            kind = here[group] * 3 + (2 if left == right else 0 if left < right else 1)
            counts[kind] += 1
            place += left == group
            across += right == group
        number = np.int64(null[one]) + 2 * np.int64(null[other])
        for kind in range(12):
            number = number * 5 + min(counts[kind], 4)
        for kind in range(1, 4):
            rest = sizes[kind] - counts[kind * 3] - counts[kind * 3 + 1] - counts[kind * 3 + 2]
            number = number * 3 + min(rest, 2)
        classes[row] = number
    return classes

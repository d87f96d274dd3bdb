"""Match, potential match or mismatch: what can be said of a pair whether or not frequencies explain both people."""

import math
from enum import StrEnum

_CERTAIN = 1 - 1e-9  # rounding keeps a sum of posteriors this close to 1


class Category(StrEnum):
    """How a pair stands over the loci compared."""

    MATCH = "match"
    POTENTIAL = "potential match"
    MISMATCH = "mismatch"


def category(probability: float, fewest: int, most: int) -> Category:
    """The category of a pair from its probability of no mismatch over some loci.

    Where that is not a number, because the haplotype frequencies explain one of the two by no pair of haplotypes, the
    typings alone decide: ``fewest`` and ``most`` are the mismatches over these loci that they leave open.
    """
    if math.isnan(probability):
        probability = 0.0 if fewest else 1.0 if not most else 0.5
    if probability >= _CERTAIN:
        return Category.MATCH
    return Category.POTENTIAL if probability > 0 else Category.MISMATCH


def combined(one: Category, other: Category) -> Category:
    """The category over the loci of both."""
    if Category.MISMATCH in (one, other):
        return Category.MISMATCH
    return Category.MATCH if one is other is Category.MATCH else Category.POTENTIAL

"""Match, potential match or mismatch: what can be said of a pair whether or not frequencies explain both people."""

import math
from collections.abc import Sequence
from enum import StrEnum

from hemograft.donors.matching.locus_match import match_locus
from hemograft.donors.typing.genotype import Genotype

_CERTAIN = 1 - 1e-9  # rounding keeps a sum of posteriors this close to 1


class Category(StrEnum):
    """How a pair stands over the loci compared."""

    MATCH = "match"
    POTENTIAL = "potential match"
    MISMATCH = "mismatch"


def category(probability: float, patient: Genotype, donor: Genotype, loci: Sequence[str]) -> Category:
    """The category of a pair over ``loci`` from its probability of no mismatch.

    Where that is not a number, because the haplotype frequencies explain one of the two by no pair of haplotypes, the
    typings alone decide: a mismatch if they exclude a full match at any locus, a match if they leave no other
    possibility at any.
    """
    if not math.isnan(probability):
        return _of_share(probability)
    matches = [match_locus(patient.at(locus), donor.at(locus)) for locus in loci]
    if any(match.count < 2 for match in matches):
        return Category.MISMATCH
    return Category.MATCH if all(match.certain == 2 for match in matches) else Category.POTENTIAL


def _of_share(probability: float) -> Category:
    if probability >= _CERTAIN:
        return Category.MATCH
    return Category.POTENTIAL if probability > 0 else Category.MISMATCH

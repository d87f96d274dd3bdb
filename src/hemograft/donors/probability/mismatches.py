"""How many alleles of a locus differ between two people, as compiled code counts them."""

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.compiled import compiled


@compiled
def mismatches(null: NDArray[np.bool_], one: int, other: int, third: int, fourth: int) -> int:
    """Mismatches, 0 to 2, between the allele pairs ``one, other`` and ``third, fourth`` of a locus.

    ``null`` (alleles,) marks codes that express nothing: beside one, the expressed allele counts for both. Two people
    who both express nothing at the locus match.
    """
    if null[one]:
        one = -1 if null[other] else other
        other = -1 if null[other] else other
    elif null[other]:
        other = one
    if null[third]:
        third = -1 if null[fourth] else fourth
        fourth = -1 if null[fourth] else fourth
    elif null[fourth]:
        fourth = third
    if (one == third and other == fourth) or (one == fourth and other == third):
        return 0
    return 1 if one in (third, fourth) or other in (third, fourth) else 2

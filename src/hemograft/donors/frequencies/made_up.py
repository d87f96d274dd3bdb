"""A made-up haplotype set, so that a registry can be generated and searched where no published frequencies are at hand.

Names are real two-field names; frequencies are not anybody's. They are drawn so that the set behaves like a published
one: a few common haplotypes, a long tail, C tied to B and DQB1 to DRB1. Nothing found with it says anything about a
real population.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet

POPULATION = "made-up"

_NAMES = {
    "A": """02:01 01:01 03:01 24:02 11:01 26:01 68:01 32:01 31:01 23:01 29:02 25:01 30:01 33:03 68:02 30:02 33:01 02:06
    02:05
        66:01 02:07 02:03 34:02 74:01 36:01 24:07 69:01 02:02 80:01 03:02""",
    "C": """07:01 07:02 04:01 06:02 05:01 03:04 12:03 03:03 02:02 01:02 16:01 08:02 15:02 14:02 17:01 07:04 12:02 08:01
    18:01
        03:02 16:02 15:05""",
    "B": """07:02 08:01 44:02 35:01 51:01 44:03 15:01 18:01 40:01 57:01 27:05 14:02 13:02 38:01 39:01 49:01 35:03 55:01
    35:02
        37:01 50:01 40:02 58:01 52:01 53:01 46:01 41:01 45:01 48:01 56:01 42:01 15:03 54:01 15:02 38:02 41:02 35:08
        14:01 39:06 47:01 27:02 73:01 78:01 81:01 82:01""",
    "DRB1": """15:01 07:01 03:01 01:01 13:01 04:01 11:01 11:04 13:02 04:04 14:01 16:01 08:01 15:02 12:01 09:01 04:05
    13:03 01:02
        04:02 10:01 04:03 04:07 14:04 08:03 08:02 11:02 15:03 12:02 03:02 11:03 04:08 01:03 16:02 13:05 04:06""",
    "DQB1": "06:02 02:01 03:01 05:01 03:05 06:03 03:02 03:03 06:04 05:02 05:03 04:02 06:01 06:09 04:01 03:04",
}
_RANK_EXPONENT = 1.0  # how fast alleles become rare with their rank
_FOLLOWERS = (0.9, 0.08, 0.02)  # how a B allele's C partners, or a DRB1 allele's DQB1 partners, share it
_ASSOCIATION = 1.8  # standard deviation of the log by which blocks are found together more or less than by chance


def made_up_haplotypes(seed: int, size: int = 4000) -> HaplotypeSet:
    """The ``size`` most frequent of the haplotypes that the seed gives, over A, C, B, DRB1 and DQB1; they sum to 1.

    Raises:
        FrequencyError: the size is not between 1 and the number of combinations there are.
    """
    rng = np.random.default_rng(seed)
    names = {locus: text.split() for locus, text in _NAMES.items()}
    a = _weights(len(names["A"]))
    c, b, class_one = _block(rng, len(names["C"]), len(names["B"]))
    dqb1, drb1, class_two = _block(rng, len(names["DQB1"]), len(names["DRB1"]))
    shape = (len(a), len(class_one), len(class_two))
    together = a[:, None, None] * class_one[:, None] * class_two * np.exp(rng.normal(0, _ASSOCIATION, shape))
    if not 1 <= size <= together.size:
        raise FrequencyError(f"a made-up set has 1 to {together.size} haplotypes, not {size}; choose a size in between")
    chosen = np.argsort(-together, axis=None, kind="stable")[:size]
    one, two, three = np.unravel_index(chosen, shape)
    codes = np.stack([one, c[two], b[two], drb1[three], dqb1[three]], axis=1).astype(np.int32)
    frequency = together.ravel()[chosen]
    alleles = tuple(tuple(names[locus]) for locus in names)
    return HaplotypeSet(POPULATION, tuple(names), alleles, codes, frequency / frequency.sum(), source=f"seed {seed}")


def _weights(alleles: int) -> NDArray[np.float64]:
    weight = np.arange(1, alleles + 1) ** -_RANK_EXPONENT
    return weight / weight.sum()


def _block(
    rng: np.random.Generator, followers: int, leaders: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of a leading allele and the few that go with it: follower, leader and weight of each pair."""
    common = _weights(followers)
    partner = np.stack([rng.choice(followers, len(_FOLLOWERS), replace=False, p=common) for _ in range(leaders)])
    weight = _weights(leaders)[:, None] * np.array(_FOLLOWERS)
    return partner.ravel(), np.repeat(np.arange(leaders), len(_FOLLOWERS)), weight.ravel()

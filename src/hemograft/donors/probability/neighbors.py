"""The genotypes at most two mismatches from a patient's, with the chance that a random person has each.

For every genotype g of the patient, the haplotype pairs that agree with it at all counted loci but one or two are
looked up in the population's haplotypes sorted by those loci, in every phase. Typed loci that do not count towards the
match are free.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.frequencies.haplotype_set import FrequencyError
from hemograft.donors.probability.coded_haplotypes import CodedHaplotypes, HaplotypeArrays
from hemograft.donors.probability.compiled import compiled
from hemograft.donors.probability.fewer_loci import genotypes_at
from hemograft.donors.probability.mismatches import mismatches
from hemograft.donors.probability.unphased import UnphasedGenotypes

GENOTYPES_AT_ONCE = 256
MOST_MISMATCHES = 2


class SharedLoci(NamedTuple):
    """Haplotypes sorted by their alleles at some loci: ``key`` (haplotypes,) ascending, and their numbers ``order``."""

    fixed: NDArray[np.int64]
    radix: NDArray[np.int64]
    key: NDArray[np.int64]
    order: NDArray[np.int64]


class Neighbors(NamedTuple):
    """Genotypes (one row may stand several times): ``pairs`` (rows, loci) holds low code * 2^16 + high code.

    ``mismatches`` (rows,) counts from the patient's genotype, ``weight`` (rows,) is the patient's probability of that
    genotype times the population's frequency of this haplotype pair.
    """

    pairs: NDArray[np.int32]
    mismatches: NDArray[np.int8]
    weight: NDArray[np.float64]


@dataclass(frozen=True)
class NeighborIndex:
    """Where to look for neighbors in a population: one table of shared loci for each choice of loci that may mismatch.

    ``counted`` are the loci over which mismatches count, ``most`` how many there may be; ``wild`` holds for each of
    ``shared`` the loci (by place) that must mismatch.
    """

    haplotypes: CodedHaplotypes
    counted: tuple[str, ...]
    most: int
    wild: tuple[NDArray[np.int64], ...]
    shared: tuple[SharedLoci, ...]


def neighbor_index(haplotypes: CodedHaplotypes, counted: Sequence[str], most: int = MOST_MISMATCHES) -> NeighborIndex:
    """Prepares a population for searches over ``counted`` loci (A, B, C, DRB1, DQB1 for 10/10), once for all patients.

    Raises:
        FrequencyError: a counted locus is not among the frequencies', or ``most`` is not 0, 1 or 2.
    """
    missing = [locus for locus in counted if locus not in haplotypes.loci]
    if missing:
        raise FrequencyError(
            f"haplotype frequencies of {haplotypes.population} have no locus {', '.join(missing)}; "
            f"count matches over {', '.join(haplotypes.loci)} only"
        )
    if most not in range(MOST_MISMATCHES + 1):
        raise FrequencyError(
            f"probabilities are summed up to 0, 1 or {MOST_MISMATCHES} mismatches, not {most}; choose one"
        )
    places = [haplotypes.loci.index(locus) for locus in counted]
    wild = [each for size in range(most + 1) for each in combinations(places, size)]
    shared = [_shared_loci(haplotypes, [place for place in places if place not in each]) for each in wild]
    return NeighborIndex(
        haplotypes, tuple(counted), most, tuple(np.array(each, np.int64) for each in wild), tuple(shared)
    )


def neighbors(
    patient: UnphasedGenotypes, index: NeighborIndex, progress: Callable[[int, int], None] | None = None
) -> Iterator[Neighbors]:
    """All neighbors of a patient, in parts; ``progress`` is called with the genotypes done and their number.

    Genotypes of the patient that are the same at the counted loci are one.
    """
    null = null_codes(index.haplotypes)
    counted = [index.haplotypes.loci.index(locus) for locus in index.counted]
    different = genotypes_at(patient, counted)
    total = len(different.probability)
    for begin in range(0, total, GENOTYPES_AT_ONCE):
        block = slice(begin, begin + GENOTYPES_AT_ONCE)
        probability = different.probability[block]
        # Loci that do not count are never looked at.
        alleles = np.zeros((len(probability), *patient.alleles.shape[1:]), np.int16)
        alleles[:, counted] = different.alleles[block]
        for shared, wild in zip(index.shared, index.wild, strict=True):
            arrays = index.haplotypes.arrays
            yield Neighbors(*_neighbors(arrays, shared, wild, null, alleles, probability, index.most))
        if progress is not None:
            progress(min(begin + GENOTYPES_AT_ONCE, total), total)


def null_codes(haplotypes: CodedHaplotypes) -> NDArray[np.bool_]:
    """Which codes of each locus (loci, codes) express nothing."""
    loci = haplotypes.dictionary.loci
    null = np.zeros((len(loci), max(len(each.names) for each in loci)), np.bool_)
    for place, each in enumerate(loci):
        null[place, : len(each.names)] = each.null
    return null


def _shared_loci(haplotypes: CodedHaplotypes, fixed: list[int]) -> SharedLoci:
    radix = np.ones(len(fixed), np.int64)
    span = 1
    for place, locus in enumerate(fixed):
        radix[place] = span
        span *= len(haplotypes.dictionary.loci[locus].names)
    if span >= 2**63:
        raise FrequencyError(f"{len(fixed)} loci have more allele combinations than can be numbered; count fewer loci")
    key = haplotypes.arrays.codes[:, fixed].astype(np.int64) @ radix
    order = np.argsort(key, kind="stable")
    return SharedLoci(np.array(fixed, np.int64), radix, key[order], order)


@compiled
def _options(null: NDArray[np.bool_], one: int, other: int, options: NDArray[np.int64]) -> int:
    """Writes every ordered pair of codes that shows as ``one, other`` at a locus; returns how many there are."""
    nulls = np.flatnonzero(null)
    if null[one] and null[other]:
        count = 0
        for first in nulls:
            for second in nulls:
                options[count, 0], options[count, 1] = first, second
                count += 1
        return count
    if null[one] or null[other] or one == other:
        shown = other if null[one] else one
        options[0, 0], options[0, 1] = shown, shown
        for place in range(len(nulls)):
            options[1 + 2 * place, 0], options[1 + 2 * place, 1] = shown, nulls[place]
            options[2 + 2 * place, 0], options[2 + 2 * place, 1] = nulls[place], shown
        return 1 + 2 * len(nulls)
    options[0, 0], options[0, 1] = one, other
    options[1, 0], options[1, 1] = other, one
    return 2


@compiled
def _neighbors(
    haplotypes: HaplotypeArrays,
    shared: SharedLoci,
    wild: NDArray[np.int64],
    null: NDArray[np.bool_],
    genotypes: NDArray[np.int16],
    probability: NDArray[np.float64],
    most: int,
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.float64]]:
    """Ordered haplotype pairs that agree with a genotype at the shared loci and at no wild locus."""
    codes, frequency = haplotypes.codes, haplotypes.frequency
    loci, fixed = codes.shape[1], len(shared.fixed)
    pairs = np.empty((1024, loci), np.int32)
    distance = np.empty(1024, np.int8)
    weight = np.empty(1024)
    count = 0
    nulls = null.sum()
    options = np.empty((fixed, 2 + 2 * nulls + nulls * nulls, 2), np.int64)
    number = np.empty(fixed, np.int64)
    for genotype in range(len(genotypes)):
        combinations_left = 1
        for place in range(fixed):
            locus = shared.fixed[place]
            one, other = genotypes[genotype, locus, 0], genotypes[genotype, locus, 1]
            number[place] = _options(null[locus], one, other, options[place])
            combinations_left *= number[place]
        for combination in range(combinations_left):
            left_key, right_key, rest = 0, 0, combination
            for place in range(fixed):
                option = options[place, rest % number[place]]
                rest //= number[place]
                left_key += option[0] * shared.radix[place]
                right_key += option[1] * shared.radix[place]
            left = np.searchsorted(shared.key, left_key)
            left_end = np.searchsorted(shared.key, left_key, side="right")
            right = np.searchsorted(shared.key, right_key)
            right_end = np.searchsorted(shared.key, right_key, side="right")
            for one_place in range(left, left_end):
                first = shared.order[one_place]
                for other_place in range(right, right_end):
                    second = shared.order[other_place]
                    total = 0
                    for locus in wild:
                        here = mismatches(
                            null[locus],
                            genotypes[genotype, locus, 0],
                            genotypes[genotype, locus, 1],
                            int(codes[first, locus]),
                            int(codes[second, locus]),
                        )
                        total = total + here if here > 0 else most + 1
                    if total > most:
                        continue
                    if count == len(weight):
                        pairs = np.concatenate((pairs, np.empty_like(pairs)))
                        distance = np.concatenate((distance, np.empty_like(distance)))
                        weight = np.concatenate((weight, np.empty_like(weight)))
                    for locus in range(loci):
                        low, high = codes[first, locus], codes[second, locus]
                        if low > high:
                            low, high = high, low
                        pairs[count, locus] = np.int32(low) << 16 | np.int32(high)
                    distance[count] = total
                    weight[count] = probability[genotype] * frequency[first] * frequency[second]
                    count += 1
    return pairs[:count], distance[:count], weight[:count]

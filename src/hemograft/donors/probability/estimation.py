"""Haplotype frequencies estimated from a registry's typings by expectation and maximization.

Each round gives every person's two haplotypes out over the pairs that explain the typing, in proportion to the pairs'
probability (random mating), and counts what each haplotype received (Excoffier and Slatkin, Mol Biol Evol 1995;12:921).
Ambiguous typings take part in full: no phase, resolution or missing locus is settled first.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft import __version__
from hemograft.donors.frequencies.haplotype_set import FrequencyError, HaplotypeSet
from hemograft.donors.probability.coded_haplotypes import HaplotypeArrays, haplotype_arrays
from hemograft.donors.probability.compiled import compiled, in_threads
from hemograft.donors.probability.estimation_checkpoint import (
    EstimationCheckpoint,
    RoundsDone,
    digest_of,
    now_and_then,
)
from hemograft.donors.probability.haplotype_pairs import MOST_CELLS, compatible_haplotypes, partner_masses
from hemograft.donors.probability.proposed_haplotypes import proposed_haplotypes, typed_alleles
from hemograft.donors.probability.typing_table import TypingTable, typings_of
from hemograft.donors.typing.genotype import Genotype

Progress = Callable[[int, float, float], None]
"""Called after each round with its number, the log likelihood and the largest change of a frequency."""


@dataclass(frozen=True)
class Estimate:
    """The frequencies found, and how the search for them ended.

    ``unexplained`` of the ``people`` have a typing that no two proposed haplotypes explain; the frequencies leave them
    out. ``log_likelihood`` is natural, summed over the people explained.
    """

    haplotypes: HaplotypeSet
    people: int
    unexplained: int
    rounds: int
    converged: bool
    log_likelihood: float


class _People(NamedTuple):
    """Distinct typings ``rows`` (distinct, loci), how many people have each (``size``), and the haplotypes it allows.

    Those of typing i stand in ``members`` from ``first[i]`` to ``first[i + 1]``.
    """

    rows: NDArray[np.int32]
    size: NDArray[np.float64]
    first: NDArray[np.int64]
    members: NDArray[np.int32]


def estimate_frequencies(
    genotypes: Iterable[Genotype],
    loci: Sequence[str],
    population: str,
    nomenclature: str,
    *,
    counts: NDArray[np.int64] | None = None,
    rounds: int = 1000,
    tolerance: float = 1e-7,
    least_copies: float = 1e-3,
    most_proposed: int = 1024,
    checkpoint: Path | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """Maximum-likelihood haplotype frequencies over ``loci``, whose alleles are match groups of ``nomenclature``.

    ``counts`` (genotypes,) says how many people have each genotype, one where nothing is said. Stops when no frequency
    changes by more than ``tolerance`` in a round, or after ``rounds``. Haplotypes of which fewer than ``least_copies``
    are expected among the people are left out of the result. A typing that leaves more than ``most_proposed``
    haplotypes open has to be explained by the haplotypes of better-typed people.

    ``checkpoint`` is a folder for the rounds done: a stopped estimation goes on from there with the same result, to the
    last bit on as many cores, and a finished one may go on with more ``rounds``.

    Raises:
        FrequencyError: no people, or none typed well enough at every locus to propose haplotypes.
        CheckpointError: the folder holds another estimation, or more than ``rounds``.
        OSError: the folder cannot be written.
    """
    different = list(genotypes)
    size = np.ones(len(different), np.int64) if counts is None else counts
    everyone = int(size.sum())
    dictionary = typed_alleles(different, loci, nomenclature)
    typings, rows = typings_of(dictionary, different)
    distinct, which = np.unique(rows, axis=0, return_inverse=True)
    codes = proposed_haplotypes(typings, distinct, most_proposed)
    if not len(codes):
        raise FrequencyError(
            f"none of the {everyone} people of {population} is typed closely enough at {', '.join(loci)} to "
            "propose haplotypes; add better-typed people or estimate over fewer loci"
        )
    names = tuple(each.names for each in dictionary.loci)
    arrays = haplotype_arrays(codes, np.full(len(codes), 1 / len(codes)), typings.allele_class.shape[1])
    people = _People(distinct, np.bincount(which, size).astype(np.float64), *_compatible(arrays, typings, distinct))
    begin, store = RoundsDone(0, np.inf, arrays.frequency), None
    if checkpoint is not None:
        identity = {
            "version": __version__,
            "population": population,
            "loci": ",".join(loci),
            "nomenclature": nomenclature,
            "tolerance": repr(tolerance),
            "typings": digest_of((), (people.rows, people.size, *typings)),
            "haplotypes": digest_of(names, (codes,)),
        }
        store = EstimationCheckpoint(checkpoint, identity)
        begin = store.held(rounds) or begin
    keep_some = None if store is None else now_and_then(store.keep)
    done, arrays = begin, arrays._replace(frequency=begin.frequency)
    expected, log_likelihood, explained = _expected_copies(arrays, typings, people)
    while done.number < rounds and done.change > tolerance and explained:
        frequency = expected / expected.sum()
        done = RoundsDone(done.number + 1, float(np.abs(frequency - done.frequency).max()), frequency)
        if keep_some is not None:
            keep_some(done)
        arrays = arrays._replace(frequency=frequency)
        expected, log_likelihood, explained = _expected_copies(arrays, typings, people)
        if progress is not None:
            progress(done.number, log_likelihood, done.change)
    if store is not None and done.number > begin.number:
        store.keep(done)
    kept = np.flatnonzero(expected >= least_copies)
    kept = kept[np.argsort(-expected[kept], kind="stable")]
    source = f"estimated from {explained} people"
    haplotypes = HaplotypeSet(
        population, tuple(loci), names, codes[kept].astype(np.int32), arrays.frequency[kept], nomenclature, source
    )
    return Estimate(haplotypes, everyone, everyone - explained, done.number, done.change <= tolerance, log_likelihood)


@compiled
def _compatible(
    haplotypes: HaplotypeArrays, typings: TypingTable, rows: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    first = np.zeros(len(rows) + 1, np.int64)
    space = np.empty(len(haplotypes.frequency), np.int32)
    members = np.empty(64 * len(rows), np.int32)
    for person in range(len(rows)):
        count = compatible_haplotypes(haplotypes, typings, rows[person], space)
        end = first[person] + count
        if end > len(members):
            members = np.concatenate((members, np.empty(end, np.int32)))
        members[first[person] : end] = space[:count]
        first[person + 1] = end
    return first, members[: first[-1]].copy()


def _expected_copies(
    haplotypes: HaplotypeArrays, typings: TypingTable, people: _People
) -> tuple[NDArray[np.float64], float, int]:
    """The expected copies of each haplotype, the log likelihood, and how many people are explained."""

    def work(begin: int, end: int) -> tuple[NDArray[np.float64], float, float]:
        return _expected_copies_of(haplotypes, typings, people, begin, end)

    distinct = len(people.rows)
    parts = list(in_threads(work, distinct, max(1, -(-distinct // (os.cpu_count() or 1)))))
    copies = np.sum([part[0] for part in parts], axis=0)
    return copies, sum(part[1] for part in parts), round(sum(part[2] for part in parts))


@compiled
def _expected_copies_of(
    haplotypes: HaplotypeArrays, typings: TypingTable, people: _People, begin: int, end: int
) -> tuple[NDArray[np.float64], float, float]:
    copies = np.zeros(len(haplotypes.frequency))
    partner = np.empty(len(haplotypes.frequency))
    work = np.empty((3, MOST_CELLS))
    log_likelihood, explained = 0.0, 0.0
    for person in range(begin, end):
        members = people.members[people.first[person] : people.first[person + 1]]
        likelihood = partner_masses(haplotypes, typings, people.rows[person], members, work, partner)
        if likelihood > 0:
            explained += people.size[person]
            log_likelihood += people.size[person] * np.log(likelihood)
            for place in range(len(members)):
                share = haplotypes.frequency[members[place]] * partner[place] / likelihood
                copies[members[place]] += 2 * people.size[person] * share
    return copies, log_likelihood, explained

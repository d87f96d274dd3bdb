"""Match probabilities of the candidates, exact, from the likelihoods stored with them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.distinct_rows import distinct_rows
from hemograft.donors.probability.imputation import impute_in_order
from hemograft.donors.probability.match_probability import match_probabilities, neighborhood
from hemograft.donors.probability.neighbors import neighbor_index
from hemograft.donors.probability.representation import Representation
from hemograft.donors.probability.unphased import unphased
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.segment import LIKELIHOOD, LIKELIHOOD_SET
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.patient import Patient

Array = NDArray[Any]


@dataclass(frozen=True)
class MatchProbabilities:
    """``exactly`` (donors, mismatches + 1) is the probability of 0, 1, ... mismatches over ``loci``; not a number where
    the frequencies explain the patient's or the donor's typing by no pair of haplotypes. ``population`` is the one that
    the patient was imputed with, empty where none explains the patient."""

    loci: tuple[str, ...]
    exactly: Array
    population: str


def match_probability(
    patient: Patient, candidates: Candidates, frequencies: Likelihoods, most: int = 1
) -> MatchProbabilities:
    """The probabilities of 0 to ``most`` (at most 2) mismatches of every candidate.

    They count over those of the compared loci that the frequencies have.
    """
    loci = tuple(locus for locus in candidates.loci if locus in frequencies.loci)
    found = np.full((len(candidates), most + 1), np.nan)
    order = [frequencies.sets[number] for number in frequencies.populations.candidates((patient.population,))]
    imputed = impute_in_order(patient.genotype, order)
    population = imputed.haplotypes.population if imputed.status is Representation.REPRESENTED else ""
    if not population or not len(candidates):
        return MatchProbabilities(loci, found, population)
    genotypes = unphased(imputed)
    codes = {locus: candidates.column(locus) for locus in frequencies.loci}
    table, rows = frequencies.typings(codes, candidates.registry.dictionary)
    likelihood, used = _stored(candidates, frequencies)
    for number in np.unique(used):
        here = np.flatnonzero(used == number)
        first, inverse = distinct_rows(rows[here])
        near = neighborhood(genotypes, neighbor_index(frequencies.sets[number], loci, most))
        found[here] = match_probabilities(near, table, rows[here][first], likelihood[here][first])[inverse]
    return MatchProbabilities(loci, found, population)


def _stored(candidates: Candidates, frequencies: Likelihoods) -> tuple[Array, Array]:
    """Likelihood and set of each candidate: as stored, or computed now where the import had other frequencies."""
    likelihood = candidates.column(LIKELIHOOD, np.nan).astype(np.float64)
    used = candidates.column(LIKELIHOOD_SET).astype(np.int64)
    segments = candidates.registry.segments
    stale = [number for number, segment in enumerate(segments) if segment.entry.frequencies != frequencies.fingerprint]
    here = np.flatnonzero(np.isin(candidates.segment, stale))
    if len(here):
        manifest = candidates.registry.manifest
        columns = {name: candidates.column(name)[here] for name in ("population", "registry", *frequencies.loci)}
        fresh = frequencies.columns(columns, candidates.registry.dictionary, manifest.populations, manifest.registries)
        likelihood[here], used[here] = fresh[LIKELIHOOD], fresh[LIKELIHOOD_SET]
    return likelihood, used

"""Match probabilities of the candidates, exact, from the likelihoods stored with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.probability.distinct_rows import distinct_rows
from hemograft.donors.probability.enumeration import enumerated_probabilities
from hemograft.donors.probability.fewer_loci import genotypes_at, haplotypes_at
from hemograft.donors.probability.imputation import Imputation, impute_in_order
from hemograft.donors.probability.locus_probability import locus_match_probabilities
from hemograft.donors.probability.match_probability import match_probabilities, neighborhood
from hemograft.donors.probability.neighbors import neighbor_index
from hemograft.donors.probability.representation import Representation, representation
from hemograft.donors.probability.typing_table import TypingTable
from hemograft.donors.probability.unphased import unphased
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.segment import LIKELIHOOD, LIKELIHOOD_SET
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.patient import Patient

Array = NDArray[Any]


@dataclass(frozen=True)
class MatchProbabilities:
    """``exactly`` (donors, mismatches + 1) is the probability of 0, 1, ... mismatches over ``loci``; not a number where
    the frequencies explain the patient's or the donor's typing by no pair of haplotypes.

    ``patient`` is the patient as imputed with the first population that explains the typing, ``used`` (donors,) the
    number of the population of ``frequencies`` that each donor's probability comes from.
    """

    loci: tuple[str, ...]
    exactly: Array
    frequencies: Likelihoods
    patient: Imputation
    used: Array

    @property
    def population(self) -> str:
        """The one that the patient was imputed with; empty where none explains the patient."""
        represented = self.patient.status is Representation.REPRESENTED
        return self.patient.haplotypes.population if represented else ""


def match_probability(
    patient: Patient, candidates: Candidates, frequencies: Likelihoods, most: int = 1
) -> MatchProbabilities:
    """The probabilities of 0 to ``most`` (at most 2) mismatches of every candidate.

    They count over those of the compared loci that the frequencies have.
    """
    loci = tuple(locus for locus in candidates.loci if locus in frequencies.loci)
    exactly = np.full((len(candidates), most + 1), np.nan)
    order = [frequencies.sets[number] for number in frequencies.populations.candidates((patient.population,))]
    imputed = impute_in_order(patient.genotype, order)
    likelihood, used = _stored(candidates, frequencies)
    found = MatchProbabilities(loci, exactly, frequencies, imputed, used)
    if not found.population or not loci or not len(candidates):
        return found
    genotypes = unphased(imputed)
    table, rows = _typings(found, candidates, np.arange(len(candidates)))
    counted = [frequencies.loci.index(locus) for locus in loci]
    elsewhere = [place for place in range(len(frequencies.loci)) if place not in counted]
    typed_elsewhere = _is_typed(candidates, [frequencies.loci[place] for place in elsewhere])
    for number in np.unique(used):
        haplotypes = frequencies.sets[number]
        here = np.flatnonzero((used == number) & ~typed_elsewhere)
        if len(here):
            first, inverse = distinct_rows(rows[here])
            index = neighbor_index(haplotypes_at(haplotypes, loci), loci, most)
            near = neighborhood(genotypes_at(genotypes, counted), index)
            distinct = rows[here][first][:, counted]
            exactly[here] = match_probabilities(near, table, distinct, likelihood[here][first])[inverse]
        here = np.flatnonzero((used == number) & typed_elsewhere)
        if len(here):
            first, inverse = distinct_rows(rows[here])
            distinct = rows[here][first]
            exactly[here] = enumerated_probabilities(genotypes, haplotypes, loci, most, table, distinct)[inverse]
    return found


def _is_typed(candidates: Candidates, loci: Sequence[str]) -> Array:
    """Whether each candidate is typed at any of the loci."""
    typed = np.zeros(len(candidates), np.bool_)
    for locus in loci:
        typed |= candidates.column(locus) > 0
    return typed


def probabilities_at_each_locus(found: MatchProbabilities, candidates: Candidates, chosen: Array) -> Array:
    """P(0), P(1), P(2) mismatches of some candidates, by place, at each of ``found.loci``: (chosen, loci, 3)."""
    frequencies = found.frequencies
    exactly = np.full((len(chosen), len(frequencies.loci), 3), np.nan)
    if found.population and len(chosen):
        genotypes = unphased(found.patient)
        table, rows = _typings(found, candidates, chosen)
        for number in np.unique(found.used[chosen]):
            here = np.flatnonzero(found.used[chosen] == number)
            first, inverse = distinct_rows(rows[here])
            values = locus_match_probabilities(genotypes, frequencies.sets[number], table, rows[here][first])
            exactly[here] = values[inverse]
    return exactly[:, [frequencies.loci.index(locus) for locus in found.loci]]


def why_none(found: MatchProbabilities, candidates: Candidates, chosen: Array) -> list[str]:
    """For some candidates, by place, why there is no probability, in a few words; empty where there is one."""
    if not found.population:
        return [_reason("patient", found.patient.status, found.patient.unrepresented)] * len(chosen)
    if not found.loci:
        return ["frequencies: none of the loci compared"] * len(chosen)
    missing = np.flatnonzero(np.isnan(found.exactly[chosen, 0]))
    said = [""] * len(chosen)
    if len(missing):
        table, rows = _typings(found, candidates, chosen[missing])
        for place, row, number in zip(missing.tolist(), rows, found.used[chosen[missing]].tolist(), strict=True):
            said[place] = _reason("donor", *representation(found.frequencies.sets[number], table, row, 0.0))
    return said


def _reason(who: str, status: Representation, loci: Sequence[str]) -> str:
    return f"{who}: {status} ({', '.join(loci)})" if loci else f"{who}: {status}"


def _typings(found: MatchProbabilities, candidates: Candidates, chosen: Array) -> tuple[TypingTable, Array]:
    """The table of the typings of some candidates, and (chosen, loci of the frequencies) the typing of each."""
    codes = {locus: candidates.column(locus)[chosen] for locus in found.frequencies.loci}
    return found.frequencies.typings(codes, candidates.registry.dictionary)


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

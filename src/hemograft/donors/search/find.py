"""From a patient to a ranked list: the scan, the comparison, the probabilities and what must be said with them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

import numpy as np

from hemograft.donors.registry.known_typings import KnownTypings, known_typings
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import Registry
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.comparison import compare
from hemograft.donors.search.cord import RankedUnits, rank_units
from hemograft.donors.search.cord_profiles import CordProfile
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.patient import Patient
from hemograft.donors.search.probabilities import MatchProbabilities, match_probability
from hemograft.donors.search.ranking import RankedDonors, rank_donors
from hemograft.donors.search.search import antibody_threshold, search, strong_antibodies
from hemograft.donors.typing.reading import TypingReader
from hemograft.evidence import record

MOST_PROBABILITIES = 2


Ranked = TypeVar("Ranked", bound=RankedDonors | RankedUnits)


@dataclass(frozen=True)
class Found(Generic[Ranked]):
    """What a search found, and the sentences that must be said with it."""

    ranked: Ranked
    notes: tuple[str, ...]

    @property
    def candidates(self) -> Candidates:
        return self.ranked.candidates


def find_donors(
    registry: Registry,
    patient: Patient,
    criteria: Criteria,
    reader: TypingReader,
    frequencies: Likelihoods | None = None,
    today: date | None = None,
) -> Found[RankedDonors]:
    """Searches adult donors and ranks them; with frequencies, with the probability of each.

    Probabilities go to as many mismatches as the criteria allow, to one at least and to two at most.

    Raises:
        ValueError: as ``search``.
    """
    day, typings = today or date.today(), known_typings(registry, reader)
    candidates = search(registry, patient, criteria, typings, reader, day)
    most = min(max(1, criteria.mismatches), MOST_PROBABILITIES)
    probabilities = None if frequencies is None else match_probability(patient, candidates, frequencies, most)
    ranked = rank_donors(candidates, compare(candidates, patient, reader, criteria, day), probabilities)
    notes = (
        *_notes(registry, patient, criteria, reader, typings),
        *_probability_notes(probabilities, candidates, frequencies),
    )
    return Found(ranked, notes)


def find_units(
    registry: Registry,
    patient: Patient,
    criteria: Criteria,
    profile: CordProfile,
    reader: TypingReader,
    frequencies: Likelihoods | None = None,
    today: date | None = None,
) -> Found[RankedUnits]:
    """Searches cord blood units and ranks them; a profile says what is compared, how much must match, and the dose.

    With frequencies each unit has its probabilities, by allele, of up to two mismatches; the order is as without.

    Raises:
        ValueError: as ``search``, or the patient's weight is not known.
    """
    day, typings = today or date.today(), known_typings(registry, reader)
    asked = replace(
        criteria,
        loci=profile.loci,
        antigen_loci=profile.antigen_loci,
        mismatches=profile.mismatches,
        kind="cord",
    )
    candidates = search(registry, patient, asked, typings, reader, day)
    probabilities = None if frequencies is None else match_probability(patient, candidates, frequencies, 2)
    comparison = compare(candidates, patient, reader, asked, day)
    ranked = rank_units(candidates, comparison, probabilities, patient, profile)
    small = len(candidates) - len(ranked.order)
    sources = dict.fromkeys(record(each).source for each in profile.evidence)
    said = [f"Cord blood by profile {profile.name}: {'; '.join(sources)}."]
    if small:
        said.append(f"Matching units left out because their dose is too small: {small:,}.")
    said += _probability_notes(probabilities, candidates, frequencies)
    return Found(ranked, (*_notes(registry, patient, asked, reader, typings), *said))


def _release(name: str) -> str:
    return name if name[:1].isalpha() else f"IPD-IMGT/HLA {name}"


def _notes(
    registry: Registry, patient: Patient, criteria: Criteria, reader: TypingReader, typings: KnownTypings
) -> Iterator[str]:
    yield f"Typings are compared by {_release(reader.name)}."
    manifest = registry.manifest
    if (manifest.nomenclature, manifest.digest) != (reader.name, reader.digest):
        corrected = " before it was corrected" if manifest.nomenclature == reader.name else ""
        yield f"The last donors were imported by {_release(manifest.nomenclature)}{corrected}."
    if typings.unknown:
        yield f"Typings of the registry that are not known there, and were taken as untyped: {typings.unknown:,}."
    untyped = [locus for locus in criteria.loci if not patient.genotype.at(locus).typed]
    if untyped:
        yield f"The patient is not typed at {', '.join(untyped)}, so that everybody may match there."
    if criteria.epitope_groups:
        chosen = ", ".join(f"{name} {group}" for name, group in criteria.epitope_groups.items())
        yield f"DPB1 epitope groups chosen for this search, in place of the release's: {chosen}."
    if patient.antibodies:
        threshold, strong = antibody_threshold(criteria), strong_antibodies(patient, criteria)
        against = ", ".join(f"{each.written} ({each.intensity:g})" for each in strong) or "none"
        basis = "assumed, not established" if criteria.antibody_threshold is None else "chosen for this search"
        yield f"Donors are excluded by antibodies from MFI {threshold:g} ({basis}): {against}."


def _probability_notes(
    found: MatchProbabilities | None, candidates: Candidates, frequencies: Likelihoods | None
) -> Iterator[str]:
    if found is None or frequencies is None:
        yield "No probabilities: the registry has no haplotype frequencies; give some with --frequencies."
        return
    if not found.population:
        yield "No probabilities: no two known haplotypes explain the patient's typing."
        return
    if not found.loci:
        yield f"No probabilities: the frequencies have none of {', '.join(candidates.loci)}."
        return
    unexplained = int(np.isnan(found.exactly).any(axis=1).sum())
    yield f"Probabilities count over {', '.join(found.loci)}, with frequencies of {found.population} for the patient."
    if unexplained:
        yield f"Donors without, for no two known haplotypes explain their typing: {unexplained:,}."
    if any(segment.entry.frequencies != frequencies.fingerprint for segment in candidates.registry.segments):
        yield "Likelihoods of some donors were computed now, for other frequencies were used when they were imported."

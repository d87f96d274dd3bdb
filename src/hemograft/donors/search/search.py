"""The search itself: lookup tables for the patient, one scan of every segment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.donors.registry.known_typings import KnownTypings
from hemograft.donors.registry.registry import Registry
from hemograft.donors.registry.segment import Segment
from hemograft.donors.registry.vocabulary import OLDEST, months
from hemograft.donors.search.antibodies import CERTAIN, POSSIBLE, Antibody, carriage
from hemograft.donors.search.candidates import Candidates
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.lookup import MismatchTable, antigen_table, mismatch_table
from hemograft.donors.search.patient import Patient
from hemograft.donors.search.scan import EXCLUDED, Criterion, Task, scan
from hemograft.donors.typing.reading import TypingReader
from hemograft.evidence import number

Array = NDArray[Any]
_MONTHS = 1 << 16

PATIENT_LOCI = ("A", "B", "DRB1")
"""What a patient must be typed at; any other untyped locus leaves everything open."""


@dataclass(frozen=True)
class Lookups:
    """Everything that the scan asks of a code: mismatches by locus, excluded antigens by locus, filters by column."""

    mismatches: Mapping[str, MismatchTable]
    per_locus: Mapping[str, int]
    excluded: tuple[tuple[str, Array], ...]
    possible: tuple[tuple[str, Array], ...]
    filters: Mapping[str, Array]


def search(
    registry: Registry,
    patient: Patient,
    criteria: Criteria,
    typings: KnownTypings,
    reader: TypingReader,
    today: date | None = None,
) -> Candidates:
    """All donors that may fulfil the criteria, in the order of the registry.

    Raises:
        ValueError: the patient is not typed at a locus of ``PATIENT_LOCI`` that is compared, or a filter names a
            population or a registry that nobody here is of.
    """
    for locus in PATIENT_LOCI:
        if locus in criteria.loci and not patient.genotype.at(locus).typed:
            raise ValueError(f"patient {patient.identifier}: locus {locus} is not typed; a search needs it typed")
    lookups = _lookups(registry, patient, criteria, typings, reader, today or date.today())
    places = [place for place, segment in enumerate(registry.segments) if segment.entry.kind == criteria.kind]
    tasks = [
        Task(registry.segments[place].rows, tuple(_criteria(registry.segments[place], lookups))) for place in places
    ]
    found: list[tuple[int, Array]] = []
    for place, rows in zip(places, scan(tasks, criteria.mismatches), strict=True):
        deleted = registry.segments[place].deleted
        found.append((place, rows[~np.isin(rows, deleted)] if len(deleted) else rows))
    return _candidates(registry, criteria.loci, found, lookups)


def antibody_threshold(criteria: Criteria) -> float:
    """The mean fluorescence intensity from which an antibody excludes; assumed where nobody chose one."""
    chosen = criteria.antibody_threshold
    return float(number("donor_search.antibody_threshold")) if chosen is None else chosen


def strong_antibodies(patient: Patient, criteria: Criteria) -> tuple[Antibody, ...]:
    """The antibodies of the patient that exclude donors."""
    return tuple(each for each in patient.antibodies if each.intensity >= antibody_threshold(criteria))


def _lookups(
    registry: Registry,
    patient: Patient,
    criteria: Criteria,
    typings: KnownTypings,
    reader: TypingReader,
    today: date,
) -> Lookups:
    carried = [
        (each.locus, carriage(each, typings.tables[each.locus])) for each in strong_antibodies(patient, criteria)
    ]
    return Lookups(
        {
            locus: antigen_table(locus, patient.genotype.at(locus), registry, criteria.kind, reader)
            if locus in criteria.antigen_loci
            else mismatch_table(patient.genotype.at(locus), typings.tables[locus])
            for locus in criteria.loci
        },
        criteria.per_locus,
        tuple((locus, _table(found != CERTAIN)) for locus, found in carried),
        tuple((locus, found == POSSIBLE) for locus, found in carried),
        dict(_filters(registry, criteria, today)),
    )


def _filters(registry: Registry, criteria: Criteria, today: date) -> Iterator[tuple[str, Array]]:
    if criteria.youngest is not None or criteria.oldest is not None:
        age = (months(today) - np.arange(_MONTHS)) / 12.0
        low, high = criteria.youngest or 0.0, OLDEST if criteria.oldest is None else criteria.oldest
        # Somebody is 40 until the day of 41.
        yield "birth_month", _table((age >= low) & (age < high + 1.0) & (np.arange(_MONTHS) > 0))
    for column, wanted in (("sex", criteria.sexes), ("blood_group", criteria.blood_groups), ("cmv", criteria.cmv)):
        if wanted:
            yield column, _table(np.isin(np.arange(256), sorted(wanted)))
    names = (
        ("population", criteria.populations, registry.manifest.populations),
        ("registry", criteria.registries, registry.manifest.registries),
    )
    for column, wanted, known in names:
        if missing := sorted(wanted - set(known)):
            held = ", ".join(known[1:]) or "none"
            raise ValueError(f"{column} {missing[0]!r} is not in this registry: choose from {held}")
        if wanted:
            yield column, _table(np.array([name in wanted for name in known]))


def _table(allowed: Array) -> Array:
    return np.where(allowed, 0, EXCLUDED).astype(np.uint8)


def _criteria(segment: Segment, lookups: Lookups) -> Iterator[Criterion]:
    """The tables that apply to a segment; a locus at which nobody there is typed excludes nobody."""
    for locus, table in lookups.mismatches.items():
        if locus in segment.columns:
            allowed = table.fewest <= lookups.per_locus.get(locus, 2)
            yield Criterion(segment.columns[locus], np.where(allowed, table.fewest, EXCLUDED).astype(np.uint8))
    for locus, table in lookups.excluded:
        if locus in segment.columns:
            yield Criterion(segment.columns[locus], table)
    for column, table in lookups.filters.items():
        yield Criterion(segment.columns[column], table)


def _candidates(
    registry: Registry, loci: tuple[str, ...], found: list[tuple[int, Array]], lookups: Lookups
) -> Candidates:
    total = sum(len(rows) for _place, rows in found)
    fewest, most = np.zeros((total, len(loci)), np.uint8), np.zeros((total, len(loci)), np.uint8)
    antibodies = np.zeros(total, np.uint8)
    begin = 0
    for place, rows in found:
        segment, part = registry.segments[place], slice(begin, begin + len(rows))
        begin += len(rows)

        def codes(locus: str, segment: Segment = segment, rows: Array = rows) -> Array:
            held = segment.columns.get(locus)
            return np.zeros(len(rows), np.uint8) if held is None else held[rows]

        for column, locus in enumerate(loci):
            here = codes(locus)
            fewest[part, column] = lookups.mismatches[locus].fewest[here]
            most[part, column] = lookups.mismatches[locus].most[here]
        for locus, table in lookups.possible:
            antibodies[part] += table[codes(locus)]
    return Candidates(
        registry,
        loci,
        np.repeat([place for place, _rows in found], [len(rows) for _place, rows in found]).astype(np.int32),
        np.concatenate([rows for _place, rows in found]) if found else np.empty(0, np.uint32),
        fewest,
        most,
        antibodies,
    )

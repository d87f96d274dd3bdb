"""Searches timed: the same patients, drawn from the registry itself, several times each."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from hemograft.donors.matching.scheme import SCHEMES
from hemograft.donors.registry.known_typings import known_typings
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.registry import Registry
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.patient import Patient, patient
from hemograft.donors.search.probabilities import match_probability
from hemograft.donors.search.search import search
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from hemograft.donors.typing.reading import TypingReader

PATIENTS = 20
ROUNDS = 3
SHARED = Path(os.environ.get("HEMOGRAFT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@dataclass(frozen=True)
class Timing:
    """Seconds, the best of ``ROUNDS``, of the patient in the middle and of the slowest; how many donors they found."""

    median: float
    worst: float
    found_median: float
    found_most: int

    @property
    def text(self) -> str:
        return f"{1e3 * self.median:.0f} / {1e3 * self.worst:.0f}"

    @property
    def found(self) -> str:
        return f"{self.found_median:,.0f} / {self.found_most:,}"


def timed_searches(
    registry: Registry,
    mismatches: int,
    likelihoods: Likelihoods | None = None,
    *,
    level: str = "10/10",
    reader: TypingReader = PLAIN_NAMES,
) -> Timing:
    """Scans for every patient; with ``likelihoods`` up to the probabilities of no and of one mismatch."""
    typings, criteria = known_typings(registry, reader), Criteria(SCHEMES[level], mismatches)
    seconds: list[float] = []
    found: list[int] = []
    for sick in patients_of(registry, reader):
        taken: list[float] = []
        count = 0
        for _round in range(ROUNDS):
            started = perf_counter()
            candidates = search(registry, sick, criteria, typings, reader)
            if likelihoods is not None:
                match_probability(sick, candidates, likelihoods)
            taken.append(perf_counter() - started)
            count = len(candidates)
        seconds.append(min(taken))
        found.append(count)
    return Timing(float(np.median(seconds)), max(seconds), float(np.median(found)), max(found))


def patients_of(registry: Registry, reader: TypingReader = PLAIN_NAMES) -> Iterator[Patient]:
    """Donors of the registry, evenly spread over its first segment, taken as patients; each typed at A, B and DRB1."""
    segment = registry.segments[0]
    able = np.flatnonzero(segment.columns["DRB1"] > 0)
    for row in able[np.linspace(0, len(able) - 1, PATIENTS).astype(int)]:
        yield patient({"typing": registry.typings(segment, int(row))}, reader)

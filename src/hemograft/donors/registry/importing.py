"""An import: batches of rows become segments, and the registry changes in one step at the end or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemograft.donors.registry.compaction import compacted
from hemograft.donors.registry.encoding import MOST_POPULATIONS, MOST_REGISTRIES, Encoded, Encoder
from hemograft.donors.registry.identifiers import IdentifierIndex, identifier_index
from hemograft.donors.registry.likelihoods import Likelihoods
from hemograft.donors.registry.manifest import Manifest, commit, writing
from hemograft.donors.registry.names import Names
from hemograft.donors.registry.rows import RowError, Rows
from hemograft.donors.registry.segment import MOST_ROWS, Segment, open_segment, with_deletions, write_segment
from hemograft.donors.registry.stored_frequencies import store_frequencies
from hemograft.donors.registry.typing_dictionary import TypingDictionary, load_typings, store_typings
from hemograft.donors.registry.vocabulary import KINDS
from hemograft.donors.typing.genotype import Nomenclature

MOST_ERRORS = 1000
"""Rows whose faults are kept in words; beyond that they are only counted."""


@dataclass(frozen=True)
class ImportChoices:
    """How an import is to be done.

    ``kind`` and ``registry`` stand for rows that do not tell. ``keep_rest`` imports the good rows although others are
    refused; without it one bad row refuses the file. ``replace_known`` lets a row take the place of the donor of the
    same id; without it the row is refused.
    """

    kind: str = "adult"
    registry: str = ""
    keep_rest: bool = False
    replace_known: bool = False
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class ImportReport:
    """What an import did: donors added and replaced, rows refused (the first ``MOST_ERRORS`` in words), and columns
    that were not understood."""

    added: int
    replaced: int
    refused: int
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...]


class ImportRefusedError(ValueError):
    """Nothing was imported because rows are broken; ``report`` says which."""

    def __init__(self, report: ImportReport) -> None:
        first = report.errors[0]
        rows = "1 row is" if report.refused == 1 else f"{report.refused} rows are"
        super().__init__(f"{rows} refused and nothing was imported; the first is row {first.number}: {first.why}")
        self.report = report


def import_donors(
    folder: Path,
    batches: Iterable[Rows],
    nomenclature: Nomenclature,
    choices: ImportChoices,
    likelihoods: Likelihoods | None = None,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> ImportReport:
    """Adds donors to the registry in ``folder``, which is made where there is none.

    Typings are checked against ``nomenclature`` and kept as written. With ``likelihoods`` each donor's likelihood is
    stored for the match probabilities of later searches. ``on_rows`` hears how many rows were read.

    Raises:
        ImportRefusedError: rows are broken and ``choices.keep_rest`` is false, or all are; the registry is as it was.
        RegistryError: the registry is damaged or being changed by another command.
        OSError: the disk is full.
    """
    with writing(folder) as manifest:
        run = _Import(folder, manifest, nomenclature, choices, likelihoods)
        for rows in batches:
            run.take(rows)
            on_rows(len(rows.numbers) + len(rows.broken))
        for kind in KINDS:
            run.flush(kind)
        report = run.report()
        if report.refused and not (choices.keep_rest and report.added + report.replaced):
            raise ImportRefusedError(report)
        commit(folder, run.manifest())
    return report


@final
class _Import:
    """The state of one import, between batches."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        nomenclature: Nomenclature,
        choices: ImportChoices,
        likelihoods: Likelihoods | None,
    ) -> None:
        self._folder, self._manifest, self._choices = folder, manifest, choices
        self._likelihoods, self._nomenclature = likelihoods, nomenclature
        self._dictionary: TypingDictionary = load_typings(folder, manifest.typings)
        self._populations = Names(manifest.populations, MOST_POPULATIONS, "population")
        self._registries = Names(manifest.registries, MOST_REGISTRIES, "registry")
        self._encoder = Encoder(
            nomenclature,
            self._dictionary,
            self._populations,
            self._registries,
            kind=choices.kind,
            registry=choices.registry,
            today=choices.today,
        )
        self._old: list[Segment] = [open_segment(folder, entry) for entry in manifest.segments]
        self._new: list[Segment] = []
        self._superseded: dict[int, list[NDArray[Any]]] = {}
        self._pending: dict[str, list[tuple[Encoded, IdentifierIndex]]] = {kind: [] for kind in KINDS}
        self._errors: list[RowError] = []
        self._added = self._replaced = self._refused = 0
        self._ignored: set[str] = set()

    def take(self, rows: Rows) -> None:
        """Encodes a batch; full segments are written."""
        encoded, errors = self._encoder.encode(rows)
        self._ignored.update(rows.ignored)
        fresh = self._without_duplicates(encoded)
        self._refuse(errors)
        for number, kind in enumerate(KINDS):
            part = fresh.where(fresh.kind == number)
            self._added += len(part)
            for start in range(0, len(part), MOST_ROWS):
                span = np.zeros(len(part), np.bool_)
                span[start : start + MOST_ROWS] = True
                self._append(kind, part.where(span))

    def _append(self, kind: str, part: Encoded) -> None:
        if sum(len(each) for each, _index in self._pending[kind]) + len(part) > MOST_ROWS:
            self.flush(kind)
        self._pending[kind].append((part, identifier_index(part.identifiers)))

    def flush(self, kind: str) -> None:
        """Writes what waits as a segment."""
        parts = [part for part, _index in self._pending[kind] if len(part)]
        self._pending[kind].clear()
        if not parts:
            return
        names = dict.fromkeys(name for part in parts for name in part.columns)
        columns = {
            name: np.concatenate([part.columns.get(name, np.zeros(len(part))) for part in parts]) for name in names
        }
        identifiers = pa.concat_arrays([part.identifiers for part in parts])
        fingerprint = ""
        if self._likelihoods is not None:
            fingerprint = self._likelihoods.fingerprint
            columns |= self._likelihoods.columns(
                columns, self._dictionary, self._populations.known, self._registries.known
            )
        entry = write_segment(self._folder, kind, columns, identifiers, fingerprint)
        self._new.append(open_segment(self._folder, entry))

    def _without_duplicates(self, encoded: Encoded) -> Encoded:
        index = identifier_index(encoded.identifiers)
        twice = [index.repeated()]
        waiting = [each for parts in self._pending.values() for _part, each in parts]
        for known in (*(segment.identifiers for segment in self._new), *waiting):
            twice.append(known.find(index)[0])
        bad = dict.fromkeys(np.concatenate(twice).tolist(), "stands in the file before: keep one row")
        for number, segment in enumerate(self._old):
            rows, theirs = segment.identifiers.find(index)
            alive = ~np.isin(theirs, segment.deleted)
            if self._choices.replace_known:
                kept = alive & ~np.isin(rows, list(bad))
                self._superseded.setdefault(number, []).append(theirs[kept])
                self._replaced += int(kept.sum())
                self._added -= int(kept.sum())
            else:
                known = "is in the registry already: use --replace to renew the donor"
                bad = dict.fromkeys(rows[alive].tolist(), known) | bad
        good = np.ones(len(encoded), np.bool_)
        good[list(bad)] = False
        texts = encoded.identifiers
        self._refuse(
            [RowError(int(encoded.numbers[row]), f'id "{texts[row].as_py()}" {bad[row]}') for row in sorted(bad)]
        )
        return encoded.where(good)

    def _refuse(self, errors: Iterable[RowError]) -> None:
        for error in errors:
            self._refused += 1
            if len(self._errors) < MOST_ERRORS:
                self._errors.append(error)

    def manifest(self) -> Manifest:
        """The registry with this import."""
        entries = [segment.entry for segment in self._old]
        for number, rows in self._superseded.items():
            gone = np.concatenate(rows)
            if len(gone):
                entries[number] = with_deletions(self._folder, self._old[number], gone)
        return replace(
            self._manifest,
            generation=self._manifest.generation + 1,
            nomenclature=self._nomenclature.name,
            digest=self._nomenclature.digest,
            segments=compacted(self._folder, [*entries, *(segment.entry for segment in self._new)]),
            typings=store_typings(self._folder, self._dictionary, self._manifest.typings),
            frequencies=self._manifest.frequencies
            if self._likelihoods is None
            else store_frequencies(self._folder, self._likelihoods.populations),
            populations=self._populations.known,
            registries=self._registries.known,
        )

    def report(self) -> ImportReport:
        errors = tuple(sorted(self._errors, key=lambda error: error.number))
        return ImportReport(self._added, self._replaced, self._refused, errors, tuple(sorted(self._ignored)))

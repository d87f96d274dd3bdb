"""A registry as it lies on disk, opened for reading: segments memory-mapped, typings and names loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from hemograft.donors.registry.files import RegistryError, checksum
from hemograft.donors.registry.identifiers import identifier_index
from hemograft.donors.registry.manifest import MANIFEST, Manifest, commit, read_manifest, writing
from hemograft.donors.registry.segment import Segment, open_segment, with_deletions
from hemograft.donors.registry.typing_dictionary import TypingDictionary, load_typings

_ATTEMPTS = 3


@dataclass(frozen=True)
class Registry:
    """Everything a search needs."""

    folder: Path
    manifest: Manifest
    segments: tuple[Segment, ...]
    dictionary: TypingDictionary

    @property
    def donors(self) -> int:
        return sum(segment.rows - len(segment.deleted) for segment in self.segments)

    def of_kind(self, kind: str) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if segment.entry.kind == kind)

    def find(self, identifier: str) -> tuple[Segment, int] | None:
        """The donor of an identifier, as segment and row; None where nobody has it."""
        wanted = identifier_index(pa.array([identifier], pa.string()))
        for segment in self.segments:
            _wanted, rows = segment.identifiers.find(wanted)
            if len(rows) and int(rows[0]) not in segment.deleted:
                return segment, int(rows[0])
        return None

    def typings(self, segment: Segment, row: int) -> Mapping[str, str]:
        """A donor's typings as they were written, at the loci that are typed."""
        codes = {locus: int(segment.columns[locus][row]) for locus in segment.loci}
        return {locus: self.dictionary.texts[locus][code] for locus, code in codes.items() if code}


def open_registry(folder: Path) -> Registry:
    """Opens a registry.

    Raises:
        RegistryError: there is none in ``folder``, or a file of it is missing, truncated or damaged.
    """
    if not (folder / MANIFEST).is_file():
        raise RegistryError(f'there is no registry in "{folder}": import donors or generate some first')
    for attempt in range(_ATTEMPTS):
        manifest = read_manifest(folder)
        try:
            segments = tuple(open_segment(folder, entry) for entry in manifest.segments)
            return Registry(folder, manifest, segments, load_typings(folder, manifest.typings))
        except RegistryError:
            # Another command may have replaced the files between the two readings.
            if attempt + 1 == _ATTEMPTS or read_manifest(folder).generation == manifest.generation:
                raise
    raise AssertionError


def check_registry(registry: Registry) -> None:
    """Reads every byte and compares it with the checksums of the manifest.

    Raises:
        RegistryError: a file was altered.
    """
    manifest = registry.manifest
    deletions = (entry.deleted for entry in manifest.segments if entry.deleted is not None)
    segments = (entry.file for entry in manifest.segments)
    for file in (*segments, *deletions, *manifest.typings, *manifest.frequencies):
        if checksum(registry.folder / file.name) != file.checksum:
            path = registry.folder / file.name
            raise RegistryError(f'registry file "{path}" was altered: restore it from a backup')


def delete_donors(folder: Path, identifiers: Iterable[str]) -> tuple[str, ...]:
    """Deletes donors: their rows are marked and no longer found. Nothing else is rewritten.

    Returns the identifiers that nobody has; the others are deleted.

    Raises:
        RegistryError: the registry is damaged or being changed by another command.
    """
    given = list(dict.fromkeys(identifiers))
    wanted = identifier_index(pa.array(given, pa.string()))
    missing = np.ones(len(given), np.bool_)
    with writing(folder) as manifest:
        entries = list(manifest.segments)
        for number, entry in enumerate(manifest.segments):
            segment = open_segment(folder, entry)
            theirs, rows = segment.identifiers.find(wanted)
            alive = ~np.isin(rows, segment.deleted)
            if alive.any():
                entries[number] = with_deletions(folder, segment, rows[alive])
                missing[theirs[alive]] = False
        if not missing.all():
            commit(folder, replace(manifest, generation=manifest.generation + 1, segments=tuple(entries)))
    return tuple(identifier for identifier, absent in zip(given, missing, strict=True) if absent)

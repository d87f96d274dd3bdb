"""What a registry consists of: one small file that is replaced in one step, so that a killed import changes nothing."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from json import dumps
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from hemograft.donors.registry.files import RegistryError, StoredFile
from hemograft.whole_file import write_whole

MANIFEST, LOCK = "manifest.json", "writer.lock"
FORMAT = 1


@dataclass(frozen=True)
class SegmentEntry:
    """Donors that arrived together: their file, how many, of which kind, and which of them were deleted since.

    ``frequencies`` is the fingerprint of the haplotype frequencies that the stored likelihoods come from; empty
    where none are stored.
    """

    file: StoredFile
    rows: int
    kind: str
    frequencies: str = ""
    deleted: StoredFile | None = None
    deleted_rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """All files of a registry, and the names behind the codes of its populations and registries (0 is unknown).

    ``nomenclature`` and ``digest`` are those of the last import.
    """

    format: int = FORMAT
    generation: int = 0
    nomenclature: str = ""
    digest: str = ""
    segments: tuple[SegmentEntry, ...] = ()
    typings: tuple[StoredFile, ...] = ()
    frequencies: tuple[StoredFile, ...] = ()
    populations: tuple[str, ...] = ("",)
    registries: tuple[str, ...] = ("",)

    @property
    def files(self) -> frozenset[str]:
        deletions = {entry.deleted.name for entry in self.segments if entry.deleted is not None}
        segments = {entry.file.name for entry in self.segments}
        return frozenset(segments | deletions | {file.name for file in (*self.typings, *self.frequencies)})


def read_manifest(folder: Path) -> Manifest:
    """The registry as the last finished command left it; empty where there is none yet.

    Raises:
        RegistryError: the manifest is damaged or of a newer Hemograft.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return Manifest()
    try:
        manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except ValidationError:
        raise RegistryError(f'registry file "{path}" is damaged: restore it from a backup') from None
    if manifest.format != FORMAT:
        raise RegistryError(f'registry "{folder}" has format {manifest.format}, not {FORMAT}: update Hemograft')
    return manifest


def commit(folder: Path, manifest: Manifest) -> None:
    """Makes the change: before this step the old registry stands, after it the new one."""
    write_whole(folder / MANIFEST, dumps(asdict(manifest), indent=1))
    remove_orphans(folder, manifest)


def remove_orphans(folder: Path, manifest: Manifest) -> None:
    """Removes what a killed command or an older manifest left; only while writing, when nobody else is at work."""
    kept = manifest.files
    for path in folder.glob("*.arrow"):
        if path.name not in kept:
            # Windows keeps what a search has open; the next command removes it.
            with suppress(PermissionError):
                path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Generator[Manifest]:
    """Yields the manifest to change, to one process at a time.

    The lock is that of an SQLite file, which every system lets go when the process dies, however it dies.

    Raises:
        RegistryError: another command is changing the registry.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0.0)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise RegistryError(f'registry "{folder}" is being changed by another command: wait for it') from None
        manifest = read_manifest(folder)
        remove_orphans(folder, manifest)
        try:
            yield manifest
        except BaseException:
            remove_orphans(folder, read_manifest(folder))
            raise
    finally:
        lock.close()

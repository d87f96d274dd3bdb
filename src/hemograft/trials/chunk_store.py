"""What was simulated, kept in parts on disk: a trial that was stopped goes on from them."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from hemograft import __version__
from hemograft.planning.plan import parameters_sha256
from hemograft.trials.design import TrialDesign
from hemograft.trials.results import PatientTable
from hemograft.whole_file import write_whole

CHUNK = 64
"""Patients a part: fixed, so that the parts of any run of a design are the same."""
IDENTITY = "identity.json"


class CheckpointError(ValueError):
    """The folder holds parts that this run cannot go on from."""


@dataclass(frozen=True)
class ChunkStore:
    """Parts of one design in a folder; ``identity`` is what the parts depend on.

    A part is written whole or not at all, behind a digest of its content, so that what a crash of the machine leaves
    is simulated again.
    """

    folder: Path
    identity: tuple[tuple[str, str], ...]

    def open(self) -> None:
        """Makes the folder, or checks that what lies in it is of this run.

        Raises:
            CheckpointError: the parts are of another version, other numbers or another design.
            OSError: the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / IDENTITY
        if not file.exists():
            write_whole(file, json.dumps(dict(self.identity), indent=1))
            return
        try:
            found = json.loads(file.read_text("utf-8"))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise CheckpointError(f"{file} is not that of a trial: choose another --out, or delete {self.folder}")
        for name, value in self.identity:
            if found.get(name) != value:  # pyright: ignore[reportUnknownMemberType]
                raise CheckpointError(
                    f"{self.folder} holds patients of another {name.replace('_', ' ')} ({_short(found.get(name))}, not"  # pyright: ignore[reportUnknownMemberType]
                    f" {_short(value)}): choose another --out, or delete that folder"
                )

    def holds(self, part: range) -> bool:
        """Whether this part is there and whole."""
        return self._read(part) is not None

    def keep(self, part: range, table: PatientTable) -> None:
        """Writes a part.

        Raises:
            OSError: it cannot be written; the parts before it stay.
        """
        content = table.to_bytes()
        write_whole(self._place(part), hashlib.sha256(content).digest() + content)

    def load(self, part: range) -> PatientTable:
        """Reads a part.

        Raises:
            RuntimeError: it is not there, or not whole.
        """
        table = self._read(part)
        if table is None:
            raise RuntimeError(f"{self._place(part)} was removed or changed meanwhile: start the same command again")
        return table

    def _read(self, part: range) -> PatientTable | None:
        try:
            content = self._place(part).read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            return None
        try:
            return PatientTable.from_bytes(content[32:])
        except (ValueError, KeyError, zipfile.BadZipFile):
            return None

    def _place(self, part: range) -> Path:
        return self.folder / f"{part.start:08d}.npz.sha256"


def chunk_store(folder: Path, design: TrialDesign) -> ChunkStore:
    """The store of a design's patients."""
    identity = {
        "version": __version__,
        "parameters": parameters_sha256(),
        "design": design.simulation_sha256,
        "chunk": str(CHUNK),
    }
    return ChunkStore(folder, tuple(identity.items()))


def _short(value: object) -> str:
    return str(value)[:12]

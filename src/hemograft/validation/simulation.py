"""How much a group simulates, and where: parts of virtual patients on some cores, kept in a folder if one is given."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from hemograft import __version__
from hemograft.planning.plan import parameters_sha256
from hemograft.simulation.ensemble import chunks, map_chunks
from hemograft.trials.chunk_store import CHUNK, ChunkStore
from hemograft.trials.results import PatientTable, joined

Task = Callable[[range], PatientTable]
"""Picklable: the virtual patients with these numbers."""


@dataclass(frozen=True)
class Simulation:
    """One run of a group: ``size`` virtual patients an arm, all luck from ``seed``.

    folder: where parts are kept, so that a stopped run goes on from them; None keeps nothing.
    workers: processes; None is one a core.
    advance: called with the number of patients that are done.
    """

    size: int
    seed: int
    folder: Path | None = None
    workers: int | None = 1
    advance: Callable[[int], None] = lambda _: None

    def patients(self, task: Task, name: str, content: object) -> PatientTable:
        """All patients of a task, part by part; those kept are not simulated again.

        Args:
            task: see `Task`; the same patients whatever the parts.
            name: of the folder of its parts.
            content: what they depend on besides the seed and the model's numbers, as JSON can write it.

        Raises:
            CheckpointError: the folder holds parts of another run.
            OSError: a part cannot be written; those before it stay.
        """
        parts = chunks(self.size, CHUNK)
        if self.folder is None:
            return joined(map_chunks(task, parts, workers=self.workers, on_done=self.advance))
        store = ChunkStore(self.folder / name, self._identity(content))
        store.open()
        missing = [part for part in parts if not store.holds(part)]
        self.advance(self.size - sum(map(len, missing)))
        if missing:
            map_chunks(partial(_keep, store, task), missing, workers=self.workers, on_done=self.advance)
        return joined([store.load(part) for part in parts])

    def _identity(self, content: object) -> tuple[tuple[str, str], ...]:
        digest = sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()
        return (
            ("version", __version__),
            ("parameters", parameters_sha256()),
            ("design", digest),
            ("seed", str(self.seed)),
            ("chunk", str(CHUNK)),
        )


def _keep(store: ChunkStore, task: Task, part: range) -> None:
    store.keep(part, task(part))

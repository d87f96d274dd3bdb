"""How far an estimation of haplotype frequencies has come, kept in a folder: a stopped one goes on from there."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.whole_file import write_whole

STATE = "frequencies.sha256"
LEAST_PAUSE = 1.0
"""Seconds between two states kept."""
PAUSE_PER_WRITING = 100.0
"""Times as long as a state took to write the next one waits: writing takes 1 % of the time at most."""
_DIGEST = hashlib.sha256().digest_size


class CheckpointError(ValueError):
    """The folder holds an estimation that this one cannot go on from."""


class RoundsDone(NamedTuple):
    """What ``number`` rounds came to: ``frequency`` (haplotypes,), and its largest change in the last of them."""

    number: int
    change: float
    frequency: NDArray[np.float64]


@dataclass(frozen=True)
class EstimationCheckpoint:
    """The last state kept of one estimation; ``identity`` is what its rounds depend on.

    A state is written whole or not at all, behind a digest of its content. What a crash of the machine leaves of it is
    taken for nothing, and the estimation starts anew.
    """

    folder: Path
    identity: Mapping[str, str]

    def held(self, rounds: int) -> RoundsDone | None:
        """The state in the folder, which is made where there is none.

        Raises:
            CheckpointError: it is that of another estimation, or of more than ``rounds`` rounds.
            OSError: the folder cannot be made, or the state not be read.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            content = (self.folder / STATE).read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        head, _, values = content[_DIGEST:].partition(b"\n")
        told = json.loads(head)
        for name, value in self.identity.items():
            if (found := told["identity"].get(name)) != value:
                raise CheckpointError(
                    f"--checkpoint {self.folder} holds another estimation ({name}: {found}, not {value}); "
                    "name another folder, or delete that one"
                )
        if told["rounds"] > rounds:
            raise CheckpointError(
                f"--rounds {rounds}: --checkpoint {self.folder} holds {told['rounds']} rounds already; allow as many, "
                "or name another folder"
            )
        # A copy, because kernels are compiled for arrays that may be written to.
        return RoundsDone(told["rounds"], told["change"], np.frombuffer(values, "<f8").astype(np.float64))

    def keep(self, done: RoundsDone) -> None:
        """Writes a state over the one before.

        Raises:
            OSError: it cannot be written; the one before stays.
        """
        head = {"identity": dict(self.identity), "rounds": done.number, "change": done.change}
        content = json.dumps(head).encode() + b"\n" + done.frequency.astype("<f8").tobytes()
        write_whole(self.folder / STATE, hashlib.sha256(content).digest() + content)


def now_and_then(
    keep: Callable[[RoundsDone], None], clock: Callable[[], float] = monotonic
) -> Callable[[RoundsDone], None]:
    """Keeps the first state given, so that a folder that cannot be written to is told at once, and then few of them."""
    due = -np.inf

    def offer(done: RoundsDone) -> None:
        nonlocal due
        begin = clock()
        if begin >= due:
            keep(done)
            end = clock()
            due = end + max(LEAST_PAUSE, PAUSE_PER_WRITING * (end - begin))

    return offer


def digest_of(texts: object, arrays: Iterable[NDArray[Any]]) -> str:
    """The first 16 digits of the SHA-256 of texts, as JSON can write them, and arrays."""
    digest = hashlib.sha256(json.dumps(texts).encode())
    for each in arrays:
        digest.update(f"{each.dtype.str}{each.shape}".encode())
        digest.update(np.ascontiguousarray(each).data)
    return digest.hexdigest()[:16]

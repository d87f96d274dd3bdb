"""Where the parts of a pool are simulated: on this machine, or on a Dask cluster; either gives the same parts."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from typing import Any

from hemograft import __version__
from hemograft.planning.plan import parameters_sha256
from hemograft.simulation.ensemble import map_chunks
from hemograft.trials.chunk_store import ChunkStore
from hemograft.trials.design import TrialDesign
from hemograft.trials.results import PatientTable
from hemograft.trials.simulated_patients import simulate_part

Advance = Callable[[int], None]

PATIENCE = 5.0
"""Seconds to wait for a scheduler."""
_QUIET = {f"distributed{part}": "critical" for part in ("", ".client", ".batched", ".comm", ".core")}
_ONE_AT_A_TIME = threading.Lock()  # compiled integrators are kept by the process and are not safe between threads


class SchedulerError(RuntimeError):
    """The cluster cannot be used."""


def simulate_here(
    design: TrialDesign, store: ChunkStore, parts: list[range], *, workers: int | None, advance: Advance
) -> None:
    """Simulates parts in ``workers`` processes (by default one a core); each process keeps what it has done."""
    map_chunks(partial(_simulate_and_keep, design, store), parts, workers=workers, on_done=advance)


def simulate_on_cluster(
    design: TrialDesign, store: ChunkStore, parts: list[range], *, scheduler: str, advance: Advance
) -> None:
    """Simulates parts on the Dask cluster at an address such as ``tcp://host:8786``; they are kept on this machine.

    A part whose worker dies is given to another one.

    Raises:
        ImportError: Dask is not installed.
        SchedulerError: nobody answers at the address or any more, or worker after worker dies over one part.
        RuntimeError: a worker has another version of Hemograft or of its numbers.
    """
    client = _client(scheduler)
    from distributed import KilledWorker, as_completed

    identity = (__version__, parameters_sha256())
    with client:
        futures = {client.submit(_simulate_there, identity, design, part, pure=False): part for part in parts}
        for future in as_completed(list(futures), loop=client.loop):
            try:
                table = future.result()
            except KilledWorker:
                raise SchedulerError(f"the workers at {scheduler} die one after the other: see their logs") from None
            except (CancelledError, OSError):
                raise SchedulerError(
                    f"the Dask scheduler at {scheduler} is gone: what was simulated is kept, start the same command"
                    " again"
                ) from None
            part = futures.pop(future)
            store.keep(part, table)
            advance(len(part))


def _client(scheduler: str) -> Any:
    """A connection to a scheduler that leaves it to the command to say what went wrong."""
    try:
        from dask import config
    except ImportError:
        raise ImportError('--scheduler needs Dask: install "hemograft[dask]"') from None
    config.set({"logging": _QUIET})  # read when distributed is imported
    from distributed import Client

    try:
        return Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise SchedulerError(f"no Dask scheduler answers at {scheduler}: start one, or correct --scheduler") from None


def _simulate_and_keep(design: TrialDesign, store: ChunkStore, part: range) -> None:
    store.keep(part, simulate_part(design, part))


def _simulate_there(identity: tuple[str, str], design: TrialDesign, part: range) -> PatientTable:
    if identity != (__version__, parameters_sha256()):
        raise RuntimeError(
            f"a worker has hemograft {__version__} or other numbers, not those of this machine: install {identity[0]}"
            " on it"
        )
    with _ONE_AT_A_TIME:
        return simulate_part(design, part)

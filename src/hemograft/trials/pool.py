"""The pool of a trial: virtual patients simulated once under every arm, in parts that survive an interruption."""

from collections.abc import Callable
from pathlib import Path

from hemograft.simulation.ensemble import chunks
from hemograft.trials.chunk_store import CHUNK, chunk_store
from hemograft.trials.design import TrialDesign
from hemograft.trials.results import PatientTable, joined
from hemograft.trials.schedulers import simulate_here, simulate_on_cluster


def simulate_pool(
    design: TrialDesign,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> PatientTable:
    """All patients of the pool; what ``folder`` holds already is not simulated again.

    The result is the same for any number of workers, on a cluster, and after any interruption.

    Args:
        design: the trial.
        folder: where parts are kept.
        workers: processes on this machine.
        scheduler: address of a Dask scheduler, in their place.
        advance: called with the number of patients that are done.

    Raises:
        CheckpointError: the folder holds parts of another run.
        OSError: a part cannot be written; those before it stay.
    """
    store = chunk_store(folder, design)
    store.open()
    parts = chunks(design.pool, CHUNK)
    missing = [part for part in parts if not store.holds(part)]
    advance(design.pool - sum(map(len, missing)))
    if missing and scheduler is not None:
        simulate_on_cluster(design, store, missing, scheduler=scheduler, advance=advance)
    elif missing:
        simulate_here(design, store, missing, workers=workers, advance=advance)
    return joined([store.load(part) for part in parts])

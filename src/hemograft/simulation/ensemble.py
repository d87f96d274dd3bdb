"""Many patients on all cores: chunks of patients in worker processes, each with its own compiled integrators."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import TypeVar

Result = TypeVar("Result")

CHUNK = 64
"""Patients per task: a multiple of the SIMD width, small enough for a lively progress bar."""


def chunks(patients: int, size: int = CHUNK) -> list[range]:
    """Ranges of patient numbers that cover ``patients``."""
    return [range(first, min(first + size, patients)) for first in range(0, patients, size)]


def map_chunks(
    task: Callable[[range], Result],
    parts: list[range],
    *,
    workers: int | None = None,
    on_done: Callable[[int], None] | None = None,
) -> list[Result]:
    """Results of ``task`` for each part, in order; the same for any number of workers.

    Args:
        task: picklable function of a range of patient numbers.
        parts: see `chunks`.
        workers: processes; by default one a core, never more than parts. One runs here, without a process.
        on_done: called with the number of patients of each finished part.

    Raises:
        whatever a task raises; the other workers are ended at once, as on Ctrl-C.
    """
    used = min(workers or os.cpu_count() or 1, max(len(parts), 1))
    report = on_done or (lambda _patients: None)
    if used == 1:
        results: list[Result] = []
        for part in parts:
            results.append(task(part))
            report(len(part))
        return results
    # spawn, not fork: workers must not inherit threads (progress bars, BLAS) in an unknown state
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(used, mp_context=context, initializer=_end_with_parent)
    try:
        with _interrupts_held():
            futures = {pool.submit(task, part): index for index, part in enumerate(parts)}
        done: dict[int, Result] = {}
        for future in as_completed(futures):
            index = futures[future]
            done[index] = future.result()
            report(len(parts[index]))
        return [done[index] for index in range(len(parts))]
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_held() -> Generator[None]:
    """A terminal sends Ctrl-C to every process; workers started in here never see it, this process sees it after."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """In a worker: without this it would wait for work forever after its parent was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

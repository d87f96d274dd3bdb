"""What only a fresh process can tell: compile time, memory, and how two processes share two cores."""

import multiprocessing
import os
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from benchmarks.cohort import Cohort

Result = TypeVar("Result")
SECONDS = 2.0


@dataclass(frozen=True)
class Compilation:
    """Seconds to import the engine's libraries and to compile one structure with no cache."""

    imports: float
    compilation: float


def fresh(*jobs: tuple[Callable[..., Result], tuple[object, ...]]) -> list[Result]:
    """Runs each job in a new process of its own, all at the same time."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=len(jobs), mp_context=context, max_tasks_per_child=1) as pool:
        futures = [pool.submit(job, *arguments) for job, arguments in jobs]
        return [future.result() for future in futures]


def compile_cold(clones: int, tolerance: float) -> Compilation:
    """Compiles with heyoka's own cache on disk switched off."""
    start = perf_counter()
    import heyoka

    from hemograft.simulation.integrator import integrator

    imported = perf_counter()
    heyoka.llvm_state.set_diskcache_enabled(False)
    integrator(Cohort(clones).system, tolerance)
    return Compilation(imported - start, perf_counter() - imported)


def hemograft_memory(clones: int, tolerance: float) -> float:
    """Largest resident memory, MiB, of a process that runs the cohort once in our engine."""
    from benchmarks.engine import hemograft_daily
    from hemograft.simulation.integrator import integrator

    cohort = Cohort(clones)
    hemograft_daily(cohort, integrator(cohort.system, tolerance))
    return resident_peak()


def resident_peak() -> float:
    """Largest resident memory of this process, MiB.

    What getrusage tells on Linux begins with the memory of the process that started this one; its own table does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def hemograft_rate(clones: int, tolerance: float, core: int) -> float:
    """Patients x years per second with daily counts on one core, over a fixed time."""
    from benchmarks.engine import hemograft_daily
    from hemograft.simulation.integrator import integrator

    pin(core)
    cohort = Cohort(clones)
    solver = integrator(cohort.system, tolerance)
    hemograft_daily(cohort, solver)
    start, done = perf_counter(), 0
    while (elapsed := perf_counter() - start) < SECONDS:
        hemograft_daily(cohort, solver)
        done += cohort.patients
    return done / elapsed


def pin(core: int) -> None:
    """Keeps this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})

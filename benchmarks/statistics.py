"""``python -m benchmarks.statistics``: what the analysis of 10,000 replicate trials of 200 patients takes.

The limit that the project set itself is one minute on two cores for incidence at a horizon and Gray's test. Peers are
run on some of the same trials, and must agree there: statsmodels (it has no Gray's test) and, where it is installed,
comprisk (pip refuses it beside the donors extra, whose numba is newer).
"""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.processes import fresh, pin, resident_peak
from benchmarks.report import RESULTS, machine, progress, table, write
from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.gray import gray_test
from hemograft.outcomes.statistics.log_rank import log_rank_test

REPLICATES, PATIENTS, HORIZON = 10_000, 200, 365.0
PORTION = 500
"""Replicates whose curves are in memory at once."""
PEER_REPLICATES = 200
AGREE = 1e-9
ROUNDS = 3
LIMIT = 60.0
FILE: Path = RESULTS.with_name("statistics.md")
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Trials:
    """Replicates of one trial with two arms: relapse, death without relapse, censoring; whole days, so with ties."""

    time: Numbers
    status: NDArray[np.int64]
    arm: NDArray[np.int64]


def trials(replicates: int) -> Trials:
    """Relapse at 0.0010 or 0.0007 a day, death at 0.0006, accrual over a year before a common end at two years."""
    random = np.random.default_rng(2024)
    arm = np.arange(PATIENTS) % 2
    shape = (replicates, PATIENTS)
    relapse = random.exponential(1.0 / np.where(arm == 1, 0.0007, 0.0010), shape)
    death = random.exponential(1.0 / 0.0006, shape)
    end = random.uniform(365.0, 730.0, shape)
    time = np.minimum(np.minimum(relapse, death), end)
    return Trials(np.ceil(time), np.where(time == relapse, 1, np.where(time == death, 2, 0)), arm)


def incidence(sample: Trials) -> Numbers:
    """Incidence of relapse in both arms at the horizon with its interval, (replicates, arms)."""
    found: list[Numbers] = []
    for start in range(0, len(sample.time), PORTION):
        part = slice(start, start + PORTION)
        arms = [
            aalen_johansen(sample.time[part], sample.status[part], 2, among=sample.arm == arm).at(HORIZON)
            for arm in (0, 1)
        ]
        for arm in arms:
            arm.interval()
        found.append(np.stack([arm.incidence[:, 0, 0] for arm in arms], axis=-1))
    return np.concatenate(found)


def statsmodels_incidence(sample: Trials) -> Numbers:
    """The same by statsmodels, trial by trial and arm by arm."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    found = np.empty((len(sample.time), 2))
    for row, (time, status) in enumerate(zip(sample.time, sample.status, strict=True)):
        for arm in (0, 1):
            chosen = sample.arm == arm
            curve = CumIncidenceRight(time[chosen], status[chosen])
            found[row, arm] = curve.cinc[0][np.searchsorted(curve.times, HORIZON, side="right") - 1]
    return found


def comprisk_incidence(sample: Trials) -> Numbers:
    """The same by comprisk, with its variance."""
    curves = importlib.import_module("comprisk").CumulativeIncidence(cause_codes=[1, 2])
    found = np.empty((len(sample.time), 2))
    for row, (time, status) in enumerate(zip(sample.time, sample.status, strict=True)):
        estimate, _ = curves.fit(time, status, group=sample.arm).timepoints([HORIZON])
        found[row] = estimate[[0, 2], 0]
    return found


def gray(sample: Trials) -> Numbers:
    """p of Gray's test in every replicate."""
    return gray_test(sample.time, sample.status, sample.arm).p


def comprisk_gray(sample: Trials) -> Numbers:
    """The same by comprisk, trial by trial."""
    test = importlib.import_module("comprisk").gray_test
    rows = zip(sample.time, sample.status, strict=True)
    return np.array([test(*row, sample.arm).pvalue for row in rows], dtype=float)


def log_rank(sample: Trials) -> Numbers:
    """p of the log-rank test of relapse in every replicate."""
    return log_rank_test(sample.time, sample.status == 1, sample.arm).p


def statsmodels_log_rank(sample: Trials) -> Numbers:
    """The same by statsmodels, trial by trial."""
    from statsmodels.duration.survfunc import survdiff

    rows = zip(sample.time, sample.status == 1, strict=True)
    return np.array([survdiff(time, event, sample.arm)[1] for time, event in rows], dtype=float)


Analysis = Callable[[Trials], Numbers]
ANALYSES: dict[str, tuple[Analysis, dict[str, Analysis]]] = {
    "incidence of both arms at one year": (
        incidence,
        {"statsmodels": statsmodels_incidence, "comprisk": comprisk_incidence},
    ),
    "Gray's test": (gray, {"comprisk": comprisk_gray}),
    "log-rank test": (log_rank, {"statsmodels": statsmodels_log_rank}),
}


def main() -> None:
    """Measures on one core, about half a minute, and writes the table."""
    (memory,) = fresh((peak_memory, ()))
    pin(0)
    sample, some = trials(REPLICATES), trials(PEER_REPLICATES)
    rows: list[list[str]] = []
    ours_seconds: dict[str, float] = {}
    for name, (ours, peers) in ANALYSES.items():
        progress(name)
        ours_seconds[name] = best_seconds(ours, sample)
        rate = REPLICATES / ours_seconds[name]
        rows.append([name, "hemograft", f"{REPLICATES:,}", f"{ours_seconds[name]:.2f}", f"{rate:,.0f}", "1", ""])
        expected = ours(some)
        for peer, analysis in peers.items():
            if importlib.util.find_spec(peer) is None:
                rows.append([name, peer, "", "", "not installed", "", ""])
                continue
            error = float(np.abs(analysis(some) - expected).max())
            if not error < AGREE:
                raise RuntimeError(f"{peer} and hemograft differ by {error:.1e} in {name}: one of them is wrong")
            seconds = best_seconds(analysis, some)
            its_rate = PEER_REPLICATES / seconds
            timing = [f"{PEER_REPLICATES}", f"{seconds:.2f}", f"{its_rate:,.0f}"]
            rows.append([name, peer, *timing, f"{rate / its_rate:.0f}", f"{error:.0e}"])
    together = ours_seconds["incidence of both arms at one year"] + ours_seconds["Gray's test"]
    head = (
        f"Replicate trials of {PATIENTS} patients in two arms, two causes, times in whole days. One core, wall-clock, "
        f"best of {ROUNDS}; incidence with variance and interval. Every peer is called once a trial, and "
        "the difference from ours is the largest of its trials."
    )
    verdict = (
        f"Incidence and Gray's test of {REPLICATES:,} trials: {together:.1f} s on one core (limit {LIMIT:g} s on two); "
        f"peak memory of the process {memory:,.0f} MiB, the trials themselves included."
    )
    columns = ["analysis", "by", "trials", "seconds", "trials / s", "hemograft is faster, times", "difference"]
    sections = ["# Benchmark: statistics of replicate trials", machine(), head, table(columns, rows), verdict]
    write(sections, FILE)
    print("\n\n".join(sections))


def best_seconds(analysis: Analysis, sample: Trials) -> float:
    """Wall-clock seconds, the best of a few rounds."""
    seconds: list[float] = []
    for _ in range(ROUNDS):
        started = perf_counter()
        analysis(sample)
        seconds.append(perf_counter() - started)
    return min(seconds)


def peak_memory() -> float:
    """Largest resident memory, MiB, of a process that analyzes all replicates."""
    sample = trials(REPLICATES)
    incidence(sample)
    gray(sample)
    return resident_peak()


if __name__ == "__main__":
    main()

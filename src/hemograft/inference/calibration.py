"""The whole calibration, as the command runs it: fit the steps, write the parameter file, judge the result."""

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path

from hemograft.evidence import number, records
from hemograft.evidence.loader import records_in_files
from hemograft.inference.must_hold import Trial, must_hold
from hemograft.inference.pipeline import run_steps
from hemograft.inference.record_files import calibrated_records, rounded, write_calibrated
from hemograft.inference.report import calibration_report
from hemograft.inference.search import Fit
from hemograft.inference.step import Step

Advance = Callable[[int], None]
"""Told how many more generations, or steps, are done."""


def fit_steps(steps: Sequence[Step], *, seed: int, checkpoint: Path | None, advance: Advance) -> dict[str, Fit]:
    """Fits by step name; see `run_steps`. ``advance`` hears of generations."""
    done = dict.fromkeys((step.name for step in steps), 0)

    def on_generation(step: Step, generation: int, _loss: float) -> None:
        advance(generation - done[step.name])
        done[step.name] = generation

    return run_steps(steps, seed=seed, checkpoint=checkpoint, on_generation=on_generation)


def differing(fits: Mapping[str, Fit]) -> list[str]:
    """Records whose value is not what these fits found."""
    known = records()
    found = {record: rounded(value) for fit in fits.values() for record, value in fit.values.items()}
    return [record for record, value in found.items() if record not in known or known[record].value != value]


def write_fits(steps: Sequence[Step], fits: Mapping[str, Fit], seed: int) -> None:
    """Writes the parameter file of the package with these fits, and reads the records anew.

    Raises:
        OSError: the package's files cannot be written.
    """
    folder = Path(str(resources.files("hemograft.evidence"))) / "records"
    write_calibrated(folder, calibrated_records(records(), steps, fits, seed))
    records_in_files.cache_clear()


def judge(steps: Sequence[Step], trials: Sequence[Trial], *, seed: int, advance: Advance) -> str:
    """The report on the values that the records hold: every target of the steps, and with ``trials`` what must hold."""
    results: dict[str, float] = {}
    for step in steps:
        results |= step.results(seed)
        advance(1)
    for trial in trials:
        # a step's result, of more virtual patients, stands
        results = {**trial(number, seed), **results}
        advance(1)
    return calibration_report(steps, must_hold() if trials else (), results, seed=seed)

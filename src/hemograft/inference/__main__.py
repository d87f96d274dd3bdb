"""``python -m hemograft.inference``: calibrates the centre, writes the records and the report (make calibrate)."""

import argparse
from importlib import resources
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hemograft.evidence import records
from hemograft.hematopoiesis.parameters import standard_parameters
from hemograft.inference.calibration import calibrate
from hemograft.inference.candidates import Candidates
from hemograft.inference.itp_response import eltrombopag_potency
from hemograft.inference.record_files import rounded, write_values
from hemograft.inference.report import calibration_report
from hemograft.inference.scenarios import run_scenarios
from hemograft.whole_file import write_whole


def main() -> None:
    """Runs or resumes the calibration, then writes calibrated values and ``docs/calibration.md``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--generations", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checkpoint", type=Path, default=Path(".calibration.checkpoint"))
    parser.add_argument("--report", type=Path, default=Path("docs/calibration.md"))
    arguments = parser.parse_args()
    columns = (
        TextColumn("loss {task.fields[loss]:.3f}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=arguments.generations, loss=float("nan"))
        found = calibrate(
            generations=arguments.generations,
            seed=arguments.seed,
            checkpoint=arguments.checkpoint,
            on_generation=lambda done, loss: progress.update(task, completed=done, loss=loss),
        )
    records_folder = Path(str(resources.files("hemograft.evidence"))) / "records"
    written = {record: rounded(value) for record, value in found.values.items()}
    write_values(records_folder, written)
    # the second step must see the new centre
    records.cache_clear()
    standard_parameters.cache_clear()
    written["eltrombopag.itp_potency"] = rounded(eltrombopag_potency(arguments.seed))
    write_values(records_folder, written)
    results = {name: float(value[0]) for name, value in run_scenarios(Candidates({}, 1)).items()}
    report = calibration_report(written, results, loss=found.loss, generations=found.generations, seed=arguments.seed)
    write_whole(arguments.report, report)


if __name__ == "__main__":
    main()

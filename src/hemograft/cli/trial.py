"""``hemograft trial``: from the design of a virtual trial to its report, its tables and its power."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hemograft.cli.errors import INTERRUPTED, one_sentence
from hemograft.cli.progress import progress_bar

REPORT, MANIFEST = "report.html", "manifest.json"


def trial(
    design: Annotated[Path, typer.Argument(help="Design file, YAML or JSON.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; the design's name by default.", show_default=False)
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core by default.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Simulate on the Dask cluster at this address, such as tcp://host:8786.")
    ] = None,
) -> None:
    """Simulate a virtual trial: one full analysis, power and sample size.

    A stopped trial goes on where it was: give the same command again.
    """
    from hemograft.trials.design_file import read_design
    from hemograft.trials.trial import CHUNK_FOLDER, run_trial

    interrupted = False
    folder = Path(design.stem) if out is None else out
    with one_sentence():
        if scheduler is not None and workers is not None:
            raise ValueError("--workers does not go with --scheduler: the cluster has its own; leave one of them out")
        asked = read_design(design)
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"--out {folder} is a file: name a folder")
        try:
            found = run_trial(asked, folder, progress=progress_bar, workers=workers, scheduler=scheduler)
            _write(found, folder)
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        typer.echo(f"Stopped; the patients simulated so far are kept in {folder / CHUNK_FOLDER}.", err=True)
        raise typer.Exit(INTERRUPTED)


def _write(found: Any, folder: Path) -> None:
    """Report, tables and manifest, and a few lines on standard output."""
    import json

    from hemograft import NOTICE
    from hemograft.reports.trial_page import write_trial_page
    from hemograft.reports.trial_words import claims, expectations, results
    from hemograft.trials.output_files import write_table
    from hemograft.trials.tables import trial_tables
    from hemograft.whole_file import write_whole

    for name, columns in trial_tables(found).items():
        write_table(columns, folder / name)
    write_trial_page(found, folder / REPORT)
    write_whole(folder / MANIFEST, json.dumps({"notice": NOTICE, "simulated": True, **found.manifest}, indent=2) + "\n")
    primary, control = results(found)[0], found.design.control.title
    lines = [f"{found.design.title} (simulated)"]
    lines += [
        f"{primary.heading}: {estimate} with {row.arm}, {primary.arms[0]} with {control};"
        f" difference {row.difference}, p {row.p}{f', adjusted {row.adjusted}' if primary.overall_p else ''}"
        for row, estimate in zip(primary.comparisons, primary.arms[1:], strict=True)
    ]
    headings = claims(found.design)
    lines += [
        f"{row.heading}: {'; '.join(f'{name} {cell}'.strip() for name, cell in zip(headings, row.cells, strict=True))}"
        for row in expectations(found.design, found.characteristics)
    ]
    lines += [
        NOTICE,
        f"Report: {folder / REPORT}",
    ]
    typer.echo("\n".join(lines))

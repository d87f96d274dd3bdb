"""``hemograft validate``: the held-out records, each as a virtual trial of its own population."""

from pathlib import Path
from typing import Annotated

import typer

from hemograft.cli.errors import INTERRUPTED, one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar


def validate(
    full: Annotated[bool, typer.Option("--full", help="4,096 virtual patients an arm; without it, a hundred.")] = False,
    patients: Annotated[
        int | None, typer.Option(min=8, help="Virtual patients an arm of a full run, in place of 4,096.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this group; may be repeated.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder for what a full run has done; a stopped one goes on from it.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the report here instead of printing it.")] = None,
    check: Annotated[
        Path | None,
        typer.Option(help="Fail where a verdict of the reduced run has changed and this changelog does not say so."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Make the verdicts of the reduced run those that --check holds.")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core by default.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Fixes everything random.")] = 1,
) -> None:
    """Run every held-out record as a virtual trial, and say what is inside its published interval."""
    from hemograft.validation.catalog import chosen_groups
    from hemograft.validation.judgement import judged
    from hemograft.validation.report import validation_report
    from hemograft.validation.run import SEED, run_groups, steps
    from hemograft.validation.verdicts import accept as accept_verdicts
    from hemograft.validation.verdicts import unexplained_changes
    from hemograft.whole_file import write_whole

    interrupted = False
    with one_sentence():
        if (check or accept) and (full or only or seed != SEED):
            raise ValueError("--check and --accept are of the whole reduced run: leave out --full, --only and --seed")
        if checkpoint is not None and not full:
            raise ValueError("--checkpoint goes with --full: a reduced run takes minutes; leave it out")
        if patients is not None and not full:
            raise ValueError("--patients goes with --full: a reduced run has its own number; leave it out")
        if checkpoint is not None and checkpoint.exists() and not checkpoint.is_dir():
            raise ValueError(f"--checkpoint {checkpoint} is a file: name a folder")
        if check is not None and not check.is_file():
            raise ValueError(f"--check {check} is no file: name the changelog")
        check_place(out)
        changelog = "" if check is None else check.read_text("utf-8")
        groups = chosen_groups(only or ())
        try:
            with progress_bar("Validating", steps(groups, full=full, patients=patients)) as advance:
                results = run_groups(
                    groups,
                    full=full,
                    patients=patients,
                    seed=seed,
                    checkpoint=checkpoint,
                    workers=workers,
                    advance=advance,
                )
        except KeyboardInterrupt:
            if checkpoint is None:
                raise
            interrupted = True
        else:
            text = validation_report(groups, results, full=full, patients=patients, seed=seed)
            verdicts = {item.target.id: item.verdict for group in groups for item in judged(group, results)}
            if accept:
                accept_verdicts(verdicts)
            if out is not None:
                write_whole(out, text)
                typer.echo(f"Report: {out}")
            elif check is None:
                typer.echo(text)
            if check is not None:
                if changes := unexplained_changes(verdicts, changelog):
                    raise RuntimeError(f"{check} does not name records whose verdict has changed: {'; '.join(changes)}")
                typer.echo(f"{len(verdicts)} verdicts are as accepted, or their change is told.")
    if interrupted:
        typer.echo(f"Stopped; what was simulated is kept in {checkpoint}.", err=True)
        raise typer.Exit(INTERRUPTED)

"""``hemograft calibrate``: fit the free parameters, or show how the present ones do."""

from pathlib import Path
from typing import Annotated

import typer

from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.progress import progress_bar


def calibrate(
    step: Annotated[list[str] | None, typer.Option(help="Only this step; may be repeated.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Fit nothing: show how the present values do.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fit, write nothing, fail where the result differs.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the report here instead of printing it.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder for the state of the search; a stopped calibration goes on from it.")
    ] = None,
    uci: Annotated[
        Path | None, typer.Option(help="Individual transplants: the relabelled CSV of UCI data set 565.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Fixes everything random.")] = 1,
) -> None:
    """Fit the free parameters to the calibration records, one step after the other, and report."""
    from hemograft.inference.calibration import differing, fit_steps, judge, write_fits
    from hemograft.inference.must_hold import TRIALS
    from hemograft.inference.pipeline import chosen_steps
    from hemograft.interop.uci_children import read_children
    from hemograft.whole_file import write_whole

    with one_sentence():
        if report and check:
            raise ValueError("--report fits nothing and --check fits: give one of them")
        check_place(out)
        rows = None if uci is None else read_children(uci).recipients
        steps = chosen_steps(step or [], rows)
        if not report:
            with progress_bar("Calibrating", sum(item.generations for item in steps)) as advance:
                fits = fit_steps(steps, seed=seed, checkpoint=checkpoint, advance=advance)
            if check:
                if different := differing(fits):
                    raise RuntimeError(
                        f"{different[0]} and {len(different) - 1} more records are not what is found now"
                    )
                typer.echo("The records hold what the calibration finds.")
                return
            write_fits(steps, fits, seed)
        trials = () if step else TRIALS
        with progress_bar("Simulating the targets", len(steps) + len(trials)) as advance:
            text = judge(steps, trials, seed=seed, advance=advance)
        if out is None:
            typer.echo(text)
        else:
            write_whole(out, text)
            typer.echo(f"Report: {out}")

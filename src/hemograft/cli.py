"""The command line: thin, with heavy imports inside the commands so that ``--help`` is quick."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from hemograft import NOTICE, __version__

app = typer.Typer(
    name="hemograft",
    help=f"Thrombocytopenia and its cure by hematopoietic stem cells, simulated. {NOTICE}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
export = typer.Typer(help="Write the model in the formats of other tools.", no_args_is_help=True)
app.add_typer(export, name="export")

BAD_INPUT, BAD_ENVIRONMENT, INTERRUPTED = 2, 1, 130
MOST_PATIENTS, LONGEST_PLAN = 100_000, 3650


def _version(show: bool) -> None:
    if show:
        typer.echo(f"hemograft {__version__}. {NOTICE}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


@contextmanager
def _one_sentence() -> Generator[None]:
    """Bad input ends with exit code 2 and one sentence, a broken environment with 1, Ctrl-C with 130."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped; nothing was written.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except ValueError as error:
        typer.echo(f"hemograft: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    except (OSError, ImportError, RuntimeError) as error:
        typer.echo(f"hemograft: {error}", err=True)
        raise typer.Exit(BAD_ENVIRONMENT) from None


@app.command()
def plan(
    case: Annotated[Path | None, typer.Argument(help="Case file, YAML or JSON.")] = None,
    labs: Annotated[
        Path | None, typer.Option(help="Counts from a CSV (TIME DV AMT EVID CMT) or a MIMIC-III folder.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Which patient of --labs.")] = None,
    diagnosis: Annotated[str | None, typer.Option(help="Diagnosis, where --labs stands without a case.")] = None,
    age: Annotated[float | None, typer.Option(help="Years, where --labs does not tell.")] = None,
    weight: Annotated[float | None, typer.Option(help="kg, where --labs does not tell.")] = None,
    strategies: Annotated[
        str | None, typer.Option(help="Names, separated by commas; all sensible ones by default.")
    ] = None,
    patients: Annotated[int, typer.Option(min=8, max=MOST_PATIENTS, help="Virtual patients per strategy.")] = 200,
    days: Annotated[int, typer.Option(min=7, max=LONGEST_PLAN, help="Horizon.")] = 365,
    seed: Annotated[int, typer.Option(min=0, help="Fixes everything random.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a self-contained HTML page here.")] = None,
) -> None:
    """Compare treatment options for one patient by simulating each."""
    from rich.console import Console

    from hemograft.planning.plan import make_plan
    from hemograft.reports.console import print_plan
    from hemograft.reports.page import write_page
    from hemograft.reports.plan_report import plan_report

    with _one_sentence():
        patient = _read(case, labs, subject, diagnosis, age, weight)
        _check_place(out)
        chosen = [name.strip().replace(" ", "_") for name in (strategies or "").split(",") if name.strip()]
        with _progress(f"Simulating {patients} virtual patients", patients) as on_done:
            made = make_plan(
                patient,
                chosen=chosen,
                patients=patients,
                days=days,
                seed=seed,
                workers=workers,
                on_done=on_done,
            )
        bundle = plan_report(made)
        if out is not None:
            write_page(bundle, made.result, out)
        print_plan(bundle, made.result, Console())
        if out is not None:
            typer.echo(f"Page: {out}")


def _check_place(out: Path | None) -> None:
    """Before the long part, not after it."""
    if out is None:
        return
    if out.is_dir():
        raise ValueError(f"--out {out} is a folder: add a file name")
    if not out.absolute().parent.is_dir():
        raise ValueError(f"--out {out}: the folder {out.absolute().parent} does not exist; make it first")


def _read(
    case: Path | None,
    labs: Path | None,
    subject: str | None,
    diagnosis: str | None,
    age: float | None,
    weight: float | None,
) -> Any:
    from hemograft.planning.case_file import case_from_labs, diagnosis_named, read_case, read_labs

    if case is not None:
        unused = {"--diagnosis": diagnosis, "--age": age, "--weight": weight}
        if given := [name for name, value in unused.items() if value is not None]:
            raise ValueError(f"{given[0]} goes with --labs alone: the case file {case} says it; leave one of them out")
        if subject is not None and labs is None:
            raise ValueError("--subject needs --labs: it says whose counts of that export are meant")
        return read_case(case, counts=labs, subject=subject)
    if labs is None:
        raise ValueError("no case: give a case file, or --labs with --diagnosis")
    if diagnosis is None:
        raise ValueError("--labs needs --diagnosis where no case file stands beside it")
    history = read_labs(labs, subject=subject)
    return case_from_labs(history, diagnosis=diagnosis_named(diagnosis), age=age, weight=weight)


@contextmanager
def _progress(label: str, total: int) -> Generator[Callable[[int], None]]:
    """A progress bar on standard error; gone when done, silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.advance(task, done)


@contextmanager
def _status(label: str) -> Generator[None]:
    """A spinner on standard error, silent where nobody watches."""
    from rich.console import Console

    console = Console(file=sys.stderr)
    if console.is_terminal:
        with console.status(label):
            yield
    else:
        yield


@app.command()
def schema() -> None:
    """Print the JSON Schema of a case file."""
    import json

    from hemograft.planning.case import case_schema

    typer.echo(json.dumps(case_schema(), indent=2))


@export.command()
def sbml(
    case: Annotated[Path, typer.Argument(help="Case file, YAML or JSON.")],
    out: Annotated[Path, typer.Option(help="Write the SBML file here.")],
    strategy: Annotated[str, typer.Option(help="Its doses and transfusions become events.")] = "observation",
    days: Annotated[int, typer.Option(min=1, max=LONGEST_PLAN, help="Horizon of the events.")] = 365,
) -> None:
    """Write the median virtual patient under one strategy as SBML Level 3, with units and events."""
    from hemograft.interop.sbml import sbml_document
    from hemograft.planning.case_file import read_case
    from hemograft.planning.median_patient import median_patient
    from hemograft.whole_file import write_whole

    with _one_sentence():
        _check_place(out)
        with _status("Simulating and writing the model"):
            patient = median_patient(read_case(case), strategy.replace(" ", "_"), days)
            text = sbml_document(patient.system, patient.state, patient.parameters, patient.schedule, name=patient.name)
        write_whole(out, text)
        typer.echo(f"SBML: {out}. {NOTICE}")


def main() -> None:
    """The console script."""
    app()

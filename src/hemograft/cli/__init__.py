"""The command line, one command a file: thin, with heavy imports inside the commands so that ``--help`` is quick."""

from typing import Annotated

import typer

from hemograft import NOTICE, __version__
from hemograft.cli import calibrate, donors, evidence, export, hla, plan, schema, score, trial, validate

app = typer.Typer(
    name="hemograft",
    help=f"Thrombocytopenia and its cure by hematopoietic stem cells, simulated. {NOTICE}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(plan.plan)
app.command()(trial.trial)
app.command()(calibrate.calibrate)
app.command()(validate.validate)
app.command()(schema.schema)
app.command()(score.score)
app.add_typer(donors.donors, name="donors")
app.add_typer(hla.hla, name="hla")
app.add_typer(evidence.evidence, name="evidence")
app.add_typer(export.export, name="export")


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


def main() -> None:
    """The console script."""
    app()

"""``hemograft export``: the model in the formats of other tools."""

from pathlib import Path
from typing import Annotated

import typer

from hemograft import NOTICE
from hemograft.cli.errors import one_sentence
from hemograft.cli.output import check_place
from hemograft.cli.plan import LONGEST_PLAN
from hemograft.cli.progress import spinner

export = typer.Typer(help="Write the model in the formats of other tools.", no_args_is_help=True)


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

    with one_sentence():
        check_place(out)
        with spinner("Simulating and writing the model"):
            patient = median_patient(read_case(case), strategy.replace(" ", "_"), days)
            text = sbml_document(patient.system, patient.state, patient.parameters, patient.schedule, name=patient.name)
        write_whole(out, text)
        typer.echo(f"SBML: {out}. {NOTICE}")

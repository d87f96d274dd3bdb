"""``hemograft schema``: what a case file or the design of a trial may hold."""

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """What the schema is of."""

    CASE = "case"
    TRIAL = "trial"


def schema(
    kind: Annotated[Kind, typer.Argument(help="Of a case file, or of the design of a trial.")] = Kind.CASE,
) -> None:
    """Print the JSON Schema of a case file or of a trial's design."""
    import json

    from hemograft.planning.case import case_schema
    from hemograft.trials.design import trial_schema

    typer.echo(json.dumps(case_schema() if kind is Kind.CASE else trial_schema(), indent=2))

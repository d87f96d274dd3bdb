"""``hemograft schema``: what a case file, the design of a trial or a price list may hold."""

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """What the schema is of."""

    CASE = "case"
    TRIAL = "trial"
    PRICES = "prices"


def schema(
    kind: Annotated[Kind, typer.Argument(help="Of a case file, of a trial's design, or of a price list.")] = Kind.CASE,
) -> None:
    """Print the JSON Schema of a case file, of a trial's design or of a price list."""
    import json

    from hemograft.planning.case import case_schema
    from hemograft.planning.price_list import price_list_schema
    from hemograft.trials.design import trial_schema

    schemas = {Kind.CASE: case_schema, Kind.TRIAL: trial_schema, Kind.PRICES: price_list_schema}
    typer.echo(json.dumps(schemas[kind](), indent=2))

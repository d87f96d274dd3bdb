"""``hemograft schema``: what a case file may hold."""

import typer


def schema() -> None:
    """Print the JSON Schema of a case file."""
    import json

    from hemograft.planning.case import case_schema

    typer.echo(json.dumps(case_schema(), indent=2))

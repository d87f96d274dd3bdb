"""``hemograft evidence``: the published numbers, with interval, population and source."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hemograft import NOTICE
from hemograft.cli.errors import one_sentence

evidence = typer.Typer(
    help="Look up the numbers that everything here rests on, and where they come from.", no_args_is_help=True
)

FAULTY = 1


@evidence.command(name="list")
def list_records(
    topic: Annotated[str, typer.Option(help="Beginning of the id, such as romiplostim.")] = "",
    use: Annotated[str | None, typer.Option(help="model, calibrate, validate or context.")] = None,
    provenance: Annotated[str | None, typer.Option(help="published, computed, calibrated or assumed.")] = None,
    find: Annotated[str, typer.Option(help="Words that the record must hold.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for programs.")] = False,
) -> None:
    """List records."""
    import json

    from hemograft.evidence import Provenance, Use, records
    from hemograft.evidence.selection import select
    from hemograft.evidence.wording import listing

    with one_sentence():
        _check_choice("--use", use, Use)
        _check_choice("--provenance", provenance, Provenance)
        found = select(records().values(), topic=topic, use=use, provenance=provenance, find=find)
        if as_json:
            held = [item.model_dump(mode="json", exclude_defaults=True) for item in found]
            typer.echo(json.dumps({"notice": NOTICE, "records": held}, indent=2, ensure_ascii=False))
            return
        lines = [line for item in found for line in (*listing(item, _width()), "")]
        typer.echo("\n".join((*lines, f"{len(found)} of {len(records())} records. {NOTICE}")))


@evidence.command()
def show(identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of records.")]) -> None:
    """Show everything about records."""
    from hemograft.evidence import record
    from hemograft.evidence.wording import description

    with one_sentence():
        found = [record(identifier) for identifier in identifiers]
        lines = [line for item in found for line in (*description(item, _width()), "")]
        typer.echo("\n".join((*lines, NOTICE)))


@evidence.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="Record files, YAML; by default Hemograft's."),
    ] = None,
) -> None:
    """Check records: schema, units, intervals, and that no number both calibrates and validates."""
    from hemograft.evidence.check import faults
    from hemograft.evidence.files import packaged_texts, read_files

    with one_sentence():
        texts = {str(file): _read(file) for file in files} if files else packaged_texts()
        held, unread = read_files(texts)
        found = (*unread, *faults(held.values()))
        judged = f"{len(held)} records in {len(texts)} files, {len(found)} fault{'' if len(found) == 1 else 's'}."
        typer.echo("\n".join((*found, f"{judged} {NOTICE}")))
    if found:
        raise typer.Exit(FAULTY)


def _check_choice(option: str, given: str | None, choices: type[StrEnum]) -> None:
    if given is not None and given not in [choice.value for choice in choices]:
        raise ValueError(f"{option} is {given!r}: choose from {', '.join(choice.value for choice in choices)}")


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise ValueError(f'file "{file}" cannot be read ({error.strerror})') from None
    except UnicodeDecodeError:
        raise ValueError(f'file "{file}" is not text in UTF-8') from None


def _width() -> int:
    """Columns of the terminal; a file has wide lines."""
    import shutil

    return max(60, shutil.get_terminal_size((120, 0)).columns)

"""How a command ends when something is wrong: one sentence and an exit code, no traceback."""

from collections.abc import Generator
from contextlib import contextmanager

import typer

BAD_INPUT, BAD_ENVIRONMENT, INTERRUPTED = 2, 1, 130


@contextmanager
def one_sentence() -> Generator[None]:
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

"""What a command shows while it works: on standard error, gone when done, silent where nobody watches."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def progress_bar(label: str, total: int) -> Generator[Callable[[int], None]]:
    """A bar that the yielded function advances by a number of steps."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.advance(task, done)


@contextmanager
def spinner(label: str) -> Generator[None]:
    """For work that cannot tell how far it is."""
    from rich.console import Console

    console = Console(file=sys.stderr)
    if console.is_terminal:
        with console.status(label):
            yield
    else:
        yield

"""A file that is written part by part and yet appears whole or not at all."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Yields a place beside ``path`` to write to, which takes the place of ``path`` at the end.

    An older file stays as it was if anything fails or the run is interrupted. A device or a pipe is written to as it
    is.

    Raises:
        OSError: the file cannot be written; the message names ``path``.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.partial")
    place = path if path.exists() and not path.is_file() else beside
    try:
        yield place
        if place is beside:
            os.replace(place, path)
    except OSError as error:
        raise OSError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)

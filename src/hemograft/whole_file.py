"""Files appear whole or not at all."""

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes beside the place under a temporary name, then moves there in one step.

    An older file stays as it was if anything fails or the run is interrupted. A link is followed; a device or a
    pipe, such as ``/dev/stdout``, is written to and never replaced.

    Raises:
        OSError: the file cannot be written; the message names ``path``.
    """
    data = content.encode() if isinstance(content, str) else content
    place = path.resolve()
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(data)
        else:
            _replace(place, data)
    except OSError as error:
        raise OSError(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(place: Path, data: bytes) -> None:
    partial = place.with_name(f".{place.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, place)
    finally:
        partial.unlink(missing_ok=True)

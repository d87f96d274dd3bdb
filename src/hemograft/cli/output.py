"""Where a command may write."""

from pathlib import Path


def check_place(out: Path | None) -> None:
    """Before the long part, not after it.

    Raises:
        ValueError: ``out`` is a folder, or lies in one that does not exist.
    """
    if out is None:
        return
    if out.is_dir():
        raise ValueError(f"--out {out} is a folder: add a file name")
    if not out.absolute().parent.is_dir():
        raise ValueError(f"--out {out}: the folder {out.absolute().parent} does not exist; make it first")

"""Writes calibrated values back into the record files, changing nothing but the numbers."""

import re
from collections.abc import Mapping
from pathlib import Path

from hemograft.whole_file import write_whole

DIGITS = 5
"""Significant digits kept: more than the calibration determines."""


def rounded(value: float) -> float:
    """The value as it is written."""
    return float(f"{value:.{DIGITS}g}")


def write_values(folder: Path, values: Mapping[str, float]) -> None:
    """Replaces the ``value`` of each record in the YAML files of ``folder``.

    Raises:
        ValueError: a record stands in no file; nothing is written then.
    """
    texts = {path: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}
    changed = dict(texts)
    for identifier, value in values.items():
        pattern = re.compile(rf"(^- id: {re.escape(identifier)}\n  value: )[^\n]+$", re.MULTILINE)
        owners = [path for path, text in changed.items() if pattern.search(text)]
        if len(owners) != 1:
            raise ValueError(f"record {identifier} stands in {len(owners)} files of {folder}; it must stand in one")
        changed[owners[0]] = pattern.sub(rf"\g<1>{rounded(value)!r}", changed[owners[0]])
    for path, text in changed.items():
        if text != texts[path]:
            write_whole(path, text)

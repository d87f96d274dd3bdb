"""The verdicts of the reduced run as they were last accepted, and what has changed since."""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from hemograft.whole_file import write_whole

FILE = Path(__file__).with_name("verdicts.yaml")
HEADER = "# Verdicts of the reduced run by record, written by `hemograft validate --accept`; CI holds them.\n"


def accepted_verdicts() -> Mapping[str, str]:
    """By record id."""
    return yaml.safe_load(FILE.read_text("utf-8")) or {}


def accept(verdicts: Mapping[str, str]) -> None:
    """Writes the package's file.

    Raises:
        OSError: the package cannot be written.
    """
    write_whole(FILE, HEADER + "".join(f"{name}: {verdicts[name]}\n" for name in sorted(verdicts)))


def unexplained_changes(verdicts: Mapping[str, str], changelog: str) -> tuple[str, ...]:
    """Sentences for verdicts that differ from the accepted ones and whose record the changelog does not name.

    changelog: the text; only its newest section counts, up to the second heading of level two.
    """
    accepted = accepted_verdicts()
    newest = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:2]
    told = newest[0] if newest else ""
    return tuple(
        f"{name}: {accepted.get(name, 'new')} before, {verdicts.get(name, 'gone')} now"
        for name in sorted({*accepted, *verdicts})
        if accepted.get(name) != verdicts.get(name) and not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", told)
    )

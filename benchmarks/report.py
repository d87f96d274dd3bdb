"""The table, the machine it was measured on, and the file it goes to."""

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from hemograft import NOTICE, __version__

RESULTS = Path(__file__).parent / "results" / "latest.md"
LIBRARIES = ("heyoka", "libroadrunner", "numpy", "scipy", "sympy", "python-libsbml", "numba", "pyarrow")


def machine() -> str:
    """Processor, cores, system, Python and library versions, in one sentence."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}, hemograft {__version__}, {libraries}."
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with aligned columns."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def write(sections: Sequence[str], path: Path = RESULTS) -> None:
    """Writes the report at once: a reader sees the old one or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text("\n\n".join([*sections, NOTICE]) + "\n", encoding="utf-8")
    unfinished.replace(path)


def progress(words: str) -> None:
    """Says on the error stream what is being measured."""
    print(f"... {words}", file=sys.stderr, flush=True)


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        fields = (line.partition(":") for line in information.read_text("utf-8").splitlines())
        facts = {name.strip(): value.strip() for name, _colon, value in fields}
        if "model name" in facts:
            return f"{facts['model name']} (family {facts.get('cpu family')}, model {facts.get('model')})"
    return platform.processor() or platform.machine()

"""``python -m benchmarks.plans``: how long the whole command takes for each example case, 500 patients a strategy.

The limit that the project set itself is 30 s on two cores; the page is written too, and the interpreter starts anew.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hemograft.whole_file import write_whole

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
RESULT = Path(__file__).resolve().parent / "results" / "plans.md"
PATIENTS = 500
LIMIT = 30.0
"""Seconds."""


def seconds(case: Path, page: Path) -> float:
    """Wall-clock time of one plan."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "hemograft", "plan", str(case), "--patients", str(PATIENTS), "--out", str(page)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Times every example and writes the table."""
    rows: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in sorted(EXAMPLES.glob("*.yaml")):
            rows.append((case.stem, seconds(case, Path(folder) / "plan.html")))
            print(f"{rows[-1][1]:6.1f} s  {rows[-1][0]}", flush=True)
    slow = [name for name, took in rows if took > LIMIT]
    lines = [
        f"`hemograft plan EXAMPLE --patients {PATIENTS} --out plan.html`, wall-clock seconds of the whole command;"
        f" limit {LIMIT:g} s.",
        f"Over the limit: {', '.join(slow) or 'none'}.",
        "",
        "| example | seconds |",
        "|---|---|",
        *(f"| {name} | {took:.1f} |" for name, took in rows),
    ]
    write_whole(RESULT, "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

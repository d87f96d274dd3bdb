"""``python -m benchmarks.trials``: 100,000 virtual patients for a year in two arms, and the memory that it takes.

The limit that the project set itself is 2 GiB for the command and its workers together. Memory is the proportional set
size, in which what processes share is counted once, read twice a second.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import yaml

from benchmarks.report import machine, table, write

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DESIGN = EXAMPLES / "trials" / "blood_or_marrow_from_sibling.yaml"
RESULT = Path(__file__).resolve().parent / "results" / "trials.md"
POOL = 100_000
SIZE = {"pool": POOL, "days": 365, "patients": 400, "replicates": 1000}
LIMIT = 2.0
"""GiB."""
GIB = 2.0**30


def measured(design: Path, out: Path) -> tuple[float, float, float]:
    """Seconds of the whole command, and the largest memory (GiB) of all its processes and of the largest one."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "hemograft", "trial", str(design), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    together = largest = 0.0
    while process.poll() is None:
        sizes = _memory(psutil.Process(process.pid))
        together, largest = max(together, sum(sizes)), max(largest, *sizes, 0.0)
        time.sleep(0.5)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}")
    return time.perf_counter() - started, together / GIB, largest / GIB


def _memory(process: psutil.Process) -> list[float]:
    """Bytes of the process and of each one it started; those that end meanwhile are left out."""
    sizes: list[float] = []
    try:
        for each in (process, *process.children(recursive=True)):
            sizes.append(float(each.memory_full_info().pss))
    except psutil.Error:
        pass
    return sizes


def main() -> None:
    """Runs the trial and writes the table."""
    design = yaml.safe_load(DESIGN.read_text("utf-8")) | SIZE
    design["case"] = str((DESIGN.parent / design["case"]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "design.yaml", Path(folder) / "out"
        file.write_text(yaml.safe_dump(design), encoding="utf-8")
        seconds, together, largest = measured(file, out)
        disk = sum(each.stat().st_size for each in out.rglob("*") if each.is_file()) / 2**20
    row = [f"{POOL:,} x 2", f"{seconds:.0f}", f"{together:.2f}", f"{largest:.2f}", f"{disk:.0f}"]
    head = ("patients x arms", "seconds", "GiB, all processes", "GiB, largest process", "MiB on disk")
    verdict = "within" if together <= LIMIT else "ABOVE"
    words = f"`{DESIGN.name}` with {POOL:,} patients a year in each arm: {verdict} the limit of {LIMIT:g} GiB."
    sections = ["# A large virtual trial", machine(), words, table(head, [row])]
    write(sections, RESULT)
    print("\n\n".join(sections))


if __name__ == "__main__":
    main()

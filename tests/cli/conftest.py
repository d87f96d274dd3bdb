"""The command as a shell calls it: a process of its own, in a folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Run = Callable[..., subprocess.CompletedProcess[str]]


def hear_interrupts() -> None:
    """Ctrl-C works even where the test runner itself was started deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """start("plan", ..., columns=100): the command running in `tmp_path`, leader of a process group of its own."""

    def begin(*arguments: str | Path, columns: int = 100) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hemograft", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | {"COLUMNS": str(columns)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=hear_interrupts,
        )

    return begin


@pytest.fixture
def hemograft(start: Callable[..., subprocess.Popen[str]]) -> Run:
    """hemograft("plan", ..., columns=100): the finished command."""

    def run(*arguments: str | Path, columns: int = 100) -> subprocess.CompletedProcess[str]:
        with start(*arguments, columns=columns) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return run

"""Ctrl-C, a kill and a closed pipe: nothing half-written, nothing left running, no traceback."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES

Start = Callable[..., subprocess.Popen[str]]
LONG = ("plan", EXAMPLES / "severe_aplastic_anemia.yaml", "--patients", "20000", "--workers", "2", "--out", "page.html")


def members(group: int) -> dict[int, str]:
    """Command lines of the living processes of a process group, by process number."""
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it ended meanwhile
            continue
    return found


def wait_until(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def workers(group: int) -> list[str]:
    return [line for line in members(group).values() if "spawn_main" in line]


@pytest.mark.parametrize("delay", [0.0, 0.3, 2.0], ids=["workers starting", "workers importing", "workers at work"])
def test_ctrl_c_stops_everything_and_writes_nothing(start: Start, tmp_path: Path, delay: float) -> None:
    with start(*LONG) as process:
        assert wait_until(lambda: len(workers(process.pid)) == 2)
        time.sleep(delay)
        begin = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "Stopped; nothing was written.")
    assert time.monotonic() - begin < 5.0
    assert wait_until(lambda: not members(process.pid), 5.0), members(process.pid)
    assert os.listdir(tmp_path) == []


def test_workers_end_with_a_killed_command(start: Start, tmp_path: Path) -> None:
    with start(*LONG) as process:
        assert wait_until(lambda: len(workers(process.pid)) == 2)
        time.sleep(1.0)
        process.kill()
        process.communicate(timeout=30)
    assert wait_until(lambda: not members(process.pid), 20.0), members(process.pid)
    assert os.listdir(tmp_path) == []

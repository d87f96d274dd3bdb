"""``hemograft trial`` from a shell: results, a kill in mid-run, a cluster that loses a worker, and bad input."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Run
from tests.cli.test_cli_interrupt import Start, members, wait_until

POOL = 256
DESIGN = f"""
title: A small trial
question: Does it run?
case: {EXAMPLES / "immune_thrombocytopenia.yaml"}
population:
  platelets: {{distribution: log_normal, median: 18, log_standard_deviation: 0.5}}
arms:
  - {{name: placebo, strategy: observation}}
  - {{name: romiplostim, strategy: romiplostim}}
days: 56
follow_up: 56
analysis:
  primary: {{endpoint: platelet_response, week: 6}}
  test: difference
  secondary: [{{endpoint: infection, horizon: 56}}, {{endpoint: platelet_count, week: 8}}]
patients: 32
pool: {POOL}
replicates: 20
"""


@pytest.fixture(scope="session")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the small trial."""
    folder = tmp_path_factory.mktemp("trial")
    (folder / "design.yaml").write_text(DESIGN)
    subprocess.run(
        [sys.executable, "-m", "hemograft", "trial", "design.yaml", "--out", "out"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob(".chunks/*.sha256"))


def test_a_trial_gives_report_tables_and_manifest(uninterrupted: Path) -> None:
    written = {path.name for path in uninterrupted.iterdir()}
    tables = ("subjects", "times_to_event", "measurements", "power", "pool")
    assert {"report.html", "manifest.json", *(f"{name}.csv" for name in tables)} <= written
    assert {f"{name}.parquet" for name in tables} <= written
    manifest = json.loads((uninterrupted / "manifest.json").read_text())
    assert manifest["simulated"] is True
    assert {"version", "seed", "parameters_sha256", "design_sha256", "notice", "warnings"} <= set(manifest)


def test_tables_name_their_columns_as_adam_does(uninterrupted: Path) -> None:
    import pyarrow.parquet as pq

    with (uninterrupted / "times_to_event.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {"USUBJID", "TRT01P", "PARAMCD", "AVAL", "CNSR", "EVNTDESC"} <= set(rows[0])
    assert len(rows) == 32
    assert {row["CNSR"] for row in rows} <= {"0", "1", "2"}
    assert all((row["CNSR"] == "1") == (row["EVNTDESC"] == "CENSORED") for row in rows)
    table = pq.read_table(uninterrupted / "pool.parquet")
    assert table.num_rows == 2 * POOL
    assert table.column("ARM").to_pylist()[::POOL] == ["placebo", "romiplostim"]
    with (uninterrupted / "measurements.csv").open() as file:
        assert {row["PARAMCD"] for row in csv.DictReader(file)} == {"PLTRESPW6", "PLATW8"}


def test_a_killed_trial_goes_on_to_the_same_result_bit_for_bit(
    start: Start, hemograft: Run, uninterrupted: Path, tmp_path: Path
) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    command = ("trial", "design.yaml", "--out", "out", "--workers", "2")
    with start(*command) as process:
        assert wait_until(lambda: len(parts(tmp_path / "out")) >= 1, 120.0)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
    assert wait_until(lambda: not members(process.pid), 30.0)
    kept = {path: path.stat().st_mtime_ns for path in parts(tmp_path / "out")}
    assert 1 <= len(kept) < POOL // 64
    assert not (tmp_path / "out" / "report.html").exists()
    assert hemograft(*command).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert contents(tmp_path / "out") == contents(uninterrupted)


def test_ctrl_c_says_where_the_patients_are_kept(start: Start, tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    with start("trial", "design.yaml", "--out", "out", "--workers", "1") as process:
        assert wait_until(lambda: len(parts(tmp_path / "out")) >= 1, 120.0)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == "Stopped; the patients simulated so far are kept in out/.chunks."
    assert parts(tmp_path / "out")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def cluster(tmp_path: Path) -> Generator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a Dask scheduler; its two workers and itself, each a process of its own."""
    address = f"tcp://127.0.0.1:{free_port()}"
    log = (tmp_path / "dask.log").open("wb")

    def dask(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "dask", *arguments], stdout=log, stderr=log, cwd=tmp_path)

    scheduler = dask("scheduler", "--host", address, "--no-dashboard")
    alone = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path / "dask"))
    workers = [dask("worker", address, *alone) for _ in range(2)]
    text = tmp_path / "dask.log"
    assert wait_until(lambda: text.read_text().count("Registered to") == 2, 60.0), text.read_text()
    yield address, [*workers, scheduler]
    for process in (*workers, scheduler):
        process.kill()
        process.wait(timeout=30)
    log.close()


def test_a_cluster_that_loses_a_worker_gives_the_same_result_bit_for_bit(
    start: Start, uninterrupted: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, (worker, *_) = cluster
    (tmp_path / "design.yaml").write_text(DESIGN)
    with start("trial", "design.yaml", "--out", "out", "--scheduler", address) as process:
        assert wait_until(lambda: len(parts(tmp_path / "out")) >= 1, 120.0)
        worker.kill()
        assert len(parts(tmp_path / "out")) < POOL // 64
        out, err = process.communicate(timeout=240)
    assert (process.returncode, err) == (0, "")
    assert "Report: out/report.html" in out
    assert contents(tmp_path / "out") == contents(uninterrupted)


def test_a_cluster_that_goes_away_keeps_what_was_done(
    start: Start, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    (tmp_path / "design.yaml").write_text(DESIGN)
    with start("trial", "design.yaml", "--out", "out", "--scheduler", address) as process:
        assert wait_until(lambda: len(parts(tmp_path / "out")) >= 1, 120.0)
        for each in reversed(processes):
            each.kill()
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, "")
    kept = "what was simulated is kept, start the same command again"
    assert err == f"hemograft: the Dask scheduler at {address} is gone: {kept}\n"
    assert parts(tmp_path / "out")


def test_a_scheduler_that_is_not_there(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    address = f"tcp://127.0.0.1:{free_port()}"
    done = hemograft("trial", "design.yaml", "--out", "out", "--scheduler", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"hemograft: no Dask scheduler answers at {address}: start one, or correct --scheduler\n"


def refusal(hemograft: Run, *arguments: str | Path) -> str:
    done = hemograft("trial", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("strategy: romiplostim", "strategy: leeches", "strategy 'leeches' is not modelled"),
        ("romiplostim, strategy: romiplostim", "romiplostim, strategy: romiplostim, allocation: 0", "allocation is 0"),
        ("{endpoint: infection,", "{endpoint: chronic_gvhd,", "no state of these arms produces chronic_gvhd"),
    ],
)
def test_a_bad_design_writes_nothing(hemograft: Run, tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN.replace(old, new))
    assert message in refusal(hemograft, "design.yaml", "--out", "out")
    assert os.listdir(tmp_path) == ["design.yaml"]


def test_patients_of_another_version_are_refused_and_kept(hemograft: Run, uninterrupted: Path, tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    chunks = tmp_path / "out" / ".chunks"
    chunks.mkdir(parents=True)
    for path in (uninterrupted / ".chunks").iterdir():
        (chunks / path.name).write_bytes(path.read_bytes())
    identity = json.loads((chunks / "identity.json").read_text())
    (chunks / "identity.json").write_text(json.dumps(identity | {"version": "0.0.1"}))
    before = contents(tmp_path)
    assert "holds patients of another version (0.0.1, not " in refusal(hemograft, "design.yaml", "--out", "out")
    assert contents(tmp_path) == before


def test_workers_and_a_scheduler_together_are_refused(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    message = refusal(hemograft, "design.yaml", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1")
    assert "--workers does not go with --scheduler" in message


def test_a_full_disk_is_the_environments_fault_and_keeps_the_parts(
    hemograft: Run, uninterrupted: Path, tmp_path: Path
) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN)
    chunks = tmp_path / "out" / ".chunks"
    chunks.mkdir(parents=True)
    for path in (uninterrupted / ".chunks").iterdir():
        (chunks / path.name).write_bytes(path.read_bytes())
    (tmp_path / "out" / "report.html").symlink_to("/dev/full")
    done = hemograft("trial", "design.yaml", "--out", "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "hemograft: out/report.html cannot be written: No space left on device\n"
    assert len(parts(tmp_path / "out")) == POOL // 64


def test_the_schema_of_a_design_is_printed(hemograft: Run) -> None:
    done = hemograft("schema", "trial")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "Hemograft trial design"
    assert json.loads(hemograft("schema").stdout)["title"] == "Hemograft case"

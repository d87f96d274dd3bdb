"""An estimation of haplotype frequencies that was stopped goes on, and ends as if it had never been stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from hemograft.cli.hla import hla
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.probability import estimation
from hemograft.donors.probability.estimation import Estimate, estimate_frequencies
from hemograft.donors.probability.estimation_checkpoint import (
    STATE,
    CheckpointError,
    EstimationCheckpoint,
    RoundsDone,
    digest_of,
    now_and_then,
)
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.registry import delete_donors
from hemograft.donors.registry.synthetic import synthetic_donors
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.enumeration import person

LOCI = ("A", "B")
PEOPLE = [
    person(A=("01:01", "02:01"), B=("07:02", "08:01")),
    person(A=("01:01", "01:01"), B=("07:02", "07:02")),
    person(A=("01:01", "02:01"), B=("07:02", "07:02")),
    person(A=("02:01", "02:01"), B=("08:01", "08:01")),
]


def estimated(checkpoint: Path | None, **choices: Any) -> tuple[Estimate, list[int]]:
    """The estimate, and the numbers of the rounds that were done for it."""
    heard: list[int] = []
    arguments: dict[str, Any] = {
        "genotypes": PEOPLE,
        "loci": LOCI,
        "population": "x",
        "nomenclature": "as written",
    } | choices
    found = estimate_frequencies(**arguments, checkpoint=checkpoint, progress=lambda number, *_: heard.append(number))
    return found, heard


def same(one: Estimate, other: Estimate) -> bool:
    """To the last bit."""
    values = [each.haplotypes.frequency.tobytes() + each.haplotypes.codes.tobytes() for each in (one, other)]
    return values[0] == values[1] and replace(one, haplotypes=other.haplotypes) == other


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_stopped_estimation_goes_on_to_the_same_result(tmp_path: Path, at: int) -> None:
    whole, all_rounds = estimated(None)
    assert whole.converged and whole.rounds > 6
    stopped, _ = estimated(tmp_path / "made" / "here", rounds=at)
    assert (stopped.rounds, stopped.converged) == (at, False)
    resumed, further = estimated(tmp_path / "made" / "here")
    assert further == all_rounds[at:]
    assert same(resumed, whole)


def test_a_finished_estimation_is_not_done_again(tmp_path: Path) -> None:
    first, _ = estimated(tmp_path)
    content = (tmp_path / STATE).read_bytes()
    again, further = estimated(tmp_path)
    assert further == []
    assert same(again, first)
    assert (tmp_path / STATE).read_bytes() == content
    assert os.listdir(tmp_path) == [STATE]


@pytest.mark.parametrize("damage", [lambda held: held[:-9], lambda _: b"", lambda held: held[:40] + b"!" + held[41:]])
def test_a_damaged_state_counts_for_nothing(tmp_path: Path, damage) -> None:
    first, rounds = estimated(tmp_path)
    content = (tmp_path / STATE).read_bytes()
    (tmp_path / STATE).write_bytes(damage(content))
    again, all_rounds = estimated(tmp_path)
    assert all_rounds == rounds
    assert same(again, first)
    assert (tmp_path / STATE).read_bytes() == content


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"population": "y"}, "(population: x, not y)"),
        ({"loci": ("B", "A")}, "(loci: A,B, not B,A)"),
        ({"nomenclature": "3.58.0"}, "(nomenclature: as written, not 3.58.0)"),
        ({"tolerance": 1e-6}, "(tolerance: 1e-07, not 1e-06)"),
        ({"counts": np.array([1, 1, 1, 2])}, "(typings: "),
        ({"genotypes": PEOPLE[:3]}, "(typings: "),
        ({"genotypes": [person(A=("01:01", "02:01"), B=("07:02", "08:02")), *PEOPLE[1:]]}, "(typings: "),
        ({"genotypes": [person(A=("03:01", "02:01"), B=("07:02", "08:01")), *PEOPLE[1:]]}, "(typings: "),
    ],
)
def test_another_estimation_is_refused(tmp_path: Path, choices, says: str) -> None:
    estimated(tmp_path)
    content = (tmp_path / STATE).read_bytes()
    with pytest.raises(CheckpointError) as refused:
        estimated(tmp_path, **choices)
    assert f"--checkpoint {tmp_path} holds another estimation {says}" in str(refused.value)
    assert str(refused.value).endswith("); name another folder, or delete that one")
    assert (tmp_path / STATE).read_bytes() == content


def test_other_names_of_the_same_pattern_are_refused(tmp_path: Path) -> None:
    one = person(A=("01:01", "02:01"), B=("07:02", "08:01"))
    other = person(A=("01:01", "02:01"), B=("07:02", "08:02"))
    estimated(tmp_path, genotypes=[one])
    with pytest.raises(CheckpointError, match=r"holds another estimation \(haplotypes: "):
        estimated(tmp_path, genotypes=[other])


def test_fewer_rounds_than_are_done_are_refused(tmp_path: Path) -> None:
    estimated(tmp_path, rounds=5)
    with pytest.raises(CheckpointError, match=f"--rounds 4: --checkpoint {tmp_path} holds 5 rounds already; allow as"):
        estimated(tmp_path, rounds=4)
    assert estimated(tmp_path, rounds=5)[1] == []


def test_a_state_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    store = EstimationCheckpoint(tmp_path, {"loci": "A"})
    assert store.held(5) is None
    frequency = np.random.default_rng(1).dirichlet(np.ones(1000))
    store.keep(RoundsDone(5, 0.1 + 0.2, frequency))
    held = store.held(5)
    assert held is not None
    assert (held.number, held.change, held.frequency.tobytes()) == (5, 0.1 + 0.2, frequency.tobytes())
    assert held.frequency.flags.writeable


@pytest.mark.parametrize(("writing", "apart"), [(0.001, 1.0), (0.5, 50.0)])  # seconds
def test_keeping_takes_a_hundredth_of_the_time_at_most(writing: float, apart: float) -> None:
    now, kept = 0.0, list[float]()

    def keep(_done: RoundsDone) -> None:
        nonlocal now
        kept.append(now)
        now += writing

    offer = now_and_then(keep, lambda: now)
    for number in range(50_000):
        offer(RoundsDone(number, 0.1, np.ones(1)))
        now += 0.01
    assert kept[0] == 0.0
    assert np.diff(kept) == pytest.approx(apart + writing, abs=0.011)
    assert len(kept) * writing <= 0.01 * now + writing


def test_a_digest_tells_arrays_apart_that_hold_the_same_bytes() -> None:
    values = np.arange(6, dtype=np.int32)
    arrays = [values, values.reshape(2, 3), values.reshape(3, 2), values.view(np.float32), values.reshape(2, 3).T]
    digests = {digest_of((), [each]) for each in arrays} | {digest_of(("x",), [values]), digest_of((), [values[:0]])}
    assert len(digests) == 7
    assert digest_of(("x",), [values]) == digest_of(["x"], [values.copy()])


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand people drawn from 40 haplotypes."""
    folder = tmp_path_factory.mktemp("estimation") / "registry"
    import_donors(folder, synthetic_donors(made_up_haplotypes(4, 40), 1000, seed=1), PLAIN_NAMES, ImportChoices())
    return folder


@pytest.fixture
def command(tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HEMOGRAFT_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        every = ("frequencies", "--registry", registry, *arguments)
        return CliRunner().invoke(hla, [str(each) for each in every])

    return run


def rounds_kept(folder: Path) -> int:
    """Read as another program would."""
    file = folder / STATE
    return json.loads(file.read_bytes()[32:].partition(b"\n")[0])["rounds"] if file.exists() else 0


def test_a_killed_command_goes_on_to_the_same_file(
    command, tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without tolerance and with rounds for minutes, it is surely killed at work.
    begin = [sys.executable, "-m", "hemograft", "hla", "frequencies", "--registry", str(registry), "--tolerance", "0"]
    state = tmp_path / "state"
    with subprocess.Popen(
        [*begin, "--rounds", "1000000", "--out", "killed.json", "--checkpoint", "state"], cwd=tmp_path
    ) as process:
        end = time.monotonic() + 120  # a machine that has never run the kernels compiles them first
        while rounds_kept(state) < 2 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    kept = rounds_kept(state)
    assert kept > 1
    assert not list(tmp_path.glob("killed*"))

    calls: list[int] = []
    whole = estimation._expected_copies
    monkeypatch.setattr(estimation, "_expected_copies", lambda *each: (calls.append(1), whole(*each))[1])
    further = ("--tolerance", "0", "--rounds", str(kept + 100))
    resumed = command(*further, "--out", "killed.json", "--checkpoint", "state")
    assert resumed.exit_code == 0, resumed.output
    assert len(calls) == 100 + 1
    assert rounds_kept(state) == kept + 100
    uninterrupted = command(*further, "--out", "whole.json")
    assert len(calls) == 100 + 1 + kept + 100 + 1
    assert resumed.stdout.replace("killed", "whole") == uninterrupted.stdout
    assert (tmp_path / "killed.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert (tmp_path / "killed.json").read_text().replace("killed", "whole") == (tmp_path / "whole.json").read_text()


def test_ctrl_c_says_where_the_command_goes_on(command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, rounds = estimation._expected_copies, iter(range(3))

    def interrupted(*arguments):
        if next(rounds, None) is None:
            raise KeyboardInterrupt
        return whole(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(estimation, "_expected_copies", interrupted)
        done = command("--out", "f.hfx", "--checkpoint", "state")
    assert (done.exit_code, done.stderr) == (130, "Stopped; the same command goes on from state.\n")
    assert not list(tmp_path.glob("f*"))
    assert rounds_kept(tmp_path / "state") == 1
    assert command("--out", "f.json", "--checkpoint", "state").exit_code == 0
    assert command("--out", "whole.json").exit_code == 0
    assert (tmp_path / "f.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert os.listdir(tmp_path / "state") == [STATE]


def test_a_checkpoint_that_makes_no_sense_is_told(command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = command("--out", "f.hfx", "--checkpoint", "file")
    assert (done.exit_code, done.stderr) == (2, "hemograft: --checkpoint file is a file: name a folder\n")
    assert (tmp_path / "file").read_text() == "mine"
    assert command("--out", "f.hfx", "--checkpoint", "state", "--rounds", "3").exit_code == 0
    done = command("--out", "g.hfx", "--checkpoint", "state", "--loci", "A,B")
    assert (done.exit_code, done.stderr) == (
        2,
        "hemograft: --checkpoint state holds another estimation (loci: A,C,B,DRB1,DQB1, not A,B); "
        "name another folder, or delete that one\n",
    )
    assert not list(tmp_path.glob("g*"))


def test_a_registry_that_has_changed_is_another_estimation(
    command, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("changed") / "registry"
    import_donors(own, synthetic_donors(made_up_haplotypes(4, 40), 300, seed=1), PLAIN_NAMES, ImportChoices())
    arguments = ("--registry", own, "--out", "f.hfx", "--checkpoint", "state", "--rounds", "3")
    assert command(*arguments).exit_code == 0
    delete_donors(own, ["A1-0000000001"])
    done = command(*arguments)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "--checkpoint state holds another estimation (typings: " in done.stderr

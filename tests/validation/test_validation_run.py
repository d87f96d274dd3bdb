"""Runs of groups: the same for any number of workers and after a stop."""

import json
from dataclasses import replace

import numpy as np
import pytest

from hemograft.trials.results import PatientTable
from hemograft.validation import run
from hemograft.validation.estimate import share
from hemograft.validation.group import Group
from hemograft.validation.run import run_groups, steps
from hemograft.validation.simulation import Simulation

RECORD = "double_cord.single_unit_day_21"


def drawn(part: range) -> PatientTable:
    values = np.array([np.random.default_rng(place).random() for place in part])
    return PatientTable({}, np.zeros((0, len(part)), dtype=np.int32), {"value": values}, {})


class Stopping:
    """A task that is stopped at one part, once."""

    def __init__(self, at: int):
        self.at, self.seen = at, []

    def __call__(self, part: range) -> PatientTable:
        if part.start == self.at:
            self.at = -1
            raise KeyboardInterrupt
        self.seen.append(part.start)
        return drawn(part)


def group_of(task) -> Group:
    def simulated(simulation: Simulation):
        table = simulation.patients(task, "arm", "content")
        return {RECORD: share(table.columns["value"] < 0.5)}

    return Group(name="drawn", title="Drawn", records=(RECORD,), run=simulated, full=200)


def test_a_stopped_full_run_goes_on_and_ends_as_one_that_was_not(tmp_path):
    task = Stopping(at=128)
    with pytest.raises(KeyboardInterrupt):
        run_groups([group_of(task)], full=True, checkpoint=tmp_path, workers=1)
    assert task.seen == [0, 64]
    done: list[int] = []
    found = run_groups([group_of(task)], full=True, checkpoint=tmp_path, workers=1, advance=done.append)
    assert task.seen == [0, 64, 128, 192]
    assert sum(done) == steps([group_of(task)], full=True) == 200
    assert found == run_groups([group_of(drawn)], full=True, workers=1)


def test_a_finished_group_is_not_simulated_again(tmp_path):
    first = run_groups([group_of(drawn)], full=True, checkpoint=tmp_path, workers=1)

    def never(part: range) -> PatientTable:
        raise AssertionError(part)

    assert run_groups([group_of(never)], full=True, checkpoint=tmp_path, workers=1) == first
    file = tmp_path / "drawn" / "results.json"
    kept = json.loads(file.read_text())
    kept["identity"]["seed"] = 2
    file.write_text(json.dumps(kept))
    with pytest.raises(ValueError, match="holds patients of another seed"):
        run_groups([replace(group_of(never), full=300)], full=True, seed=3, checkpoint=tmp_path, workers=1)


def test_parts_of_another_seed_are_refused(tmp_path):
    Simulation(64, 1, tmp_path).patients(drawn, "arm", "content")
    with pytest.raises(ValueError, match="another seed"):
        Simulation(64, 2, tmp_path).patients(drawn, "arm", "content")
    with pytest.raises(ValueError, match="another design"):
        Simulation(64, 1, tmp_path).patients(drawn, "arm", "other content")


def test_a_reduced_run_has_each_groups_own_size_and_is_the_same_alone(monkeypatch):
    def sized(simulation: Simulation):
        table = simulation.patients(drawn, "arm", "content")
        return {RECORD: share(table.columns["value"] < 0.5)}

    fakes = tuple(
        Group(name=name, title=name, records=(RECORD,), run=sized, reduced=size)
        for name, size in (("a", 16), ("b", 48))
    )
    monkeypatch.setattr(run, "chosen_groups", lambda names: tuple(one for one in fakes if one.name in names))
    done: list[int] = []
    found = run_groups(fakes, full=False, workers=1, advance=done.append)
    assert sum(done) == steps(fakes, full=False) == 2
    expected = share([np.random.default_rng(place).random() < 0.5 for place in range(48)])
    assert found == run_groups(fakes[1:], full=False, workers=1) == {RECORD: expected}


def test_a_full_run_may_be_made_smaller():
    assert steps([group_of(drawn)], full=True, patients=100) == 100
    assert steps([group_of(drawn)], full=True, patients=1000) == 200
    found = run_groups([group_of(drawn)], full=True, patients=64, workers=1)
    assert found == {RECORD: share([np.random.default_rng(place).random() < 0.5 for place in range(64)])}

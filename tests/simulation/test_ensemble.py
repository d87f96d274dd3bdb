"""Chunks of patients on several cores: the same results in the same order, and failures come through."""

import os

import numpy as np
import pytest

from hemograft.simulation.ensemble import CHUNK, chunks, map_chunks
from hemograft.simulation.streams import normal_draws


def draws(part: range) -> np.ndarray:
    """A picklable task whose result depends on the patients alone."""
    return normal_draws(8, part, "platelet_recovery", 3)


def process(part: range) -> tuple[int, int]:
    return part.start, os.getpid()


def fail_on_the_third(part: range) -> int:
    if 2 in part:
        raise ArithmeticError(f"patients {part.start} to {part.stop - 1} blew up")
    return part.start


@pytest.mark.parametrize(("patients", "size"), [(1, 64), (64, 64), (65, 64), (1000, CHUNK), (7, 2)])
def test_chunks_cover_everybody_once(patients, size):
    parts = chunks(patients, size)
    assert [patient for part in parts for patient in part] == list(range(patients))
    assert all(0 < len(part) <= size for part in parts)
    assert CHUNK % 8 == 0  # whole batches of the integrator


def test_one_worker_and_two_give_the_same_in_order():
    parts = chunks(11, 2)
    reports: list[int] = []
    alone = map_chunks(draws, parts, workers=1)
    together = map_chunks(draws, parts, workers=2, on_done=reports.append)
    assert np.array_equal(np.hstack(alone), draws(range(11)))
    assert all(np.array_equal(one, two) for one, two in zip(alone, together, strict=True))
    assert sorted(reports) == [1, 2, 2, 2, 2, 2]


def test_two_workers_are_other_processes_and_one_is_this():
    parts = chunks(4, 1)
    here = os.getpid()
    assert map_chunks(process, parts, workers=1) == [(start, here) for start in range(4)]
    together = map_chunks(process, parts, workers=2)
    assert [start for start, _ in together] == [0, 1, 2, 3]
    assert here not in {identifier for _, identifier in together}


def test_more_workers_than_parts_are_not_started():
    assert map_chunks(process, [range(3)], workers=8) == [(0, os.getpid())]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_part_fails_the_whole(workers):
    with pytest.raises(ArithmeticError, match="patients 2 to 2 blew up"):
        map_chunks(fail_on_the_third, chunks(6, 1), workers=workers)


def test_nobody_is_no_work():
    assert map_chunks(draws, chunks(0), workers=1) == []

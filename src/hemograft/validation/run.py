"""Runs groups: reduced ones side by side, full ones one after the other on all cores."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from hemograft import __version__
from hemograft.planning.plan import parameters_sha256
from hemograft.simulation.ensemble import map_chunks
from hemograft.validation.catalog import chosen_groups
from hemograft.validation.estimate import Estimate, Estimates
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation
from hemograft.whole_file import write_whole

SEED = 1
RESULTS = "results.json"


def size_of(group: Group, patients: int | None) -> int:
    """Virtual patients an arm in a full run of at most ``patients``."""
    return group.full if patients is None else min(group.full, patients)


def steps(groups: Sequence[Group], *, full: bool, patients: int | None = None) -> int:
    """How often ``advance`` of `run_groups` counts one."""
    return sum(group.arms * size_of(group, patients) for group in groups) if full else len(groups)


def run_groups(
    groups: Sequence[Group],
    *,
    full: bool,
    patients: int | None = None,
    seed: int = SEED,
    checkpoint: Path | None = None,
    workers: int | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Mapping[str, Estimate]:
    """Estimates by record id; the same for any number of workers and after any interruption.

    Args:
        groups: of the catalog.
        full: with the patients of a full run, else of a reduced one.
        patients: an arm at most in a full run.
        seed: of all luck.
        checkpoint: folder in which a full run keeps what it has done, and from which it goes on.
        workers: processes, by default one a core.
        advance: called with patients (full) or groups (reduced) that are done.

    Raises:
        CheckpointError: the folder holds parts of another run.
        OSError: the folder cannot be written.
    """
    if full:
        found = [_full(group, size_of(group, patients), seed, checkpoint, workers, advance) for group in groups]
    else:
        task = partial(_reduced, tuple(group.name for group in groups), seed)
        each = [range(place, place + 1) for place in range(len(groups))]
        found = map_chunks(task, each, workers=workers, on_done=advance)
    return {identifier: estimate for estimates in found for identifier, estimate in estimates.items()}


def _reduced(names: tuple[str, ...], seed: int, place: range) -> Estimates:
    (group,) = chosen_groups((names[place.start],))
    return group.run(Simulation(group.reduced, seed))


def _full(
    group: Group, size: int, seed: int, checkpoint: Path | None, workers: int | None, advance: Callable[[int], None]
) -> Estimates:
    done = 0

    def count(patients: int) -> None:
        nonlocal done
        done += patients
        advance(patients)

    identity = {"version": __version__, "parameters": parameters_sha256(), "seed": seed, "size": size}
    folder = None if checkpoint is None else checkpoint / group.name
    found = None if folder is None else _kept(folder / RESULTS, identity)
    if found is None:
        found = group.run(Simulation(size, seed, folder, workers, count))
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            results = {identifier: asdict(estimate) for identifier, estimate in found.items()}
            write_whole(folder / RESULTS, json.dumps({"identity": identity, "results": results}, indent=1) + "\n")
    advance(group.arms * size - done)
    return found


def _kept(file: Path, identity: Mapping[str, str | int]) -> Estimates | None:
    """The results of a finished group, None where there are none of this very run."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if content.get("identity") != identity:
        return None
    return {identifier: Estimate(**estimate) for identifier, estimate in content["results"].items()}

"""The steps of the calibration in their order, and how one runs after the other."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from hemograft.evidence import records_with
from hemograft.inference.aplastic_anemia_survival import aplastic_anemia_survival
from hemograft.inference.centre import centre
from hemograft.inference.drug_steps import suppressing_drugs
from hemograft.inference.engraftment_population import engraftment_population
from hemograft.inference.fanconi_anemia import fanconi_anemia
from hemograft.inference.poor_graft_function import poor_graft_function
from hemograft.inference.record_files import rounded
from hemograft.inference.search import Fit, search
from hemograft.inference.step import Step
from hemograft.inference.transplant_outcomes import transplant_outcomes
from hemograft.inference.treatment_steps import treatments
from hemograft.population.recipients import Recipients
from hemograft.whole_file import write_whole

Progress = Callable[[Step, int, float], None]
"""Told the step, its generation and the least loss so far."""


def steps(rows: Recipients | None = None) -> tuple[Step, ...]:
    """Every step, in order; ``rows`` are the covariates of individual transplants where there are any."""
    return (
        centre(),
        *suppressing_drugs(),
        *treatments(),
        engraftment_population(rows),
        transplant_outcomes(),
        fanconi_anemia(),
        poor_graft_function(),
        aplastic_anemia_survival(),
    )


def chosen_steps(names: Sequence[str], rows: Recipients | None = None) -> tuple[Step, ...]:
    """The steps of these names, in their own order; all where none is named.

    Raises:
        ValueError: there is no such step.
    """
    known = {step.name: step for step in steps(rows)}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"--step {unknown[0]} is unknown; it can be {', '.join(known)}")
    return tuple(step for name, step in known.items() if not names or name in names)


def run_steps(
    run: Iterable[Step], *, seed: int, checkpoint: Path | None = None, on_generation: Progress | None = None
) -> dict[str, Fit]:
    """Fits by step name; each step starts from its prior centres and sees the results of those before it.

    The records of the steps to come stand at their prior centres meanwhile, so that the result depends on nothing but
    the evidence, the steps and the seed.

    Args:
        run: the steps, in order.
        seed: of every search and simulation.
        checkpoint: folder for the state of each search and the fit of each finished one; an interrupted calibration
            goes on from there with the same result.
        on_generation: see `Progress`.

    Raises:
        ValueError: the folder holds the work of another calibration.
    """
    run = tuple(run)
    standing = {free.record: free.centre for step in run for free in step.free}
    fits: dict[str, Fit] = {}
    for step in run:
        with records_with(standing):
            fits[step.name] = _run_step(step, seed, checkpoint, on_generation or (lambda _step, _done, _loss: None))
        standing |= {record: rounded(value) for record, value in fits[step.name].values.items()}
    return fits


def _run_step(step: Step, seed: int, checkpoint: Path | None, report: Progress) -> Fit:
    def on_generation(generation: int, loss: float) -> None:
        report(step, generation, loss)

    if checkpoint is None:
        return search(step, seed=seed, on_generation=on_generation)
    checkpoint.mkdir(parents=True, exist_ok=True)
    finished, state = checkpoint / f"{step.name}.json", checkpoint / f"{step.name}.search"
    print_of_step = _fingerprint(step, seed)
    if finished.exists():
        held = json.loads(finished.read_text("utf-8"))
        if held["fingerprint"] != print_of_step:
            raise ValueError(f"--checkpoint {checkpoint} holds another calibration: name an empty folder or remove it")
        return Fit(**held["fit"])
    fit = search(step, seed=seed, checkpoint=state, on_generation=on_generation)
    write_whole(finished, json.dumps({"fingerprint": print_of_step, "fit": asdict(fit)}, indent=1))
    return fit


def _fingerprint(step: Step, seed: int) -> str:
    """What the fit of a step depends on, as far as it can be told."""
    parts = [seed, step.generations, step.generation_size, step.first_spread, *map(repr, step.free)]
    parts += [item.model_dump_json() for item in step.target_records.values()]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()

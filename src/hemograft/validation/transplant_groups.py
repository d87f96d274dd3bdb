"""The groups of transplantation: one for each published study."""

from collections.abc import Mapping
from functools import partial

from hemograft.validation.estimate import Estimate, Estimates
from hemograft.validation.group import REDUCED, Group
from hemograft.validation.published_trial import PublishedTrial, published_trials
from hemograft.validation.reading import read
from hemograft.validation.simulation import Simulation
from hemograft.validation.virtual_arm import simulate_arm


def transplant_groups() -> tuple[Group, ...]:
    """One group a file, in the order of their names."""
    return tuple(
        Group(
            name=trial.name,
            title=trial.title,
            records=trial.records,
            run=partial(run_published_trial, trial),
            assumed=trial.assumed,
            orders=trial.orders,
            reasons=trial.reasons,
            arms=len(trial.arms),
            reduced=trial.reduced or REDUCED,
        )
        for trial in published_trials()
    )


def run_published_trial(trial: PublishedTrial, simulation: Simulation) -> Estimates:
    """Simulates every arm and reads it."""
    found: dict[str, Estimate] = {}
    for arm in trial.arms:
        task = partial(simulate_arm, trial, arm, simulation.seed)
        table = simulation.patients(task, f"{trial.name}.{arm.name}", _content(trial, arm.name))
        found |= {record: read(table, reading) for record, reading in arm.reads.items()}
    return found


def _content(trial: PublishedTrial, name: str) -> Mapping[str, object]:
    (arm,) = (arm for arm in trial.arms if arm.name == name)
    told = {key: value for key, value in arm.told.items() if key != "reads"}
    return {
        "days": trial.days,
        "follow_up": trial.follow_up,
        "told": told,
        "case": dict(arm.case),
        "conditioning": dict(arm.conditioning),
    }

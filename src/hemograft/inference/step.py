"""One step of the calibration: what it may move, which records it must meet, and how they are simulated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hemograft.evidence import Numbers, Record, record, records_with
from hemograft.inference.candidates import Candidates
from hemograft.inference.free_parameters import FreeParameter
from hemograft.simulation.integrator import Array

Simulation = Callable[[Candidates, int], Mapping[str, Array]]
"""From candidate parameter sets and a seed to results by target id, each of shape (candidates,)."""


@dataclass(frozen=True)
class Step:
    """A step sees the results of the steps before it.

    Its search starts at the prior centres. ``generations`` is the length of the search and ``generation_size`` the
    number of sets tried in each; where one parameter is free, ``generations`` is the most trials.
    """

    name: str
    title: str
    free: tuple[FreeParameter, ...]
    targets: tuple[str, ...]
    simulate: Simulation
    generations: int
    generation_size: int = 12
    descends: bool = False
    """Whether the search descends by differences instead, in at most ``generations`` iterations."""
    first_spread: float = 0.5
    """Spread of the first generation, in prior standard deviations."""
    judge: Simulation | None = None
    """The same simulation with more virtual patients, for the report; by default the one that is fitted."""
    note: str = ""
    """What a reader of the report must know of the simulation."""

    @property
    def target_records(self) -> Mapping[str, Record]:
        """The records of the targets, by id."""
        return {identifier: record(identifier) for identifier in self.targets}

    def results(self, seed: int) -> Mapping[str, float]:
        """Results by target id at the values that the records hold, as the report shows them."""
        return at_the_records(self.judge or self.simulate, seed)


def at_the_records(simulate: Simulation, seed: int) -> Mapping[str, float]:
    """Results at the values that the records hold."""
    return {identifier: float(value[0]) for identifier, value in simulate(Candidates({}, 1), seed).items()}


def one_by_one(simulate: Callable[[Numbers, int], Mapping[str, float]]) -> Simulation:
    """A simulation of one parameter set as one of many: the sets are run one after the other.

    While a set is run its values stand in place of their records everywhere, so that it also reaches code that reads
    records itself.
    """

    def of_all(candidates: Candidates, seed: int) -> Mapping[str, Array]:
        results: list[Mapping[str, float]] = []
        for index in range(candidates.count):
            values = {identifier: float(tried[index]) for identifier, tried in candidates.values.items()}
            with records_with(values):
                results.append(simulate(lambda identifier: record(identifier).number, seed))
        return {target: np.array([result[target] for result in results]) for target in results[0]}

    return of_all

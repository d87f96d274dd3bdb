"""Virtual trials of the calibration as validation: the same trial with other patients, until there are enough."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.validation.estimate import Estimate, share
from hemograft.validation.simulation import Simulation

Trial = Callable[[Numbers, int], Mapping[str, float]]
"""Results by record id; its patients follow from a seed."""
FIRST_SEED = 1000
"""Seeds of the calibration lie below it, so that its patients never come back."""


def repeated(trial: Trial, simulation: Simulation, patients: int) -> Sequence[Mapping[str, float]]:
    """Results of as many trials of ``patients`` patients as the simulation asks for, each with patients of its own."""
    count = -(-simulation.size // patients)
    first = FIRST_SEED + count * simulation.seed
    return [trial(number, first + repetition) for repetition in range(count)]


def pooled_share(results: Sequence[Mapping[str, float]], record: str, patients: float) -> Estimate:
    """The share of all patients, of whom each trial had ``patients`` to ask."""
    count = round(patients * len(results))
    found = round(count * float(np.mean([result[record] for result in results])))
    return share(np.arange(count) < found)

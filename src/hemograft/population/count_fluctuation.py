"""Platelet counts of immune thrombocytopenia fluctuate around their level from week to week, more than others do.

The fluctuation multiplies the count that is read and that treatment answers to; the blood system carries the level.
A stationary first-order autoregression of the logarithm, one stream a patient.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.bedside import Morning, Orders, Policy


def count_fluctuation(people: Individuals, days: int, numbers: Numbers = number) -> Array:
    """Factors on the platelet count, median 1, shape (days + 1, patients)."""
    steps = normal_draws(people.seed, people.identifiers, "count_fluctuation", days + 1)
    persistence = float(np.exp(-1.0 / numbers("immune_thrombocytopenia.count_fluctuation_days")))
    logarithm = steps.copy()
    for day in range(1, days + 1):
        logarithm[day] = persistence * logarithm[day - 1] + np.sqrt(1.0 - persistence**2) * steps[day]
    return np.exp(numbers("immune_thrombocytopenia.count_fluctuation") * logarithm)


@dataclass(frozen=True)
class Fluctuating:
    """A policy that reads fluctuating counts: ``factors`` as of `count_fluctuation`, the last one holds on."""

    policy: Policy
    factors: Array

    def begin(self, patients: int) -> Any:
        """The policy's own memory."""
        return self.policy.begin(patients)

    def decide(self, morning: Morning, memory: Any) -> Orders:
        """The policy's orders for the count as it fluctuates."""
        factor = self.factors[min(morning.day, len(self.factors) - 1)]
        return self.policy.decide(replace(morning, platelets=morning.platelets * factor), memory)

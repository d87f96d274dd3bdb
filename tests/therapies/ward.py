"""A ward without a body: counts are given, and the orders of a policy are read."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.therapies.bedside import Morning, Policy

NORMAL = {"platelets": 250.0, "neutrophils": 4.0, "hemoglobin": 14.0}


def morning(day: int, *, luck: float = 0.0, **counts: Any) -> Morning:
    """Measured counts, one value a patient; what is not said is normal."""
    patients = max((np.size(value) for value in counts.values()), default=1)
    measured = {
        name: np.broadcast_to(np.asarray(counts.get(name, value), dtype=float), (patients,))
        for name, value in NORMAL.items()
    }
    return Morning(day=day, luck={"platelet_recovery": np.full(patients, luck)}, **measured)


def added(interventions: Sequence[Intervention]) -> list[AddToState]:
    """What is added to states, in order."""
    return [item for item in interventions if isinstance(item, AddToState)]


def settings(interventions: Sequence[Intervention]) -> list[SetParameter]:
    """Parameters that are set, in order."""
    return [item for item in interventions if isinstance(item, SetParameter)]


def doses(policy: Policy, counts: Sequence[Any], *, first_day: int = 0, every: int = 1, **other: Any) -> list[Any]:
    """The dose given on each morning, for ``counts`` of platelets read on mornings ``every`` so many days apart.

    One number for one patient, an array for several.
    """
    patients = np.size(counts[0])
    memory, given = policy.begin(patients), []
    for index, platelets in enumerate(counts):
        orders = policy.decide(morning(first_day + index * every, platelets=platelets, **other), memory)
        memory = orders.memory
        amounts = [dose.amount for dose in added(orders.interventions)]
        total = np.broadcast_to(np.sum(amounts, axis=0), (patients,)) if amounts else np.zeros(patients)
        given.append(float(total[0]) if patients == 1 else total)
    return given

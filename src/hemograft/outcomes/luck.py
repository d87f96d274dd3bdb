"""Each patient's luck with each event: the same under every strategy and in every arm of a trial."""

from functools import lru_cache

import numpy as np

from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream


@lru_cache(maxsize=512)
def threshold(seed: int, patients: range, event: str) -> Array:
    """Standard exponential draws, shape (patients,): the hazard that a patient withstands before the event."""
    draws = np.array([stream(seed, patient, f"outcomes.{event}").standard_exponential() for patient in patients])
    draws.setflags(write=False)
    return draws


def rank(seed: int, patients: range, event: str) -> Array:
    """The same luck as a uniform draw, shape (patients,); the lowest ranks withstand most."""
    return np.exp(-threshold(seed, patients, event))

"""Common random numbers: one stream for each patient and each purpose.

Changing a treatment changes nobody's luck: draws are addressed by (seed, patient, purpose), never by order of use.
"""

import zlib

import numpy as np

from hemograft.simulation.integrator import Array


def stream(seed: int, patient: int, purpose: str) -> np.random.Generator:
    """The generator of one patient and purpose; the same arguments always give the same draws."""
    key = np.random.SeedSequence(seed, spawn_key=(patient, zlib.crc32(purpose.encode())))
    return np.random.Generator(np.random.Philox(key))


def normal_draws(seed: int, patients: range, purpose: str, count: int) -> Array:
    """Standard normal draws, shape (count, patients)."""
    draws = [stream(seed, patient, purpose).standard_normal(count) for patient in patients]
    return np.array(draws).reshape(len(patients), count).T

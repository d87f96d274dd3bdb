"""What deviations from targets cost in a calibration."""

from collections.abc import Mapping

import numpy as np

from hemograft.evidence import Record
from hemograft.inference.targets import deviation
from hemograft.simulation.integrator import Array

INSIDE_WEIGHT, OUTSIDE_WEIGHT, PRIOR_WEIGHT = 0.2, 4.0, 0.1
"""A result inside its interval pulls gently to the aim; outside, strongly back in."""
CLEAR_OF_EDGE = 0.85
"""Half widths; the strong pull starts a little inside the edge."""
FARTHEST = 25.0
"""Half widths at which a result, such as a recovery that never comes, stops costing more."""


def misfit(targets: Mapping[str, Record], results: Mapping[str, Array], candidates: int) -> Array:
    """Cost of the deviations from all targets, shape (candidates,)."""
    total = np.zeros(candidates)
    for identifier, target in targets.items():
        total += signed_root(target, results[identifier]) ** 2
    return total


def signed_root(target: Record, results: Array) -> Array:
    """Square root of the cost of each result, with the sign of its deviation, shape (candidates,)."""
    deviations = np.array([deviation(target, float(value)) for value in results])
    deviations = np.clip(deviations, -FARTHEST, FARTHEST)
    outside = np.maximum(np.abs(deviations) - CLEAR_OF_EDGE, 0.0)
    # beyond the edge the pull grows linearly, so that one hopeless target does not own the fit
    cost = INSIDE_WEIGHT * np.minimum(deviations**2, 1.0) + OUTSIDE_WEIGHT * (np.sqrt(1.0 + 4 * outside**2) - 1.0)
    return np.sign(deviations) * np.sqrt(cost)

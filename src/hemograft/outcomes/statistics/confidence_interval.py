"""Pointwise confidence intervals of probabilities."""

import numpy as np
from scipy.special import ndtri

from hemograft.outcomes.statistics.risk_table import Array

ROUNDING = 1e-12


def log_log_interval(probability: Array, variance: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Ends of the interval that is symmetric in log(-log p): p ** exp(± z s / (p log p)), s the standard error.

    Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980; for cumulative incidence Pintilie,
    Competing Risks: A Practical Perspective, 2006. Not a number where the probability is 0 or 1: the method has
    no interval there. Shapes as given.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        width = ndtri(0.5 + level / 2.0) * np.sqrt(variance) / np.abs(probability * np.log(probability))
        low, high = probability ** np.exp(width), probability ** np.exp(-width)
    inside = (probability > 0) & (probability < 1.0 - ROUNDING)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)

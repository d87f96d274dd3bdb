"""A score and its covariance turned into a test."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from hemograft.outcomes.statistics.risk_table import Array

NOTHING = 1e-9
"""Variance of a count of events below which there is none but rounding."""


@dataclass(frozen=True)
class ChiSquareTest:
    """Statistic and p value of each replicate, shape (...); not a number where the data cannot tell groups apart."""

    statistic: Array
    degrees_of_freedom: int
    p: Array


def chi_square_test(score: Array, covariance: Array) -> ChiSquareTest:
    """The quadratic form of a score, shape (..., contrasts), in the inverse of its covariance.

    A replicate without an event, or with a group that nobody is in, has a singular covariance and no test.
    """
    freedom = score.shape[-1]
    regular = np.linalg.matrix_rank(covariance, tol=NOTHING, hermitian=True) == freedom
    usable = np.where(regular[..., None, None], covariance, np.eye(freedom))
    solved = np.linalg.solve(usable, score[..., None])[..., 0]
    statistic = np.where(regular, (score * solved).sum(axis=-1), np.nan)
    return ChiSquareTest(statistic, freedom, chdtrc(freedom, statistic))

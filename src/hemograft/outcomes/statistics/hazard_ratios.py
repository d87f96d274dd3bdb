"""What a proportional hazards regression found."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from hemograft.outcomes.statistics.risk_table import Array

FLAT = 1e-7


@dataclass(frozen=True)
class HazardRatios:
    """Logarithms of the ratios, shape (covariates,), and their covariance matrix."""

    coefficients: Array
    covariance: Array

    @property
    def ratios(self) -> Array:
        """Per unit of each covariate, shape (covariates,)."""
        return np.exp(self.coefficients)

    @property
    def standard_errors(self) -> Array:
        """Of the coefficients, shape (covariates,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def p(self) -> Array:
        """Two-sided Wald test of a ratio of 1, shape (covariates,)."""
        return 2.0 * ndtr(-np.abs(self.coefficients / self.standard_errors))

    def interval(self, level: float = 0.95) -> tuple[Array, Array]:
        """Ends of the ratios' Wald intervals, shape (covariates,) each."""
        width = ndtri(0.5 + level / 2.0) * self.standard_errors
        return np.exp(self.coefficients - width), np.exp(self.coefficients + width)


def refuse_undetermined(information: Array, covariates: Array, events: int) -> None:
    """Raises where the data do not determine the ratios, as seen from the information at the last coefficients.

    Were the events spread over the patients by chance alone, the information would be about their number times the
    covariance of the covariates; far less means a direction in which the likelihood is flat.

    Raises:
        ValueError: a covariate parts those with an event from those without, is constant, or follows from others.
    """
    scale = np.sqrt(events * covariates.var(axis=0))
    if np.all(scale > 0) and np.all(np.linalg.eigvalsh(information / np.outer(scale, scale)) > FLAT):
        return
    raise ValueError(
        "the hazard ratios run away: a covariate parts those with an event from those without, is constant, or follows"
        " from others; leave it out"
    )

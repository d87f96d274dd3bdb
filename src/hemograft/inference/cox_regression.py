"""Proportional hazards regression: Newton's method on the partial likelihood, ties by Efron's method.

Cox, J R Stat Soc B 1972;34:187; Efron, J Am Stat Assoc 1977;72:557.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.simulation.integrator import Array

MOST_STEPS, SETTLED, SINGULAR = 50, 1e-9, 1e12


@dataclass(frozen=True)
class CoxFit:
    """Logarithms of hazard ratios and their standard errors, both of shape (covariates,)."""

    coefficients: Array
    standard_errors: Array

    def hazard_ratio(self, covariate: int, deviations: float = 0.0) -> float:
        """Hazard ratio of one covariate, ``deviations`` standard errors from the estimate (1.96: the 95 % limit)."""
        return float(np.exp(self.coefficients[covariate] + deviations * self.standard_errors[covariate]))


def cox_regression(times: Array, events: NDArray[np.bool_], covariates: Array) -> CoxFit:
    """Fits the hazard ratios of ``covariates``.

    Args:
        times: day of the event or of the end of observation, shape (subjects,).
        events: whether the event was seen, shape (subjects,). A competing event ends observation: the ratio is one
            of cause-specific hazards.
        covariates: shape (subjects, covariates).

    Raises:
        ValueError: there is no event, or a coefficient runs away (a covariate that parts events from the rest).
    """
    if not np.any(events):
        raise ValueError("no event was observed: hazard ratios need at least one")
    order = np.argsort(times, kind="stable")
    times, seen, covariates = times[order], events[order], covariates[order]
    centred = covariates - covariates.mean(axis=0)
    coefficients = np.zeros(centred.shape[1])
    information = np.eye(len(coefficients))
    for _ in range(MOST_STEPS):
        score, information = _score_and_information(times, seen, centred, coefficients)
        if np.linalg.cond(information) > SINGULAR:
            break
        step = np.linalg.solve(information, score)
        coefficients = coefficients + step
        if np.abs(step).max() < SETTLED:
            return CoxFit(coefficients, np.sqrt(np.diag(np.linalg.inv(information))))
    raise ValueError("the hazard ratios run away: a covariate parts those with an event from those without")


def _score_and_information(
    times: Array, events: NDArray[np.bool_], covariates: Array, coefficients: Array
) -> tuple[Array, Array]:
    """First derivative of the log partial likelihood and minus its second, for subjects in order of time."""
    weights = np.exp(covariates @ coefficients)
    weighted = weights[:, None] * covariates
    squared = weighted[:, :, None] * covariates[:, None, :]
    # of everybody still at risk: sums from each subject to the last
    at_risk, at_risk_1, at_risk_2 = (np.cumsum(values[::-1], axis=0)[::-1] for values in (weights, weighted, squared))
    score = covariates[events].sum(axis=0)
    information = np.zeros(squared.shape[1:])
    for time in np.unique(times[events]):
        first = int(np.searchsorted(times, time))
        tied = np.flatnonzero(events & (times == time))
        # Efron: the subjects that fail together leave the risk set one share after the other
        share = (np.arange(len(tied)) / len(tied))[:, None]
        total = at_risk[first] - share[:, 0] * weights[tied].sum()
        mean = (at_risk_1[first] - share * weighted[tied].sum(axis=0)) / total[:, None]
        square = (at_risk_2[first] - share[:, :, None] * squared[tied].sum(axis=0)) / total[:, None, None]
        score = score - mean.sum(axis=0)
        information += (square - mean[:, :, None] * mean[:, None, :]).sum(axis=0)
    return score, information

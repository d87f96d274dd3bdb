"""Regression of the hazard of the subdistribution: what moves the cumulative incidence of a cause."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.censoring import Censoring, censoring
from hemograft.outcomes.statistics.hazard_ratios import HazardRatios, refuse_undetermined
from hemograft.outcomes.statistics.risk_table import Array
from hemograft.outcomes.statistics.step_function import step_values

MOST_STEPS, MOST_HALVINGS, SETTLED = 50, 20, 1e-9
ROUNDING = 1e-9


@dataclass(frozen=True)
class FineGray:
    """Ratios of the hazard of the subdistribution, with the robust covariance, and the baseline."""

    ratios: HazardRatios
    model_covariance: Array
    """Inverse of the information: right only where nobody was censored; (covariates, covariates)."""
    times: Array
    """Times of the cause's events, shape (steps,)."""
    baseline: Array
    """Cumulative hazard of the subdistribution for covariates of 0, shape (steps,)."""

    def incidence(self, covariates: ArrayLike, days: ArrayLike) -> Array:
        """Predicted cumulative incidence of patients with ``covariates`` (patients, covariates); (patients, days)."""
        hazard = step_values(self.times, self.baseline, days, 0.0)
        relative = np.exp(np.atleast_2d(np.asarray(covariates, dtype=float)) @ self.ratios.coefficients)
        return -np.expm1(-relative[:, None] * hazard)


def fine_gray(time: ArrayLike, status: ArrayLike, covariates: ArrayLike, cause: int = 1) -> FineGray:
    """Proportional hazards of the subdistribution, patients with another event weighted by the censoring to come.

    Fine and Gray, J Am Stat Assoc 1999;94:496: weights from the Kaplan-Meier estimate of censoring, ties as Breslow's,
    the covariance with the term for the estimated weights; as R's ``cmprsk::crr``.

    Args:
        time: end of observation, shape (patients,).
        status: 0 for censored, else the cause, shape (patients,).
        covariates: shape (patients, covariates).
        cause: the cause whose incidence is modeled.

    Raises:
        ValueError: there is no event of the cause, or as `refuse_undetermined`.
    """
    time, design = np.asarray(time, dtype=float), np.asarray(covariates, dtype=float)
    order = np.argsort(time, kind="stable")
    codes = np.asarray(status).astype(np.int64)[order]
    if not np.any(codes == cause):
        raise ValueError(f"status has no event of cause {cause}: hazard ratios need at least one")
    center = design.mean(axis=0)
    data = _weighted(time[order], codes, design[order] - center, cause)
    coefficients = np.zeros(design.shape[1])
    likelihood, score, information = data.likelihood(coefficients)
    for _ in range(MOST_STEPS):
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        tried = data.likelihood(coefficients + step)
        for _ in range(MOST_HALVINGS):
            if tried[0] >= likelihood - ROUNDING * abs(likelihood):
                break
            step = 0.5 * step
            tried = data.likelihood(coefficients + step)
        coefficients, (likelihood, score, information) = coefficients + step, tried
        if np.all(np.abs(step) * design.std(axis=0) < SETTLED):
            break
    refuse_undetermined(information, design, int(data.own.sum()))
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    effects = data.influence(coefficients)
    robust = inverse @ (effects.T @ effects) @ inverse
    baseline = np.cumsum(data.hazard(coefficients)) * np.exp(-center @ coefficients)
    return FineGray(HazardRatios(coefficients, robust), inverse, data.grid, baseline)


def total_incidence(models: Sequence[FineGray], covariates: ArrayLike, days: ArrayLike) -> Array:
    """Sum of the incidences that models of all causes predict, shape (patients, days).

    Nothing holds that sum to 1: each model is fitted for itself. Warns where it is greater.
    """
    total = np.sum([model.incidence(covariates, days) for model in models], axis=0)
    if np.any(total > 1.0 + ROUNDING):
        patients = int(np.any(total > 1.0 + ROUNDING, axis=-1).sum())
        warnings.warn(
            f"the predicted incidences of all causes add to more than 1 for {patients} of {len(total)} patients, "
            f"{total.max():.3f} at most: the Fine-Gray models cannot all hold for them",
            stacklevel=2,
        )
    return total


@dataclass(frozen=True)
class _Weighted:
    """The sample in order of time, with the weights, which do not change while the coefficients do."""

    time: Array
    status: NDArray[np.int64]
    covariates: Array
    own: NDArray[np.bool_]
    """Who had the event of the cause."""
    grid: Array
    """Times of the cause's events."""
    events: NDArray[np.int64]
    """Their number at each time of the grid."""
    first: NDArray[np.int64]
    """The first patient whose observation had not ended before each time of the grid."""
    censoring: Censoring
    uncensored: Array
    """Probability of no censoring before each time of the grid."""
    kept: Array
    """One over that before the patient's own competing event; 0 for patients without one."""

    def at_risk(self, values: Array) -> Array:
        """Weighted sums over the risk set at each time of the grid; values: (patients, ...)."""
        flat = (-1, *[1] * (values.ndim - 1))
        still = _running(values[::-1])[::-1][self.first]
        gone = _running(values * self.kept.reshape(flat))[self.first]
        return still + self.uncensored.reshape(flat) * gone

    def likelihood(self, coefficients: Array) -> tuple[float, Array, Array]:
        """Logarithm of the weighted partial likelihood, its derivative, and minus its second derivative."""
        linear = self.covariates @ coefficients
        relative = np.exp(linear)
        total = self.at_risk(relative)
        mean = self.at_risk(relative[:, None] * self.covariates) / total[:, None]
        products = self.covariates[:, :, None] * self.covariates[:, None, :]
        square = self.at_risk(relative[:, None, None] * products) / total[:, None, None]
        information = np.einsum("t,tij->ij", self.events, square - mean[:, :, None] * mean[:, None, :])
        score = self.covariates[self.own].sum(axis=0) - self.events @ mean
        return float(linear[self.own].sum() - self.events @ np.log(total)), score, information

    def hazard(self, coefficients: Array) -> Array:
        """Rise of the baseline's cumulative hazard at each time of the grid."""
        return self.events / self.at_risk(np.exp(self.covariates @ coefficients))

    def influence(self, coefficients: Array) -> Array:
        """What each patient adds to the score, with what his censoring does to the weights of others."""
        relative = np.exp(self.covariates @ coefficients)
        rise = self.hazard(coefficients)
        mean = self.at_risk(relative[:, None] * self.covariates) / self.at_risk(relative)[:, None]
        hazard, mean_hazard = _running(rise), _running(rise[:, None] * mean)
        # of those who had a competing event, whose weight falls with the censoring
        fallen = rise * self.uncensored
        weighted, mean_weighted = _running(fallen), _running(fallen[:, None] * mean)
        reached = np.searchsorted(self.grid, self.time, side="right")
        expected = self.covariates * hazard[reached][:, None] - mean_hazard[reached]
        later = self.covariates * (weighted[-1] - weighted[reached])[:, None]
        expected += self.kept[:, None] * (later - (mean_weighted[-1] - mean_weighted[reached]))
        direct = -relative[:, None] * expected
        direct[self.own] += self.covariates[self.own] - mean[reached[self.own] - 1]
        # a censoring at u shrinks the weight, at every later event, of whoever had a competing event by then
        steps = self.censoring.times
        competed = np.searchsorted(self.time, steps)
        kept = relative * self.kept
        gone, gone_covariates = _running(kept)[competed], _running(kept[:, None] * self.covariates)[competed]
        passed = np.searchsorted(self.grid, steps)
        moved = gone_covariates * (weighted[-1] - weighted[passed])[:, None]
        moved -= gone[:, None] * (mean_weighted[-1] - mean_weighted[passed])
        return direct + self.censoring.influence(self.time, self.status, moved)


def _weighted(time: Array, status: NDArray[np.int64], covariates: Array, cause: int) -> _Weighted:
    own, competing = status == cause, (status > 0) & (status != cause)
    seen = censoring(time, status, events_leave_first=False)
    grid, events = np.unique(time[own], return_counts=True)
    kept = np.where(competing, 1.0 / seen.just_before(time), 0.0)
    first = np.searchsorted(time, grid)
    return _Weighted(time, status, covariates, own, grid, events, first, seen, seen.just_before(grid), kept)


def _running(values: Array) -> Array:
    """Running sums along the first axis, with 0 before the first."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])

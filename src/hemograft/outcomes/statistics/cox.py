"""Cause-specific proportional hazards regression, by statsmodels."""

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.outcomes.statistics.hazard_ratios import HazardRatios, refuse_undetermined
from hemograft.outcomes.statistics.risk_table import Array


def cause_specific_cox(
    time: ArrayLike,
    status: ArrayLike,
    covariates: ArrayLike,
    cause: int = 1,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    robust: bool = False,
) -> HazardRatios:
    """Hazard ratios of one cause; the others end observation.

    Cox, J R Stat Soc B 1972;34:187. Ties by Efron's method. With ``robust`` the covariance is the sandwich of Lin and
    Wei, J Am Stat Assoc 1989;84:1074, and ties are Breslow's: statsmodels has no score residuals for Efron's.

    Args:
        time: end of observation, shape (patients,).
        status: 0 for censored, else the cause, shape (patients,).
        covariates: shape (patients, covariates).
        cause: the cause whose hazard is compared.
        entry: start of observation (left truncation), shape (patients,), or None.
        strata: whole numbers; each stratum has a baseline hazard of its own; shape (patients,), or None.

    Raises:
        ImportError: statsmodels is not installed.
        ValueError: there is no event of the cause, or as `refuse_undetermined`.
    """
    try:
        from statsmodels.duration.hazard_regression import PHReg
        from statsmodels.tools.sm_exceptions import ConvergenceWarning
    except ImportError:
        raise ImportError("hazard ratios need the package statsmodels: install hemograft[trials]") from None

    time, design = np.asarray(time, dtype=float), np.asarray(covariates, dtype=float)
    events = np.asarray(status) == cause
    if not events.any():
        raise ValueError(f"status has no event of cause {cause}: hazard ratios need at least one")
    start = np.full(len(time), -np.inf) if entry is None else np.asarray(entry, dtype=float)
    stratum = np.zeros(len(time)) if strata is None else np.asarray(strata)
    kept = _at_risk_at_an_event(time, events, start, stratum)
    centered = design[kept] - design[kept].mean(axis=0)
    # Only the order of times matters, and statsmodels takes none below 0: ranks. It has a patient at risk at the very
    # time of entry, where here, as in `risk_table`, he is only after it: half a rank later.
    ranks = np.unique(np.concatenate([start[kept], time[kept]]), return_inverse=True)[1].astype(float)
    began, ended = np.split(ranks, 2)
    model = PHReg(
        ended,
        centered,
        status=events[kept].astype(int),
        entry=began + 0.5,
        strata=stratum[kept],
        ties="breslow" if robust else "efron",
    )
    count = int(events.sum())
    refuse_undetermined(-np.asarray(model.hessian(np.zeros(centered.shape[1]))), centered, count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit = model.fit(groups=np.arange(int(kept.sum())) if robust else None)
    refuse_undetermined(-np.asarray(model.hessian(fit.params)), centered, count)
    return HazardRatios(np.asarray(fit.params), np.asarray(fit.cov_params()))


def _at_risk_at_an_event(
    time: Array, events: NDArray[np.bool_], start: Array, stratum: NDArray[np.generic]
) -> NDArray[np.bool_]:
    """Who was at risk when somebody of his stratum had the event.

    The others say nothing about the ratios, and statsmodels keeps them in the risk sets of its score residuals.
    """
    kept = np.zeros(len(time), dtype=bool)
    for each in np.unique(stratum):
        inside = stratum == each
        days = np.unique(time[inside & events])
        before_end, before_start = (np.searchsorted(days, ends[inside], side="right") for ends in (time, start))
        kept[inside] = before_end > before_start
    return kept

"""Survival, recovery and what competes with it: shares of patients by 100 days, 1, 2 and 5 years of a plan."""

from dataclasses import fields
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.outcomes.composite_endpoints import COMPOSITES, first_event
from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.outcomes.recovery import neutrophil_recovery_day, recovery_of_graft, recovery_searched_from
from hemograft.reports.monte_carlo import share_error

Array = NDArray[np.float64]

HORIZONS: tuple[int, ...] = (100, *(round(years * DAYS_PER_YEAR) for years in (1, 2, 5, 10)))
"""Days of the plan."""
EVENTS: tuple[str, ...] = (
    "graft_failure",
    "acute_gvhd",
    "severe_acute_gvhd",
    "chronic_gvhd",
    "systemic_chronic_gvhd",
    "cytomegalovirus",
    "poor_graft_function",
    "relapse",
)
RECOVERIES: tuple[str, ...] = ("neutrophil_engraftment", "platelet_engraftment_20", "platelet_engraftment_50")
DEATHS: dict[str, CauseOfDeath] = {
    f"death_of_{cause.name.lower()}": cause for cause in CauseOfDeath if cause is not CauseOfDeath.ALIVE
}
OUTCOMES: tuple[str, ...] = (*COMPOSITES, *RECOVERIES, *EVENTS, "nonrelapse_mortality", *DEATHS)
"""Composite ends are shares of patients without an event, all others cumulative incidences."""
OF_GRAFTS = (CauseOfDeath.GRAFT_FAILURE, CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE, CauseOfDeath.ORGAN_TOXICITY)
"""Causes of death that only a graft brings."""


def horizons(dataset: xr.Dataset) -> list[int]:
    """The `HORIZONS` inside the follow-up of a plan, and its last day."""
    followed = follow_up(dataset)
    return [*(day for day in HORIZONS if day < followed), followed]


def follow_up(dataset: xr.Dataset) -> int:
    """Days for which outcomes are followed; those of the counts where the result does not say."""
    return int(dataset.attrs.get("follow_up", dataset.sizes["day"] - 1))


def has_outcomes(dataset: xr.Dataset) -> bool:
    """Whether a result knows what became of the patients."""
    return "death" in dataset


def summarize_outcomes(dataset: xr.Dataset, platelet_recovery: Array) -> xr.Dataset:
    """Statistics over virtual patients; all are followed to the end, so that shares are cumulative incidences.

    Whoever dies stays in the denominator: death competes with every other event. The days of a plan count from its
    start, also those of a graft.

    Args:
        dataset: the result of a plan, dims (strategy, patient, day); without outcomes there are no numbers.
        platelet_recovery: day of platelets of 20 and of 50x10^9/L, shape (strategy, 2, patient).

    Returns:
        share and share_error (strategy, outcome, by_day), with the `OUTCOMES`, nan where one does not apply or is not
        known yet: recovery is known as long as counts are; quality_adjusted_years (year) and quality_adjusted_error
        (strategy), over the follow-up.
    """
    days = horizons(dataset)
    strategies, patients = dataset.sizes["strategy"], dataset.sizes["patient"]
    share = np.full((strategies, len(OUTCOMES), len(days)), np.nan)
    years = np.full((strategies, patients), np.nan)
    if has_outcomes(dataset):
        years = dataset["quality_adjusted_years"].transpose("strategy", "patient").to_numpy()
        for row in range(strategies):
            share[row] = _shares(dataset.isel(strategy=row), platelet_recovery[row], np.array(days))
    spread = years.std(axis=1, ddof=1) if patients > 1 else np.full(strategies, np.nan)
    return xr.Dataset(
        {
            "share": (("strategy", "outcome", "by_day"), share),
            "share_error": (("strategy", "outcome", "by_day"), share_error(share, patients)),
            "quality_adjusted_years": (("strategy",), years.mean(axis=1), {"units": "year"}),
            "quality_adjusted_error": (("strategy",), spread / np.sqrt(patients), {"units": "year"}),
        },
        coords={"strategy": dataset["strategy"].to_numpy(), "outcome": list(OUTCOMES), "by_day": days},
    )


def history_of(result: xr.Dataset) -> ClinicalHistory:
    """What became of the patients under one strategy of a result; what does not apply never came."""
    names = [field.name for field in fields(ClinicalHistory) if field.name not in ("followed", "cause")]
    days: dict[str, Any] = {name: np.nan_to_num(result[name].to_numpy(), nan=np.inf, posinf=np.inf) for name in names}
    cause = np.nan_to_num(result["cause_of_death"].to_numpy()).astype(np.int_)
    return ClinicalHistory(followed=float(follow_up(result)), cause=cause, **days)


def _shares(result: xr.Dataset, platelet_recovery: Array, by: NDArray[np.int_]) -> Array:
    """One strategy: shape (outcome, by_day)."""
    history = history_of(result)

    def known(name: str) -> bool:
        return not np.isnan(result[name].to_numpy()).all()

    def happened(day: Array) -> Array:
        return (day[:, np.newaxis] <= by).mean(axis=0)

    found: dict[str, Array] = {name: happened(getattr(history, name)) for name in EVENTS if known(name)}
    if known("graft_failure"):
        found |= _recoveries(result, history, platelet_recovery, by)
    if known("death"):
        for name, cause in DEATHS.items():
            if cause not in OF_GRAFTS or known("graft_failure"):
                found[name] = happened(np.where(history.cause == cause, history.death, np.inf))
        for name in _composites(relapses=known("relapse"), grafted=known("graft_failure")):
            day, which = first_event(history, COMPOSITES[name])
            found[name] = 1.0 - happened(np.where(which > 0, day, np.inf))
    if known("relapse"):
        found["nonrelapse_mortality"] = happened(np.where(np.isinf(history.relapse), history.death, np.inf))
    nothing = np.full(len(by), np.nan)
    return np.array([found.get(name, nothing) for name in OUTCOMES])


def _composites(*, relapses: bool, grafted: bool) -> tuple[str, ...]:
    """Those that make sense: what cannot relapse has no survival free of it, but may lose its graft."""
    if not grafted:
        return ("overall_survival",)
    free = "disease_free_survival" if relapses else "event_free_survival"
    return ("overall_survival", free, "gvhd_free_relapse_free_survival")


def _recoveries(
    result: xr.Dataset, history: ClinicalHistory, platelet_recovery: Array, by: NDArray[np.int_]
) -> dict[str, Array]:
    """Cumulative incidences of recovery from the first graft, on the days that counts reach."""
    neutrophils = result["neutrophils"].transpose("patient", "day").to_numpy()
    threshold = number("transplantation.neutrophil_engraftment_threshold")
    searched_from = recovery_searched_from(neutrophils, threshold, float(result["recovery_from"]))
    days = (neutrophil_recovery_day(neutrophils, threshold, searched_from), *platelet_recovery)
    chimerism = result["donor_chimerism"].transpose("patient", "day").to_numpy()
    counted = result.sizes["day"] - 1

    def share(day: Array) -> Array:
        recovered = recovery_of_graft(day, chimerism, history.graft_failure)
        return ((recovered < history.graft_failure)[:, np.newaxis] & (recovered[:, np.newaxis] <= by)).mean(axis=0)

    return {name: np.where(by <= counted, share(day), np.nan) for name, day in zip(RECOVERIES, days, strict=True)}

"""The statistics of a plan's result, over its virtual patients."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hemograft.outcomes.recovery import first_sustained_day, recovery_searched_from
from hemograft.reports.cost_summary import has_costs, summarize_costs
from hemograft.reports.monte_carlo import share_error
from hemograft.reports.outcome_summary import follow_up, has_outcomes, summarize_outcomes

THRESHOLDS = (20.0, 50.0, 150.0)  # 10^9/L
MILESTONES = (20.0, 50.0)  # 10^9/L, sustained
LOW_COUNTS = (10.0, 20.0)  # 10^9/L
REPORT_DAYS = (30, 60, 100, 180, 365)
QUANTILES = (0.05, 0.5, 0.95)
VARIABLES = ("platelets", "transfusions", "bleeding", "donor_chimerism")


def summarize(dataset: xr.Dataset) -> xr.Dataset:
    """Statistics over virtual patients, per strategy.

    `dataset`: dims (strategy, patient, day), day 0 (the start), 1, ..., horizon; variables in `VARIABLES`; bleeding is
    the chance that a bleed of WHO grade >= 2 begins that day. A coordinate `recovery_from` (strategy), where there is
    one, is the day from which recovery is searched: the infusion of a transplant, else 0. The variables
    `intracranial_hemorrhage` (probability that day) and `mean_platelet_volume` (fL) may be absent or NaN, and so is
    then what follows from them; `own_platelets` (not transfused) are all of them where absent. After `death` (strategy,
    patient), where there is one, every value is NaN: the dead stay in the denominator of every share, and leave the
    quantiles of counts. Returns those of `summarize_outcomes`, with a price list those of `summarize_costs`, and these
    variables, dims after the name ("report_day": those of `REPORT_DAYS` inside the horizon, or the horizon itself when
    it is shorter; "quantile": `QUANTILES` over patients):

    - probability, probability_error (strategy, threshold, report_day): share of patients who live and whose own
      platelets are at or above the threshold that day, and its Monte Carlo standard error;
    - median_platelets (strategy, report_day), 10^9/L, of those who live;
    - recovery_from (strategy), day; first_day (strategy, milestone, quantile), day of sustained recovery over all
      patients, searched as `recovery_searched_from` says but counted from day 0, infinity when that quantile is never
      reached;
      reached (strategy, milestone), the fraction who recover inside the horizon;
    - days_below (strategy, low_count, quantile), of the days lived from 1 to horizon;
    - transfusions (strategy, quantile), platelet units;
    - bleeding_probability, bleeding_probability_error (strategy): at least one bleed, days being independent given
      the counts, 1 - prod(1 - p_day); expected_bleeds (strategy);
    - intracranial_hemorrhage, intracranial_hemorrhage_error (strategy): at least one over the horizon;
    - platelet_volume (strategy, quantile), fL, at the horizon, over the patients in whom it can be measured;
    - donor_chimerism (strategy, quantile): at the horizon; NaN where no donor cell was ever present.

    Raises ValueError when a variable is missing, a count of a living patient is not finite, or the days are not 0, 1,
    ..., horizon.
    """
    _check(dataset)
    dataset = dataset.transpose("strategy", "patient", "day", ...)
    days = dataset["day"].to_numpy()
    horizon = int(days[-1])
    report_days = [day for day in REPORT_DAYS if day <= horizon] or [horizon]
    platelets = dataset["platelets"].to_numpy().astype(float)
    transfusions = dataset["transfusions"].to_numpy().astype(float)
    patients = platelets.shape[1]

    on_day = platelets[..., report_days]
    # a transfusion is no response, and transfused platelets that outlive the seven days are no recovery
    own = own_platelets(dataset).to_numpy().astype(float)
    own_on_day = own[..., report_days]
    reached_threshold = np.stack([(own_on_day >= threshold).mean(axis=1) for threshold in THRESHOLDS], axis=1)
    recovery_from = _recovery_from(dataset)
    first_day = np.array(
        [
            [
                first_sustained_day(counts, units, held, recovery_searched_from(counts, held, start))
                for held in MILESTONES
            ]
            for counts, units, start in zip(own, transfusions, recovery_from, strict=True)
        ]
    )
    days_below = np.stack([(platelets[..., 1:] < low).sum(axis=-1) for low in LOW_COUNTS], axis=1)
    daily_bleeding = np.nan_to_num(dataset["bleeding"].to_numpy().astype(float))
    bleeding, bleeding_error = _at_least_one(daily_bleeding)
    intracranial, intracranial_error = _at_least_one(_until_death(_optional(dataset, "intracranial_hemorrhage")))

    found = xr.Dataset(
        {
            "probability": (("strategy", "threshold", "report_day"), reached_threshold),
            "probability_error": (
                ("strategy", "threshold", "report_day"),
                share_error(reached_threshold, patients),
            ),
            "median_platelets": (
                ("strategy", "report_day"),
                quantiles_of_living(on_day, (0.5,), axis=1)[0],
                {"units": "10^9/L"},
            ),
            "first_day": (("strategy", "milestone", "quantile"), _quantiles(first_day), {"units": "day"}),
            "reached": (("strategy", "milestone"), np.isfinite(first_day).mean(axis=-1)),
            "days_below": (("strategy", "low_count", "quantile"), _quantiles(days_below), {"units": "day"}),
            "transfusions": (
                ("strategy", "quantile"),
                _quantiles(np.nansum(transfusions, axis=-1)),
                {"units": "platelet units"},
            ),
            "bleeding_probability": (("strategy",), bleeding),
            "bleeding_probability_error": (("strategy",), bleeding_error),
            "expected_bleeds": (("strategy",), daily_bleeding.sum(axis=-1).mean(axis=1)),
            "intracranial_hemorrhage": (("strategy",), intracranial),
            "intracranial_hemorrhage_error": (("strategy",), intracranial_error),
            "platelet_volume": (
                ("strategy", "quantile"),
                _at_horizon(_optional(dataset, "mean_platelet_volume")),
                {"units": "fL"},
            ),
            "donor_chimerism": (("strategy", "quantile"), _chimerism(dataset["donor_chimerism"].to_numpy())),
            "recovery_from": (("strategy",), recovery_from, {"units": "day"}),
        },
        coords={
            "strategy": dataset["strategy"].to_numpy(),
            "threshold": list(THRESHOLDS),
            "milestone": list(MILESTONES),
            "low_count": list(LOW_COUNTS),
            "report_day": report_days,
            "quantile": list(QUANTILES),
        },
        attrs={"patients": patients, "horizon": horizon, "follow_up": follow_up(dataset)},
    )
    found = found.merge(summarize_outcomes(dataset, first_day))
    return found.merge(summarize_costs(dataset), combine_attrs="no_conflicts") if has_costs(dataset) else found


def own_platelets(dataset: xr.Dataset) -> xr.DataArray:
    """Platelets that were not transfused, 10^9/L; all of them where the result does not tell."""
    return dataset.get("own_platelets", dataset["platelets"])


def quantiles_of_living(values: NDArray[np.floating], quantiles: tuple[float, ...], axis: int) -> NDArray[np.float64]:
    """Quantiles over the patients along ``axis`` who live (not NaN), put first; NaN where none does.

    Those of `numpy.nanquantile`, which takes a hundred times as long for a plan, one day after the other.
    """
    ordered = np.sort(np.moveaxis(values, axis, 0).astype(float), axis=0)  # NaN come last
    living = np.isfinite(ordered).sum(axis=0)
    place = np.multiply.outer(np.array(quantiles), np.maximum(living - 1, 0))
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(living - 1, 0))
    low, high = (np.take_along_axis(ordered, index, axis=0) for index in (below, above))
    return np.asarray(low + (place - below) * (high - low), dtype=np.float64)


def _recovery_from(dataset: xr.Dataset) -> NDArray[np.float64]:
    if "recovery_from" in dataset.coords:
        return dataset["recovery_from"].to_numpy().astype(float)
    return np.zeros(dataset.sizes["strategy"])


def _quantiles(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Quantiles over the last axis, put last. No interpolation: infinity means never."""
    found = np.quantile(values.astype(float), QUANTILES, axis=-1, method="inverted_cdf")
    return np.moveaxis(found, 0, -1)


def _optional(dataset: xr.Dataset, name: str) -> NDArray[np.float64]:
    """A variable that not every plan has, shape (strategy, patient, day); NaN where it is missing."""
    if name in dataset:
        return dataset[name].to_numpy().astype(float)
    return np.full(dataset["platelets"].shape, np.nan)


def _until_death(daily: NDArray[np.float64]) -> NDArray[np.float64]:
    """No chance after death; a strategy without any value stays unknown."""
    unknown = np.isnan(daily).all(axis=(1, 2), keepdims=True)
    return np.where(unknown, np.nan, np.nan_to_num(daily))


def _at_least_one(daily: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Probability that something with these chances a day happens at all, and its Monte Carlo error, by strategy."""
    chance = 1.0 - np.prod(1.0 - daily, axis=-1)
    patients = chance.shape[1]
    spread = chance.std(axis=1, ddof=1) if patients > 1 else np.full(len(chance), np.nan)
    return chance.mean(axis=1), spread / np.sqrt(patients)


def _at_horizon(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles on the last day over the patients with a value, shape (strategy, quantile)."""
    result = np.full((values.shape[0], len(QUANTILES)), np.nan)
    for row, last in zip(result, values[..., -1], strict=True):
        if (known := last[np.isfinite(last)]).size:
            row[:] = np.quantile(known, QUANTILES)
    return result


def _chimerism(chimerism: NDArray[np.floating]) -> NDArray[np.float64]:
    """As `_at_horizon`, but nothing where a donor cell was never seen."""
    values = chimerism.astype(float)
    seen = np.nanmax(np.nan_to_num(values), axis=(1, 2)) > 0.0
    return np.where(seen[:, np.newaxis], _at_horizon(values), np.nan)


def _check(dataset: xr.Dataset) -> None:
    missing = [name for name in VARIABLES if name not in dataset]
    if missing:
        raise ValueError(f"the result lacks {', '.join(missing)}; a plan report needs {', '.join(VARIABLES)}")
    days = dataset["day"].to_numpy()
    if days.size == 0 or not np.array_equal(days, np.arange(days.size)):
        raise ValueError("the days of the result must run 0, 1, 2, ... without a gap")
    lives = dataset["day"] <= dataset["death"].fillna(np.inf) if has_outcomes(dataset) else dataset["day"] >= 0
    for name in ("platelets", "transfusions", "bleeding"):
        unknown = int((lives & ~np.isfinite(dataset[name])).sum())
        if unknown:
            raise ValueError(f"{name} of the result has {unknown} values that are not finite and must not be averaged")

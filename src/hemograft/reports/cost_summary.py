"""Costs beside quality-adjusted years: means, paired differences, the efficiency frontier and net benefit."""

import json

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from hemograft.outcomes.cost_effectiveness import Verdict, efficiency_frontier, net_benefit, share_best

Array = NDArray[np.float64]


def has_costs(dataset: xr.Dataset) -> bool:
    """Whether a result was made with a price list."""
    return "cost" in dataset


def summarize_costs(dataset: xr.Dataset) -> xr.Dataset:
    """Statistics over virtual patients, who have the same luck under every strategy, so that differences are paired.

    Differences, the frontier and net benefit are those at the end of the follow-up. Their errors are of Monte Carlo:
    the luck of individuals, first-order uncertainty, and nothing of what is not known of prices, utilities or hazards.

    Args:
        dataset: the result of a plan with a price list, see `hemograft.planning.plan_costs.with_costs`.

    Returns:
        mean_cost, mean_cost_error (strategy, cost_by_day); discounted_years and its error (strategy), year;
        cost_difference, years_difference and their errors (strategy), against the cheapest strategy; verdict, ratio
        (strategy), see `efficiency_frontier`; net_benefit, benefit_shortfall, its error (strategy), the shortfall being
        against the strategy of the greatest mean, and best_share (strategy), nan without a willingness to pay;
        units_used (strategy, resource) and price (resource). All are nan, the verdict empty, for strategies without a
        cost. Attributes: money, the currency and its year; discount_rate, 1/year; willingness_to_pay; and unpriced, the
        resources that were used and have no price.
    """
    cost = dataset["cost"].transpose("strategy", "patient", "cost_by_day").to_numpy()
    years = dataset["discounted_quality_adjusted_years"].transpose("strategy", "patient").to_numpy()
    total = cost[..., -1]
    willingness = dataset.attrs["willingness_to_pay"]
    told = np.flatnonzero(np.isfinite(total).all(axis=1) & np.isfinite(years).all(axis=1))
    verdict = np.full(len(cost), "", dtype=object)
    columns: dict[str, Array] = {name: np.full(len(cost), np.nan) for name in COLUMNS}
    if told.size:
        frontier = efficiency_frontier(total[told].mean(axis=1), years[told].mean(axis=1))
        verdict[told] = [str(item) for item in frontier.verdicts]
        columns["ratio"][told] = frontier.ratio
        cheapest = told[frontier.verdicts.index(Verdict.CHEAPEST)]
        _fill(columns, "cost_difference", told, total[told] - total[cheapest])
        _fill(columns, "years_difference", told, years[told] - years[cheapest])
        if willingness:
            benefit = net_benefit(total[told], years[told], float(willingness))
            best = benefit.mean(axis=1).argmax()
            columns["net_benefit"][told] = benefit.mean(axis=1)
            columns["best_share"][told] = share_best(benefit)
            _fill(columns, "benefit_shortfall", told, benefit[best] - benefit)
    return xr.Dataset(
        {
            "mean_cost": (("strategy", "cost_by_day"), cost.mean(axis=1)),
            "mean_cost_error": (("strategy", "cost_by_day"), _error(cost)),
            "discounted_years": (("strategy",), years.mean(axis=1), {"units": "year"}),
            "discounted_years_error": (("strategy",), _error(years), {"units": "year"}),
            **{name: (("strategy",), values) for name, values in columns.items()},
            "verdict": (("strategy",), verdict),
            "units_used": (
                ("strategy", "resource"),
                dataset["units_used"].transpose("strategy", "resource").to_numpy(),
            ),
            "price": (("resource",), dataset["price"].to_numpy()),
        },
        coords={name: dataset[name].to_numpy() for name in ("strategy", "cost_by_day", "resource")},
        attrs={
            "money": dataset["cost"].attrs["units"],
            "discount_rate": float(dataset.attrs["discount_rate"]),
            "willingness_to_pay": float(willingness) if willingness else np.nan,
            "unpriced": tuple(json.loads(dataset.attrs["unpriced"])),
        },
    )


COLUMNS = (
    "cost_difference",
    "cost_difference_error",
    "years_difference",
    "years_difference_error",
    "ratio",
    "net_benefit",
    "benefit_shortfall",
    "benefit_shortfall_error",
    "best_share",
)


def _fill(columns: dict[str, Array], name: str, rows: NDArray[np.intp], paired: Array) -> None:
    """Mean and error of paired differences (strategies, patients)."""
    columns[name][rows] = paired.mean(axis=1)
    columns[f"{name}_error"][rows] = _error(paired)


def _error(values: Array) -> Array:
    """Monte Carlo standard error of the means over patients, which are the second axis."""
    patients = values.shape[1]
    if patients < 2:
        return np.full((values.shape[0], *values.shape[2:]), np.nan)
    return np.asarray(values.std(axis=1, ddof=1) / np.sqrt(patients))

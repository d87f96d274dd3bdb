"""The picture of costs with its caption and text alternative, and the resources behind them as a table."""

from math import isfinite, isnan
from typing import NamedTuple

import numpy as np
import xarray as xr

from hemograft.outcomes.cost_effectiveness import Verdict
from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import strategy_title
from hemograft.reports.cost_comparison import amount, cheapest_title, has_told_costs, years_lived
from hemograft.reports.cost_figure import PlanePoint, cost_effectiveness_plane
from hemograft.reports.palette import looks
from hemograft.reports.pictures import Picture
from hemograft.reports.resource_names import resource_title

HALF_WIDTHS = 1.96
"""Standard errors in half of a 95 % interval."""


class ResourceLine(NamedTuple):
    """A resource, its price in words, and the mean units a patient under each strategy that has a cost."""

    resource: str
    price: str
    units: tuple[str, ...]


def plane(bundle: PlanReport, summary: xr.Dataset) -> Picture | None:
    """Further cost against further years of every strategy that has a cost; None where none has."""
    if not has_told_costs(summary):
        return None
    points = {name: _point(summary.sel(strategy=name)) for name in priced_strategies(bundle, summary)}
    spoken = "; ".join(f"{strategy_title(name)} {point.words}" for name, point in points.items())
    figure = cost_effectiveness_plane(points, looks(list(points)), summary.attrs["money"])
    return Picture(
        "cost-effectiveness",
        "Cost-effectiveness plane",
        f"Cost and quality-adjusted years beyond those of the cheapest strategy, {cheapest_title(summary)}: mean and"
        " 95 % Monte Carlo interval of the paired difference. The dotted line joins the strategies of the efficiency"
        " frontier, which are filled; others are dominated, alone or by a mixture of two.",
        f"Further cost and quality-adjusted years: {spoken}.",
        figure,
    )


def priced_strategies(bundle: PlanReport, summary: xr.Dataset) -> list[str]:
    """Names of the strategies that have a cost, in order."""
    return [name for name in bundle.names if isfinite(float(summary["cost_difference"].sel(strategy=name)))]


def resource_lines(bundle: PlanReport, summary: xr.Dataset) -> list[ResourceLine]:
    """Every resource that some strategy uses, with what the mean patient uses of it; empty without a price list."""
    if not has_told_costs(summary):
        return []
    names = priced_strategies(bundle, summary)
    used = summary.isel(resource=(summary["units_used"].fillna(0.0) > 0.0).any("strategy").to_numpy())
    return [
        ResourceLine(
            resource_title(str(resource)),
            "unpriced" if isnan(price) else f"{price:,.6g}",
            tuple(
                f"{units:.2g}" if 0.0 < units < 10.0 else f"{units:,.0f}"
                for units in used["units_used"].sel(strategy=names, resource=resource).to_numpy().tolist()
            ),
        )
        for resource, price in zip(used["resource"].to_numpy(), used["price"].to_numpy().tolist(), strict=True)
    ]


def _point(of: xr.Dataset) -> PlanePoint:
    cost, years = float(of["cost_difference"]), float(of["years_difference"])
    verdict = str(of["verdict"].to_numpy())
    error = {name: float(np.nan_to_num(of[f"{name}_difference_error"])) for name in ("cost", "years")}
    return PlanePoint(
        years=years,
        cost=cost,
        years_half_width=HALF_WIDTHS * error["years"],
        cost_half_width=HALF_WIDTHS * error["cost"],
        on_frontier=verdict in (Verdict.CHEAPEST, Verdict.FRONTIER),
        words=f"{amount(cost)} and {years_lived(years)} years more, {verdict}",
    )

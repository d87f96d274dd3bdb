"""The figures of one plan with their captions, text alternatives and time windows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
import xarray as xr

from hemograft.reports.comparison import BLEEDING, comparison, strategy_title
from hemograft.reports.figures import (
    chimerism_course,
    interval_dots,
    platelet_course,
    response_by_day,
    time_range,
)
from hemograft.reports.palette import looks
from hemograft.reports.summary import PlanReport

WINDOWS = (30, 100)  # days, the milestones of transplantation; the horizon is always the last window


@dataclass(frozen=True)
class Picture:
    """A figure ready for the page. `views`: window in days -> the Plotly relayout that shows it."""

    key: str
    title: str
    caption: str
    alternative: str
    figure: go.Figure
    color: str = ""
    views: Mapping[int, dict[str, Any]] = field(default_factory=dict)

    def drawing(self) -> dict[str, Any]:
        """What the page's script needs to draw it."""
        return {"figure": self.figure.to_dict(), "views": self.views}


def windows(horizon: int) -> list[int]:
    """Time windows offered, in days, the whole horizon last."""
    return [*(days for days in WINDOWS if days < horizon), horizon]


def courses(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> tuple[Picture, ...]:
    """One platelet course per strategy, on common axes."""
    highest = float(dataset["platelets"].quantile(0.95, dim="patient").max())
    ceiling = 1.25 * max(highest, 240.0, *(count for _, count in bundle.observed))
    chosen = looks([strategy.name for strategy in bundle.strategies])
    views = {
        last_day: {"xaxis.range": time_range(last_day, bundle.observed)}
        for last_day in windows(summary.attrs["horizon"])
    }
    pictures: list[Picture] = []
    for index, (name, look) in enumerate(chosen.items()):
        figure = platelet_course(dataset["platelets"].sel(strategy=name), bundle.observed, look, ceiling)
        medians = summary["median_platelets"].sel(strategy=name)
        spoken = ", ".join(
            f"{count:.0f} on day {day}"
            for day, count in zip(medians["report_day"].to_numpy(), medians.to_numpy(), strict=True)
        )
        title = strategy_title(name)
        alternative = f"Platelet course, {title}: median {spoken} (10^9/L)."
        pictures.append(Picture(f"course-{index}", title, "", alternative, figure, look.color, views))
    return tuple(pictures)


def response(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> Picture:
    """Share of patients at or above 50 x 10^9/L on each day, all strategies."""
    chosen = looks([strategy.name for strategy in bundle.strategies])
    figure, views = _windowed(
        lambda last_day: response_by_day(dataset["platelets"], chosen, last_day), summary.attrs["horizon"]
    )
    ends = summary["probability"].sel(threshold=50.0).isel(report_day=-1)
    spoken = ", ".join(f"{strategy_title(name)} {100 * float(ends.sel(strategy=name)):.0f} %" for name in chosen)
    return Picture(
        "response",
        "Chance of a platelet count of at least 50",
        "Share of virtual patients whose count is 50 × 10⁹/L or more that day, transfused or not. "
        "The number at each line's end is its value on the last day shown.",
        f"Chance of platelets of at least 50 on day {int(ends['report_day'])}: {spoken}.",
        figure,
        views=views,
    )


def burdens(bundle: PlanReport, summary: xr.Dataset) -> tuple[Picture, ...]:
    """Bleeding, transfusion and days of low counts, a dot and interval per strategy."""
    chosen = looks([strategy.name for strategy in bundle.strategies])
    words = {(measure.group, measure.heading): measure.cells for measure in comparison(summary)}
    bleeding = 100 * summary["bleeding_probability"].to_numpy()
    error = 100 * 1.96 * np.nan_to_num(summary["bleeding_probability_error"].to_numpy())
    bleeding_rows = np.column_stack([np.maximum(bleeding - error, 0), bleeding, np.minimum(bleeding + error, 100)])
    parts = (
        (
            "bleeding",
            "Bleeding, WHO grade ≥\u00a02",
            "patients with at least one bleed, %",
            bleeding_rows,
            words[BLEEDING, "at least one bleed"],
            "Dot: chance of at least one over the whole time; bar: its 95 % Monte-Carlo interval.",
        ),
        (
            "transfusion",
            "Platelet units",
            "platelet units given",
            summary["transfusions"].to_numpy(),
            words["Platelet units", "given"],
            "Dot: median patient; bar: 90 % of patients.",
        ),
        (
            "low-days",
            "Low counts",
            "days below 20 × 10⁹/L",
            summary["days_below"].sel(low_count=20.0).to_numpy(),
            words["Days with platelets below", "20"],
            "Dot: median patient; bar: 90 % of patients.",
        ),
    )
    pictures: list[Picture] = []
    for key, title, axis, rows, cells, caption in parts:
        quantities = {
            name: (float(low), float(value), float(high), cell.value)
            for name, (low, value, high), cell in zip(chosen, rows, cells, strict=True)
        }
        spoken = ", ".join(
            f"{strategy_title(name)} {cell.value} ({cell.spread})" for name, cell in zip(chosen, cells, strict=True)
        )
        pictures.append(
            Picture(key, title, caption, f"{title}, {axis}: {spoken}.", interval_dots(quantities, chosen, axis))
        )
    return tuple(pictures)


def chimerism(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> Picture | None:
    """Donor chimerism of the transplants; None when no strategy transplants."""
    chosen = looks([strategy.name for strategy in bundle.strategies])
    median = summary["donor_chimerism"].sel(quantile=0.5)
    transplanted = [name for name in chosen if np.isfinite(float(median.sel(strategy=name)))]
    if not transplanted:
        return None
    donors = dataset["donor_chimerism"].sel(strategy=transplanted)
    figure, views = _windowed(lambda last_day: chimerism_course(donors, chosen, last_day), summary.attrs["horizon"])
    spoken = ", ".join(
        f"{strategy_title(name)} {100 * float(median.sel(strategy=name)):.0f} %" for name in transplanted
    )
    return Picture(
        "chimerism",
        "Donor chimerism",
        "Share of neutrophils that descend from the donor: median and 90 % of patients.",
        f"Median donor chimerism on day {summary.attrs['horizon']}: {spoken}.",
        figure,
        views=views,
    )


def _windowed(draw: Callable[[int], go.Figure], horizon: int) -> tuple[go.Figure, dict[int, dict[str, Any]]]:
    """The figure at the whole horizon and, per window, the changes that turn it into that window's figure."""
    figures = {last_day: draw(last_day) for last_day in windows(horizon)}
    views: dict[int, dict[str, Any]] = {}
    for last_day, figure in figures.items():
        layout = cast("dict[str, Any]", figure.to_dict()["layout"])
        views[last_day] = {"xaxis.range": layout["xaxis"]["range"], "annotations": layout["annotations"]}
    return figures[horizon], views

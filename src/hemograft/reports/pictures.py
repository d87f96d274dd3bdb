"""The figures of one plan with their captions, text alternatives and time windows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
import xarray as xr

from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import BLEEDING, INTRACRANIAL, NOTHING, Measure, comparison, strategy_title
from hemograft.reports.figures import interval_dots, platelet_course, share_rows, time_range
from hemograft.reports.palette import looks
from hemograft.reports.summary import own_platelets, quantiles_of_living

WINDOWS = (30, 100)  # days, the milestones of transplantation; the horizon is always the last window
RESPONSE = 50.0  # 10^9/L


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


def courses(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> dict[str, Picture]:
    """One platelet course per strategy, by its name, on common axes."""
    counts = dataset["platelets"].transpose("patient", "strategy", "day").to_numpy()
    highest = float(np.nanmax(quantiles_of_living(counts, (0.95,), axis=0)))
    ceiling = 1.25 * max(highest, 240.0, *(count for _, count in bundle.observed))
    views = {
        last_day: {"xaxis.range": time_range(last_day, bundle.observed)}
        for last_day in windows(summary.attrs["horizon"])
    }
    pictures: dict[str, Picture] = {}
    for index, (name, look) in enumerate(looks(bundle.names).items()):
        figure = platelet_course(dataset["platelets"].sel(strategy=name), bundle.observed, look, ceiling)
        medians = summary["median_platelets"].sel(strategy=name)
        spoken = ", ".join(
            f"{count:.0f} on day {day}"
            for day, count in zip(medians["report_day"].to_numpy(), medians.to_numpy(), strict=True)
            if np.isfinite(count)
        )
        title = strategy_title(name)
        alternative = f"Platelet course, {title}: median {spoken} (10^9/L)."
        pictures[name] = Picture(f"course-{index}", title, "", alternative, figure, look.color, views)
    return pictures


def response(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> Picture:
    """Share of patients who live with own platelets at or above 50 x 10^9/L on each day, all strategies."""
    chosen = looks(bundle.names)
    above = 100 * (own_platelets(dataset) >= RESPONSE).mean("patient").transpose("strategy", "day")
    shares = dict(zip(chosen, above.to_numpy(), strict=True))
    figure, views = _windowed(lambda last_day: share_rows(shares, chosen, last_day), summary.attrs["horizon"])
    ends = summary["probability"].sel(threshold=RESPONSE).isel(report_day=-1)
    spoken = ", ".join(f"{strategy_title(name)} {100 * float(ends.sel(strategy=name)):.0f} %" for name in chosen)
    return Picture(
        "response",
        f"Chance of at least {RESPONSE:g} own platelets",
        f"Share of virtual patients who live and whose own count, without transfused platelets, is {RESPONSE:g} × 10⁹/L"
        " or more that day. Each row reaches from 0 to 100 %, the dotted line is 50 %; the number at its end is the"
        " value on the last day shown.",
        f"Chance of own platelets of at least {RESPONSE:g} on day {int(ends['report_day'])}: {spoken}.",
        figure,
        views=views,
    )


def chimerism(bundle: PlanReport, dataset: xr.Dataset, summary: xr.Dataset) -> Picture | None:
    """Chimerism of transplants and gene therapy; None when no strategy gives cells."""
    median = summary["donor_chimerism"].sel(quantile=0.5)
    transplanted = [name for name in bundle.names if np.isfinite(float(median.sel(strategy=name)))]
    if not transplanted:
        return None
    percent = 100 * dataset["donor_chimerism"].sel(strategy=transplanted).transpose("strategy", "patient", "day")
    low, middle, high = quantiles_of_living(percent.to_numpy(), (0.05, 0.5, 0.95), axis=1)
    shares = dict(zip(transplanted, middle, strict=True))
    bands = dict(zip(transplanted, zip(low, high, strict=True), strict=True))
    chosen = looks(transplanted)
    figure, views = _windowed(lambda last_day: share_rows(shares, chosen, last_day, bands), summary.attrs["horizon"])
    spoken = ", ".join(
        f"{strategy_title(name)} {100 * float(median.sel(strategy=name)):.0f} %" for name in transplanted
    )
    return Picture(
        "chimerism",
        "Donor chimerism",
        "Share of neutrophils that descend from the cells given (of gene therapy: from corrected cells), 0 to 100 % in"
        " each row: median and 90 % of the patients who live.",
        f"Median donor chimerism on day {summary.attrs['horizon']}: {spoken}.",
        figure,
        views=views,
    )


def burdens(bundle: PlanReport, summary: xr.Dataset) -> tuple[Picture, ...]:
    """Bleeding, transfusion, low counts and what else the plan holds, a dot and interval per strategy."""
    measures = {(measure.group, measure.heading): measure for measure in comparison(summary)}
    horizon = f"day {summary.attrs['horizon']}"
    pictures = [
        _burden(
            bundle,
            "bleeding",
            "Bleeding, WHO grade ≥\u00a02",
            "patients, %",
            _with_error(summary, "bleeding_probability"),
            measures[BLEEDING, "at least one bleed"],
            "Dot: chance of at least one over the whole time; bar: its 95 % Monte Carlo interval.",
        ),
        _burden(
            bundle,
            "transfusion",
            "Platelet units",
            "platelet units given",
            summary["transfusions"].to_numpy(),
            measures["Platelet units", "given"],
            "Dot: median patient; bar: 90 % of patients.",
        ),
        _burden(
            bundle,
            "low-days",
            "Low counts",
            "days below 20 × 10⁹/L",
            summary["days_below"].sel(low_count=20.0).to_numpy(),
            measures["Days with platelets below", "20"],
            "Dot: median patient; bar: 90 % of patients.",
        ),
    ]
    if intracranial := measures.get((BLEEDING, INTRACRANIAL)):
        pictures.append(
            _burden(
                bundle,
                "intracranial",
                "Intracranial hemorrhage",
                "patients, %",
                _with_error(summary, "intracranial_hemorrhage"),
                intracranial,
                "Dot: chance over the whole time, by age and count; bar: its 95 % Monte Carlo interval.",
            )
        )
    if volume := measures.get(("Platelet volume, fL", horizon)):
        pictures.append(
            _burden(
                bundle,
                "volume",
                "Platelet size",
                f"mean platelet volume on {horizon}, fL",
                summary["platelet_volume"].to_numpy(),
                volume,
                "Dot: median patient; bar: 90 % of patients. Platelets of donors and transfusions have normal size.",
            )
        )
    return tuple(pictures)


def _burden(
    bundle: PlanReport, key: str, title: str, axis: str, rows: np.ndarray, measure: Measure, caption: str
) -> Picture:
    shown: dict[str, tuple[float, float, float, str]] = {}
    spoken: list[str] = []
    for name, (low, value, high), cell in zip(bundle.names, rows.tolist(), measure.cells, strict=True):
        if cell != NOTHING:
            shown[name] = (low, value, high, cell.value)
            spoken.append(f"{strategy_title(name)} {cell.value} ({cell.spread})")
    figure = interval_dots(shown, looks(list(shown)), axis)
    return Picture(key, title, caption, f"{title}, {axis}: {', '.join(spoken)}.", figure)


def _with_error(summary: xr.Dataset, name: str) -> np.ndarray:
    """Low, value and high of a probability in percent, shape (strategy, 3)."""
    percent = 100 * summary[name].to_numpy()
    error = 100 * 1.96 * np.nan_to_num(summary[f"{name}_error"].to_numpy())
    return np.column_stack([np.maximum(percent - error, 0), percent, np.minimum(percent + error, 100)])


def _windowed(draw: Callable[[int], go.Figure], horizon: int) -> tuple[go.Figure, dict[int, dict[str, Any]]]:
    """The figure at the whole horizon and, per window, the changes that turn it into that window's figure."""
    figures = {last_day: draw(last_day) for last_day in windows(horizon)}
    views: dict[int, dict[str, Any]] = {}
    for last_day, figure in figures.items():
        layout = cast("dict[str, Any]", figure.to_dict()["layout"])
        views[last_day] = {"xaxis.range": layout["xaxis"]["range"], "annotations": layout["annotations"]}
    return figures[horizon], views

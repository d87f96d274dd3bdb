"""The comparison of strategies as one list of measures in words, shared by the console and the page."""

from dataclasses import dataclass
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np
import xarray as xr

BLEEDING = "Bleeding, WHO\u00a0grade\u00a0≥\u00a02"
ABBREVIATIONS = ("abo", "hla")
INTRACRANIAL = "intracranial hemorrhage"


class Cell(NamedTuple):
    """One number in words: the value, its spread, a note; `share` (0 to 1) for a probability."""

    value: str
    spread: str = ""
    note: str = ""
    share: float | None = None


NOTHING = Cell("–")


@dataclass(frozen=True)
class Measure:
    """One column of the comparison: a group heading, its own heading, and a cell per strategy, in order.

    `narrow` says both headings in few letters, on lines of its own, for a terminal.
    """

    group: str
    heading: str
    narrow: str
    cells: tuple[Cell, ...]


def strategy_title(name: str) -> str:
    """Printed form of a strategy name: spaces for underscores, first letter capital, abbreviations as written."""
    words = (word.upper() if word in ABBREVIATIONS else word for word in name.split("_"))
    spaced = " ".join(words).strip()
    return spaced[:1].upper() + spaced[1:]


def comparison(summary: xr.Dataset) -> tuple[Measure, ...]:
    """The measures a physician compares first, from `summarize`'s result; without those that no strategy has."""
    reached = [
        Measure(
            "First day of the plan, sustained",
            f"≥\u00a0{held:g}",
            f"first\nday\n≥{held:g}",
            _first_day_cells(summary, held),
        )
        for held in summary["milestone"].to_numpy()
    ]
    below = [
        Measure(
            "Days with platelets below",
            f"{low:g}",
            f"days\n<{low:g}",
            _count_cells(summary["days_below"].sel(low_count=low)),
        )
        for low in summary["low_count"].to_numpy()
    ]
    probability, error = (
        summary["bleeding_probability"].to_numpy(),
        summary["bleeding_probability_error"].to_numpy(),
    )
    bleeding = tuple(percent_cell(share, spread) for share, spread in zip(probability, error, strict=True))
    expected = tuple(Cell(f"{bleeds:.1f}") for bleeds in summary["expected_bleeds"].to_numpy())
    at_horizon = f"day {summary.attrs['horizon']}"
    measures = (
        *threshold_measures(summary, 50.0),
        *reached,
        *below,
        Measure("Platelet units", "given", "units\ngiven", _count_cells(summary["transfusions"])),
        Measure(BLEEDING, "at least one bleed", "WHO≥2\nany\nbleed", bleeding),
        Measure(BLEEDING, "expected bleeds", "WHO≥2\nbleeds", expected),
        Measure(BLEEDING, INTRACRANIAL, "intra-\ncranial\nbleed", _intracranial_cells(summary)),
        Measure("Donor chimerism", at_horizon, "donor\ncells", _chimerism_cells(summary)),
        Measure("Platelet volume, fL", at_horizon, "volume\nfL", _volume_cells(summary)),
    )
    return tuple(measure for measure in measures if any(cell != NOTHING for cell in measure.cells))


def platelet_detail(summary: xr.Dataset) -> tuple[Measure, ...]:
    """Median count and the probabilities of the thresholds that `comparison` leaves out, by day."""
    median = summary["median_platelets"].transpose("report_day", "strategy")
    medians = [
        Measure(
            "Median platelets",
            f"day {day}",
            f"median\nday\n{day}",
            tuple(NOTHING if isnan(count) else Cell(f"{count:.0f}") for count in counts),
        )
        for day, counts in zip(median["report_day"].to_numpy(), median.to_numpy(), strict=True)
    ]
    return (*medians, *threshold_measures(summary, 20.0), *threshold_measures(summary, 150.0))


def threshold_measures(summary: xr.Dataset, threshold: float) -> tuple[Measure, ...]:
    """P(own platelets >= threshold) as one measure per report day."""
    chosen = summary.sel(threshold=threshold)
    measures: list[Measure] = []
    for day in chosen["report_day"].to_numpy():
        on_day = chosen.sel(report_day=day)
        pairs = zip(on_day["probability"].to_numpy(), on_day["probability_error"].to_numpy(), strict=True)
        cells = tuple(percent_cell(share, error) for share, error in pairs)
        group, narrow = f"Own platelets ≥\u00a0{threshold:g}", f"own\n≥{threshold:g}\nday\n{day}"
        measures.append(Measure(group, f"day {day}", narrow, cells))
    return tuple(measures)


def recovery_note(summary: xr.Dataset) -> str:
    """What the first day of a transplant counts from, in words; empty when nothing is transplanted."""
    infusions = sorted({int(day) for day in summary["recovery_from"].to_numpy() if day > 0})
    if not infusions:
        return ""
    days = " or ".join(f"{day}" for day in infusions)
    return (
        "Transplants: counted from the start of the plan, searched from the infusion on; the cells are given on day"
        f" {days}."
    )


def percent_cell(share: float, error: float) -> Cell:
    """A probability and its Monte Carlo standard error, both 0 to 1."""
    spread = "" if isnan(error) else f"± {100 * error:.0f}" if error >= 0.005 else "± <1"
    return Cell(f"{100 * share:.0f} %", spread, share=float(share))


def _count_cells(quantiles: xr.DataArray) -> tuple[Cell, ...]:
    rows = quantiles.transpose("strategy", "quantile").to_numpy()
    digits = 1 if (np.round(rows, 1) != np.round(rows)).any() else 0  # children get a share of a platelet unit
    return tuple(Cell(f"{median:.{digits}f}", f"{low:.{digits}f}–{high:.{digits}f}") for low, median, high in rows)


def _first_day_cells(summary: xr.Dataset, milestone: float) -> tuple[Cell, ...]:
    chosen = summary.sel(milestone=milestone)
    beyond = f">{summary.attrs['horizon']}"
    cells: list[Cell] = []
    for quantiles, reached in zip(chosen["first_day"].to_numpy(), chosen["reached"].to_numpy(), strict=True):
        low, median, high = (f"{day:.0f}" if isfinite(day) else beyond for day in quantiles)
        spread = f"{low}–{high}" if low != beyond else ""
        cells.append(Cell(median, spread, f"in {100 * reached:.0f} %"))
    return tuple(cells)


def _intracranial_cells(summary: xr.Dataset) -> tuple[Cell, ...]:
    """Two digits: the chance is small."""
    pairs = zip(
        100 * summary["intracranial_hemorrhage"].to_numpy(),
        100 * summary["intracranial_hemorrhage_error"].to_numpy(),
        strict=True,
    )
    return tuple(
        NOTHING if isnan(percent) else Cell(f"{percent:.2g} %", "" if isnan(error) else f"± {error:.1g}")
        for percent, error in pairs
    )


def _volume_cells(summary: xr.Dataset) -> tuple[Cell, ...]:
    rows = summary["platelet_volume"].transpose("strategy", "quantile").to_numpy()
    return tuple(
        NOTHING if isnan(median) else Cell(f"{median:.1f}", f"{low:.1f}–{high:.1f}") for low, median, high in rows
    )


def _chimerism_cells(summary: xr.Dataset) -> tuple[Cell, ...]:
    rows = 100 * summary["donor_chimerism"].transpose("strategy", "quantile").to_numpy()
    return tuple(
        NOTHING if isnan(median) else Cell(f"{median:.0f} %", f"{low:.0f}–{high:.0f}") for low, median, high in rows
    )

"""Outcomes on the terminal: a table of survival, and one of what befalls the recipients of grafts by each horizon."""

from collections.abc import Sequence

import xarray as xr
from rich.box import SIMPLE_HEAD
from rich.console import ConsoleRenderable
from rich.table import Table
from rich.text import Text

from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import Measure, strategy_title
from hemograft.reports.console_columns import first_that_fit, left_out, strategy_columns
from hemograft.reports.outcome_comparison import (
    graft_measures,
    grafts,
    horizon_words,
    largest_error,
    survival_measures,
)
from hemograft.reports.palette import looks
from hemograft.reports.summary_words import SURVIVAL_READING


def outcome_view(bundle: PlanReport, summary: xr.Dataset, width: int) -> list[ConsoleRenderable]:
    """Both tables as far as they apply and ``width`` holds them; nothing where nothing is predicted."""
    survival = survival_measures(summary)
    if not survival:
        return []
    known = [
        name
        for row, name in enumerate(bundle.names)
        if any(measure.cells[row].share is not None for measure in survival)
    ]
    parts = strategy_table(bundle, {"": survival}, known, width, "Survival and causes of death")
    by_time = {f"within {horizon_words(day)}": graft_measures(summary, day) for day in summary["by_day"].to_numpy()}
    if grafted := grafts(summary):
        parts += [Text(), *strategy_table(bundle, by_time, grafted, width, "What befalls the recipients of a graft")]
    reading = f"{SURVIVAL_READING} Monte Carlo standard error at most {100 * largest_error(summary):.0f} %."
    return [Text(), *parts, Text(reading, style="dim")]


def strategy_table(
    bundle: PlanReport, sections: dict[str, tuple[Measure, ...]], names: Sequence[str], width: int, title: str
) -> list[ConsoleRenderable]:
    """Rows of strategies in titled sections, which share their columns; then what did not fit."""
    room = width - strategy_columns(bundle, width)
    counts = [len(first_that_fit(measures, room)) for measures in sections.values()]
    first = next(iter(sections.values()))
    shown = min(counts)
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, collapse_padding=True)
    table.add_column("Strategy", ratio=1, min_width=strategy_columns(bundle, width))
    for measure in first[:shown]:
        table.add_column(Text(measure.narrow), justify="right", no_wrap=True)
    for section, measures in sections.items():
        if section:
            table.add_row(Text(section, style="bold"))
        for name in names:
            row = bundle.names.index(name)
            title_cell = Text(strategy_title(name), style=f"bold {looks([name])[name].color}")
            table.add_row(title_cell, *(Text(measure.cells[row].value) for measure in measures[:shown]))
        table.add_section()
    missing = left_out(first, first[:shown], width)
    return [Text(title, style="bold"), table, *([Text(missing)] if missing else [])]

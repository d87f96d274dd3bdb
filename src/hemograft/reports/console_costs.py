"""Costs on the terminal: a table of the strategies whose cost is known, and how to read it."""

from dataclasses import replace

import xarray as xr
from rich.console import ConsoleRenderable
from rich.text import Text

from hemograft.outcomes.cost_effectiveness import Verdict
from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import NOTHING, Measure
from hemograft.reports.console_outcomes import strategy_table
from hemograft.reports.cost_comparison import NO_COST, cost_measures, cost_reading, has_told_costs

FEW_LETTERS = {str(Verdict.EXTENDEDLY_DOMINATED): "extended"}


def cost_view(bundle: PlanReport, summary: xr.Dataset, width: int) -> list[ConsoleRenderable]:
    """The table as far as ``width`` holds it; nothing for a plan without a price list."""
    if "mean_cost" not in summary:
        return []
    if not has_told_costs(summary):
        return [Text(), Text(NO_COST, style="dim")]
    measures = tuple(_for_a_terminal(measure) for measure in cost_measures(summary))
    known = [name for row, name in enumerate(bundle.names) if measures[0].cells[row] != NOTHING]
    title = f"Cost of care, {summary.attrs['money']}"
    table = strategy_table(bundle, {"": measures}, known, width, title)
    return [Text(), *table, Text(cost_reading(summary), style="dim")]


def _for_a_terminal(measure: Measure) -> Measure:
    """Verdicts in few letters, and errors below their numbers."""
    return replace(
        measure,
        cells=tuple(
            cell._replace(
                value="\n".join(filter(None, (FEW_LETTERS.get(cell.value, cell.value), cell.spread))), spread=""
            )
            for cell in measure.cells
        ),
    )

"""The report of a plan on the terminal, as rich tables."""

import xarray as xr
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleRenderable, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hemograft import NOTICE
from hemograft.reports.bundle import PlanReport, arranged
from hemograft.reports.comparison import Cell, Measure, comparison, recovery_note, strategy_title
from hemograft.reports.console_columns import columns_of, first_that_fit, left_out, strategy_columns
from hemograft.reports.console_costs import cost_view
from hemograft.reports.console_outcomes import outcome_view
from hemograft.reports.groups import whom
from hemograft.reports.outcome_comparison import survival_measures
from hemograft.reports.palette import looks
from hemograft.reports.summary import summarize
from hemograft.reports.summary_words import DEATH_READING

MAX_RESPONSE_DAYS = 3  # of the report days, so that the table fits 100 columns; the page shows them all
WIDE = 1000  # columns that hold every measure


def print_plan(bundle: PlanReport, dataset: xr.Dataset, console: Console) -> None:
    """Print the patient, the warnings, the comparison of strategies and what each one assumes.

    dataset: the result of a plan; errors as for `summarize` and `arranged`. A terminal of fewer than 100 columns loses
    measures from the right, never the names of the strategies.
    """
    console.print(plan_view(bundle, summarize(arranged(bundle, dataset)), console.width))


def plan_view(bundle: PlanReport, summary: xr.Dataset, width: int) -> ConsoleRenderable:
    """What `print_plan` prints, from `summarize`'s result, in ``width`` columns; text is never read as markup."""
    parts: list[ConsoleRenderable] = [
        Text(NOTICE, style="bold red"),
        Text(),
        Text(bundle.title, style="bold"),
        _pairs(bundle.patient),
    ]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in bundle.warnings]
    parts += [
        Text(),
        comparison_table(bundle, summary, width),
        Text(_reading(summary), style="dim"),
        *_left_out(bundle, summary, width),
        *outcome_view(bundle, summary, width),
        *cost_view(bundle, summary, width),
        *_further(bundle),
        Text(),
        Text("Strategies", style="bold"),
    ]
    parts += [_listed(f"{strategy_title(strategy.name)}. {strategy.description}") for strategy in bundle.strategies]
    parts += [Text(), Text("Assumed", style="bold")]
    parts += [_listed(_with_whom(bundle, item.text, item.strategies)) for item in bundle.assumptions]
    assumed = [line for line in bundle.evidence if line.provenance == "assumed"]
    parts += [_listed(_with_whom(bundle, f"{line.claim}: {line.value}", line.strategies)) for line in assumed]
    return Group(*parts)


def _with_whom(bundle: PlanReport, text: str, strategies: tuple[str, ...]) -> str:
    return f"{text} [{whom(strategies, bundle.names)}]"


def _further(bundle: PlanReport) -> list[ConsoleRenderable]:
    if not bundle.further:
        return []
    return [Text(f"On request (--strategies): {', '.join(bundle.further)}.")]


def _listed(text: str) -> ConsoleRenderable:
    return Padding(Text(f"– {text}", style="dim"), (0, 0, 0, 2))


def comparison_table(bundle: PlanReport, summary: xr.Dataset, width: int) -> Table:
    """One row per strategy: the measures of `comparison`, each number over its spread."""
    table = Table(
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        collapse_padding=True,
        leading=1,
    )
    table.add_column("Strategy", ratio=1, min_width=strategy_columns(bundle, width))
    measures = fitting_measures(bundle, summary, width)
    for measure in measures:
        table.add_column(Text(measure.narrow), justify="right", no_wrap=True)
    chosen = looks([strategy.name for strategy in bundle.strategies])
    for row, (name, look) in enumerate(chosen.items()):
        title = Text(strategy_title(name), style=f"bold {look.color}")
        table.add_row(title, *(_stacked(measure.cells[row]) for measure in measures))
    return table


def fitting_measures(bundle: PlanReport, summary: xr.Dataset, width: int) -> list[Measure]:
    """The measures of `comparison_table`: as many of the first as `width` columns hold whole."""
    measures = comparison(summary)
    response = [measure for measure in measures if measure.group == measures[0].group]
    others = [measure for measure in measures if measure.group != measures[0].group]
    if len(response) > MAX_RESPONSE_DAYS:
        response = [response[0], response[len(response) // 2], response[-1]]
    room = width - strategy_columns(bundle, width)
    if sum(map(columns_of, [*response, *others])) > room:
        response = [response[0], response[-1]] if len(response) > 1 else response
    return first_that_fit([*response, *others], room)


def _left_out(bundle: PlanReport, summary: xr.Dataset, width: int) -> list[ConsoleRenderable]:
    every, fitting = (fitting_measures(bundle, summary, columns) for columns in (WIDE, width))
    missing = left_out(every, fitting, width)
    return [Text(missing)] if missing else []


def _stacked(cell: Cell) -> Text:
    lines = [Text(cell.value), *(Text(detail, style="dim") for detail in (cell.spread, cell.note) if detail)]
    return Text("\n").join(lines)


def _pairs(lines: tuple[tuple[str, str], ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for label, text in lines:
        table.add_row(Text(label, style="dim"), Text(text))
    return table


def _reading(summary: xr.Dataset) -> str:
    patients, horizon = summary.attrs["patients"], summary.attrs["horizon"]
    said = (
        f"{patients} virtual patients a strategy, {horizon} days; platelets in 10^9/L, own: without transfused ones.",
        "Probabilities ± Monte Carlo standard error; otherwise the median patient and the range of 90 % of patients.",
        "Sustained: three days at the level, last transfusion at least seven days before;"
        f" 'in 80 %' reach it by day {horizon}.",
        recovery_note(summary),
        DEATH_READING if survival_measures(summary) else "",
        "Bleeds: new ones of WHO grade ≥\u00a02, from published rates of first bleeds and of bleeding episodes, taken"
        " as independent given the counts. In life bleeds cluster in some patients, so the chance of at least one is"
        " an upper estimate.",
    )
    return " ".join(sentence for sentence in said if sentence)

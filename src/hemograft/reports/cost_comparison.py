"""Costs in words: what the care of each strategy costs, what a further quality-adjusted year costs, net benefit."""

from math import isfinite, isnan

import numpy as np
import xarray as xr

from hemograft.outcomes.cost_effectiveness import Verdict
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.reports.comparison import NOTHING, Cell, Measure, percent_cell, strategy_title
from hemograft.reports.outcome_comparison import horizon_words
from hemograft.reports.resource_names import resource_title

NO_COST = "No strategy has a cost: what becomes of the patients is not predicted for this diagnosis."


def has_told_costs(summary: xr.Dataset) -> bool:
    """Whether the plan was made with a price list and knows the cost of some strategy."""
    return "mean_cost" in summary and bool(np.isfinite(summary["mean_cost"]).any())


def cost_measures(summary: xr.Dataset) -> tuple[Measure, ...]:
    """Mean costs by each horizon, discounted quality-adjusted years, the frontier, and net benefit if it was asked."""
    if not has_told_costs(summary):
        return ()
    money = summary.attrs["money"]
    costs = [
        Measure(
            f"Mean cost, {money}",
            f"by {horizon_words(day)}",
            "cost\n" + horizon_words(day).replace(" ", "\n"),
            _cells(summary["mean_cost"].sel(cost_by_day=day), summary["mean_cost_error"].sel(cost_by_day=day)),
        )
        for day in summary["cost_by_day"].to_numpy().tolist()
    ]
    last = int(summary["cost_by_day"][-1])
    years = Measure(
        "Quality-adjusted years",
        f"of {last / DAYS_PER_YEAR:.3g}{', discounted' if summary.attrs['discount_rate'] else ''}",
        "QALY",
        _year_cells(summary["discounted_years"], summary["discounted_years_error"]),
    )
    cheapest = f"Against {cheapest_title(summary)}"
    compared = (
        Measure("A further year", "costs", "per\nQALY", _ratio_cells(summary)),
        Measure(cheapest, "cost", "more\ncost", _cells(summary["cost_difference"], summary["cost_difference_error"])),
        Measure(
            cheapest,
            "years",
            "more\nQALY",
            _year_cells(summary["years_difference"], summary["years_difference_error"]),
        ),
    )
    return (*costs, years, *compared, *_benefit_measures(summary))


def cheapest_title(summary: xr.Dataset) -> str:
    """The strategy that the others are compared with."""
    row = summary["verdict"].to_numpy().tolist().index(str(Verdict.CHEAPEST))
    title = strategy_title(str(summary["strategy"].to_numpy()[row]))
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def cost_reading(summary: xr.Dataset) -> str:
    """How the numbers are to be read, and what they leave out."""
    rate, horizon = summary.attrs["discount_rate"], summary.attrs["horizon"]
    willing = summary.attrs["willingness_to_pay"]
    unpriced = [resource_title(resource) for resource in summary.attrs["unpriced"]]
    left_out = [
        strategy_title(str(name))
        for name, cost in zip(summary["strategy"].to_numpy(), summary["mean_cost"].to_numpy()[:, -1], strict=True)
        if isnan(cost)
    ]
    said = (
        "Costs are the resources that the simulation counts, times the prices of the price list"
        f"{f', discounted like the years by {100 * rate:.3g} % a year' if rate else ', not discounted'}."
        " ± Monte Carlo standard error.",
        f"After the {horizon} days of counts, units, doses and bleeds go on as in the last four weeks,"
        " even a course that would end later: choose --days beyond it."
        if summary.attrs["follow_up"] > horizon
        else "",
        "A further year: cost of one more quality-adjusted year against the next cheaper strategy on the efficiency"
        " frontier; dominated: another strategy costs no more and gives at least as much; dominated by extension"
        " (extended): a mixture of two others does. Verdicts are those of the means: where differences lie within their"
        " errors, more patients may change them.",
        ""
        if isnan(willing)
        else f"Net benefit: the years at {amount(willing)} each, less the cost; best: share of patients in whom it is"
        " greatest. This is the luck of individuals (first-order uncertainty) alone: prices, utilities and hazards are"
        " taken as known.",
        f"Unpriced, counted as 0: {'; '.join(unpriced)}." if unpriced else "",
        f"No cost where survival is not predicted: {', '.join(left_out)}." if left_out else "",
    )
    return " ".join(sentence for sentence in said if sentence)


def amount(value: float) -> str:
    """Money to three digits, thousands set apart; a zero has no sign."""
    return f"{round(float(f'{value:.3g}')):,}".replace("-", "−")


def years_lived(value: float) -> str:
    """Quality-adjusted years to two decimals; a zero has no sign."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _benefit_measures(summary: xr.Dataset) -> tuple[Measure, ...]:
    willing = summary.attrs["willingness_to_pay"]
    if isnan(willing):
        return ()
    group = f"Net benefit at {amount(willing)} a year"
    patients = summary.attrs["patients"]
    shares = summary["best_share"].to_numpy()
    return (
        Measure(
            group,
            "short of the best",
            "short\nof best",
            _cells(summary["benefit_shortfall"], summary["benefit_shortfall_error"]),
        ),
        Measure(
            group,
            "best for",
            "best\nfor",
            tuple(
                NOTHING if isnan(share) else percent_cell(share, float(np.sqrt(share * (1 - share) / patients)))
                for share in shares
            ),
        ),
    )


def _cells(values: xr.DataArray, errors: xr.DataArray) -> tuple[Cell, ...]:
    pairs = zip(values.to_numpy().tolist(), errors.to_numpy().tolist(), strict=True)
    return tuple(
        NOTHING if isnan(value) else Cell(amount(value), f"± {amount(float(f'{error:.2g}'))}" if error > 0.0 else "")
        for value, error in pairs
    )


def _year_cells(values: xr.DataArray, errors: xr.DataArray) -> tuple[Cell, ...]:
    pairs = zip(values.to_numpy().tolist(), errors.to_numpy().tolist(), strict=True)
    return tuple(
        NOTHING if isnan(value) else Cell(years_lived(value), f"± {error:.1g}" if error > 0.0 else "")
        for value, error in pairs
    )


def _ratio_cells(summary: xr.Dataset) -> tuple[Cell, ...]:
    """The cost of a further year on the frontier, in words off it."""
    pairs = zip(summary["ratio"].to_numpy().tolist(), summary["verdict"].to_numpy().tolist(), strict=True)
    return tuple(
        Cell(amount(ratio)) if isfinite(ratio) else Cell(verdict) if verdict else NOTHING for ratio, verdict in pairs
    )

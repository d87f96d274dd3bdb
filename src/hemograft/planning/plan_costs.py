"""What a plan holds of costs: each patient's care by a price list, and the resources it is made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from hemograft.outcomes.cost import cost, units_used
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR, quality_adjusted_years
from hemograft.planning.case import Case
from hemograft.planning.plan_outcomes import survival_is_predicted
from hemograft.planning.price_list import PriceList
from hemograft.planning.resource_use import resource_use
from hemograft.planning.strategy import Strategy
from hemograft.planning.strategy_run import StrategyRun
from hemograft.population.individuals import Individuals
from hemograft.simulation.integrator import Array

COST_YEARS = (1, 2, 5, 10)
ALTERNATIVES = ("per_day_given", "per_unit", "once", "per_day")
"""Ways to price one drug or course: it is priced when one of them is."""


@dataclass(frozen=True)
class StrategyCosts:
    """Costs of some of the patients under one strategy.

    ``cost`` is (patients, horizons), ``years`` the discounted quality-adjusted years (patients,), ``units`` the sum
    over these patients of each resource used within the follow-up. Nan where survival is not predicted.
    """

    cost: Array
    years: Array
    units: dict[str, float]


def cost_horizons(follow_up: int) -> list[int]:
    """Days by which costs are told: the `COST_YEARS` inside the follow-up, and its last day."""
    return [*(day for years in COST_YEARS if (day := round(years * DAYS_PER_YEAR)) < follow_up), follow_up]


def strategy_costs(
    case: Case, strategy: Strategy, people: Individuals, run: StrategyRun, prices: PriceList
) -> StrategyCosts:
    """Costs of these patients; where nobody knows who lives, nobody knows what care costs."""
    followed = run.history.followed
    patients = len(run.history.death)
    horizons = cost_horizons(round(followed))
    if not survival_is_predicted(case, strategy):
        return StrategyCosts(np.full((patients, len(horizons)), np.nan), np.full(patients, np.nan), {})
    uses = resource_use(case, strategy, people, run)
    per_unit, rate = prices.prices, prices.discount_rate
    return StrategyCosts(
        cost=np.stack([cost(uses, per_unit, day, patients, rate) for day in horizons], axis=1),
        years=quality_adjusted_years(run.history, rate),
        units={name: float(units.sum()) for name, units in units_used(uses, followed, patients).items()},
    )


def with_costs(result: xr.Dataset, prices: PriceList, parts: Sequence[Sequence[StrategyCosts]]) -> xr.Dataset:
    """The result of a plan with costs: those of each part of the patients, by strategy.

    Adds ``cost`` (strategy, patient, cost_by_day) and ``discounted_quality_adjusted_years`` (strategy, patient);
    ``units_used`` (strategy, resource), the mean a patient within the follow-up, not discounted, of every resource that
    is used or priced; ``price`` (resource), nan without one; and how the list means its prices as attributes.
    """
    strategies, patients = result.sizes["strategy"], result.sizes["patient"]
    costs = [np.concatenate([part[row].cost for part in parts]) for row in range(strategies)]
    years = [np.concatenate([part[row].years for part in parts]) for row in range(strategies)]
    priced = prices.prices
    units = [_summed([part[row].units for part in parts]) for row in range(strategies)]
    used = [name for total in units for name, number in total.items() if number > 0.0]
    resources = sorted({*used, *priced})
    told = [bool(np.isfinite(values).all()) for values in years]
    means = [
        [total.get(name, 0.0) / patients if known else np.nan for name in resources]
        for total, known in zip(units, told, strict=True)
    ]
    money = f"{prices.currency} of {prices.price_year}"
    found = result.assign_coords(cost_by_day=cost_horizons(int(result.attrs["follow_up"])), resource=resources)
    found = found.assign(
        cost=(("strategy", "patient", "cost_by_day"), np.array(costs), {"units": money, "long_name": "cost of care"}),
        discounted_quality_adjusted_years=(
            ("strategy", "patient"),
            np.array(years),
            {"units": "year", "long_name": "discounted quality-adjusted life years within the follow-up"},
        ),
        units_used=(("strategy", "resource"), np.array(means), {"long_name": "mean units used a patient"}),
        price=(("resource",), np.array([priced.get(name, np.nan) for name in resources]), {"units": money}),
    )
    told_of = {
        "currency": prices.currency,
        "price_year": str(prices.price_year),
        "discount_rate": f"{prices.discount_rate:g}",
        "willingness_to_pay": "" if prices.willingness_to_pay is None else f"{prices.willingness_to_pay:g}",
        "unpriced": json.dumps(_unpriced(used, priced)),
        "prices_sha256": prices.prices_sha256,
    }
    return found.assign_attrs(told_of)


def _summed(totals: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: sum(total.get(name, 0.0) for total in totals) for total in totals for name in total}


def _unpriced(used: Sequence[str], priced: dict[str, float]) -> list[str]:
    """Resources that were used and have no price; of a drug or a course one price is enough."""
    covered = {_without_alternative(name) for name in priced}
    return sorted({_without_alternative(name) for name in used} - covered)


def _without_alternative(resource: str) -> str:
    head, _, last = resource.rpartition(".")
    return head if last in ALTERNATIVES else resource

"""Which strategies are worth their cost: dominance, the efficiency frontier, and net benefit.

A strategy is dominated where another costs no more and gives at least as much, one of the two strictly; it is
dominated by extension where a mixture of two others does so. What is left is the efficiency frontier, along which each
further quality-adjusted year costs more than the one before (Karlsson and Johannesson, Pharmacoeconomics 1996;9:113).
Net benefit is what a willingness to pay makes of the years, less the cost.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hemograft.simulation.integrator import Array


class Verdict(StrEnum):
    """Where a strategy stands; `CHEAPEST` begins the frontier."""

    CHEAPEST = "cheapest"
    FRONTIER = "on the frontier"
    DOMINATED = "dominated"
    EXTENDEDLY_DOMINATED = "dominated by extension"


@dataclass(frozen=True)
class Frontier:
    """Verdict of each strategy, and ``ratio``, the cost of a further unit of effect; both in the given order.

    A ratio is that against the next cheaper strategy on the frontier; nan for the cheapest and off the frontier.
    """

    verdicts: tuple[Verdict, ...]
    ratio: Array


def efficiency_frontier(cost: Array, effect: Array) -> Frontier:
    """The frontier of strategies with these mean costs and effects, each of shape (strategies,).

    Strategies that are equal in both share a verdict and a ratio.
    """
    verdicts = [Verdict.DOMINATED] * len(cost)
    ratio = np.full(len(cost), np.nan)
    order = np.lexsort((-effect, cost))
    kept: list[int] = []
    for index in order:
        if not kept or effect[index] > effect[kept[-1]]:
            kept.append(int(index))
    frontier: list[int] = []
    for index in kept:
        while len(frontier) > 1 and _slope(frontier[-1], index, cost, effect) < _slope(
            frontier[-2], frontier[-1], cost, effect
        ):
            verdicts[frontier.pop()] = Verdict.EXTENDEDLY_DOMINATED
        frontier.append(index)
    for place, index in enumerate(frontier):
        verdicts[index] = Verdict.FRONTIER if place else Verdict.CHEAPEST
        if place:
            ratio[index] = _slope(frontier[place - 1], index, cost, effect)
    for index in kept:
        for twin in np.flatnonzero((cost == cost[index]) & (effect == effect[index])):
            verdicts[twin], ratio[twin] = verdicts[index], ratio[index]
    return Frontier(tuple(verdicts), ratio)


def net_benefit(cost: Array, years: Array, willingness_to_pay: float) -> Array:
    """Quality-adjusted years at what one is worth, less the cost; the shape of both."""
    return willingness_to_pay * years - cost


def share_best(benefit: Array) -> Array:
    """Share of patients in whom each strategy has the greatest net benefit; ties are shared out evenly.

    Args:
        benefit: net benefit, shape (strategies, patients); a patient has the same luck under every strategy.

    Returns:
        Shares of shape (strategies,), which add up to 1.
    """
    best: NDArray[np.bool_] = benefit == benefit.max(axis=0)
    return (best / best.sum(axis=0)).mean(axis=1)


def _slope(one: int, other: int, cost: Array, effect: Array) -> float:
    return float((cost[other] - cost[one]) / (effect[other] - effect[one]))

"""The words of a plan, in plain types: what the console and the page print beside the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import xarray as xr


class Assumption(NamedTuple):
    """What was assumed, in a sentence, and the names of the strategies that rest on it."""

    text: str
    strategies: tuple[str, ...]


class EvidenceLine(NamedTuple):
    """One number behind a plan; `value` carries its unit, `provenance` is one word; `strategies` rest on it."""

    claim: str
    value: str
    source: str
    provenance: str
    strategies: tuple[str, ...]


class StrategyReport(NamedTuple):
    """The words about one strategy; `name` is its coordinate in the result."""

    name: str
    description: str


@dataclass(frozen=True)
class PlanReport:
    """The words about one plan.

    patient: (label, text) lines. observed: (day, platelets in 10^9/L), day <= 0, day 0 being the start of the
    plan. strategies: in the order of the report. assumptions, evidence: each once. further: names of strategies that
    were not simulated and can be asked for. manifest: what is needed to repeat the run.
    """

    title: str
    patient: tuple[tuple[str, str], ...]
    observed: tuple[tuple[float, float], ...]
    strategies: tuple[StrategyReport, ...]
    assumptions: tuple[Assumption, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    further: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    manifest: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names of the strategies, in order."""
        return [strategy.name for strategy in self.strategies]


def arranged(bundle: PlanReport, dataset: xr.Dataset) -> xr.Dataset:
    """The result with its strategies in the order of the report.

    Raises:
        ValueError: words and result are of different strategies.
    """
    simulated = [str(name) for name in dataset["strategy"].to_numpy()]
    if sorted(bundle.names) != sorted(simulated):
        raise ValueError(f"the report describes {', '.join(bundle.names)}, but the result holds {', '.join(simulated)}")
    return dataset.sel(strategy=bundle.names)

"""Transduced stem cells as individual clones: neutral birth and death around a shared niche, and their sampling.

Each stem cell replicates and commits independently of its clone (Catlin et al, Blood 2011;117:4460): replication is
the division rate of the blood engine, commitment the flow into its short-term stem cells, so that the mean of all
clones follows the engine. A linear birth-death process has a closed form also where its rates change in time (Kendall,
Ann Math Stat 1948;19:1): a founder leaves none, or a geometric number of stem cells. Nothing is stepped in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters
from hemograft.hematopoiesis.stem_cells import stem_cell_rates
from hemograft.simulation.integrator import Array
from hemograft.therapies.transplantation import GraftSource

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class StemCellRates:
    """What one stem cell does on each whole day since the infusion, 1/day; both of shape (days,)."""

    replication: Array
    commitment: Array


def expected_clones(
    source: GraftSource, cd34_per_kg: Any, weight: float, transduced_fraction: Any, numbers: Numbers = number
) -> Any:
    """Mean number of transduced stem cells that engraft for the long term, from the share that the engine engrafts.

    Args:
        source: of the CD34+ cells.
        cd34_per_kg: CD34+ cells per kg, infused.
        weight: kg.
        transduced_fraction: share of stem cells that carry the vector.
        numbers: values of the records.
    """
    engrafting = numbers(f"graft.{source}.stem_cells") * numbers("engraftment.stem_cells")
    return cd34_per_kg * weight * transduced_fraction * engrafting


def clone_interval(expected: float, log_sd: float, level: float = 0.95) -> tuple[float, float]:
    """Interval of the number of clones: Poisson chance on top of a log-normal engraftment of median 1.

    ``log_sd`` is the standard deviation of the logarithm of engraftment between patients; the two are combined on
    the logarithm, which is good for ten clones and more.
    """
    spread = NormalDist().inv_cdf(0.5 + level / 2.0) * (log_sd**2 + 1.0 / expected) ** 0.5
    return expected * float(np.exp(-spread)), expected * float(np.exp(spread))


def niche_rates(occupancy: float, days: int, common: CommonParameters) -> StemCellRates:
    """Rates of each stem cell while the niche refills from ``occupancy`` (all clones, 1 = full) on the infusion day."""
    replication, commitment = np.empty(days), np.empty(days)
    for day in range(days):
        growth, committed, _ = stem_cell_rates(common, CloneCondition(), occupancy, 0.0, occupancy, occupancy)
        commitment[day] = common.stem_cell_division_rate * committed / (common.short_term_turnover * occupancy)
        replication[day] = growth / occupancy + commitment[day]
        occupancy += growth
    return StemCellRates(replication, commitment)


def founder_fate(rates: StemCellRates, first_day: int, last_day: int) -> tuple[float, float]:
    """Exact law of one stem cell's progeny after the days from ``first_day`` to ``last_day``.

    Returns:
        The probability that any is left, and that of the geometric number (from 1) of stem cells that then are.
    """
    loss = (rates.commitment - rates.replication)[first_day:last_day]
    integral = np.concatenate(([0.0], np.cumsum(loss)))
    growth = np.divide(np.expm1(loss), loss, out=np.ones_like(loss), where=loss != 0.0)
    committed = float(np.sum(np.exp(integral[:-1]) * rates.commitment[first_day:last_day] * growth))
    return 1.0 / (1.0 + committed), float(np.exp(integral[-1])) / (1.0 + committed)


def clone_sizes(
    founders: int, rates: StemCellRates, sampling_days: Sequence[int], generator: np.random.Generator
) -> Counts:
    """Stem cells of each clone on the sampling days, drawn exactly; one stem cell founded each clone on day 0.

    Args:
        founders: number of clones.
        rates: see `niche_rates`.
        sampling_days: whole days after the infusion, ascending, within ``rates``.
        generator: source of randomness.

    Returns:
        shape (samples, clones).

    Raises:
        ValueError: the days do not ascend or lie beyond the rates.
    """
    days = [0, *sampling_days]
    if sorted(days) != days or days[-1] > len(rates.replication):
        raise ValueError(
            f"sampling_days are {list(sampling_days)}; give ascending days from 0 to {len(rates.replication)}"
        )
    sizes = np.ones(founders, dtype=np.int64)
    history = np.empty((len(sampling_days), founders), dtype=np.int64)
    for sample, (earlier, later) in enumerate(zip(days, sampling_days, strict=False)):
        survival, geometric = founder_fate(rates, earlier, later)
        founding = generator.binomial(sizes, survival)
        alive = founding > 0
        sizes = founding
        # a sum of geometric numbers from 1 is their count and a negative binomial
        sizes[alive] += generator.negative_binomial(founding[alive], geometric)
        history[sample] = sizes
    return history


def sample_cells(sizes: Counts, cells: int, generator: np.random.Generator) -> Counts:
    """Vector-bearing blood cells of each clone among ``cells`` sampled, each clone giving as many as its stem cells."""
    return generator.multinomial(cells, sizes / sizes.sum())


def amplified_reads(cells: Counts, reads: int, evenness: float, generator: np.random.Generator) -> Counts:
    """Reads of each clone's integration site when sampled cells are amplified unequally (Dirichlet-multinomial).

    Args:
        cells: sampled cells of each clone.
        reads: sequencing depth.
        evenness: shape of the gamma distribution of a cell's yield; its squared coefficient of variation is 1/shape.
        generator: source of randomness.
    """
    yields = generator.standard_gamma(evenness * cells)
    return generator.multinomial(reads, yields / yields.sum())

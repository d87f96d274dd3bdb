"""How often trials of a design find what they look for: power, false alarms, bias and coverage, over replicates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hemograft.simulation.integrator import Array
from hemograft.trials.comparison import compared, difference_interval, seen, with_control
from hemograft.trials.design import TrialDesign
from hemograft.trials.enrollment import enroll
from hemograft.trials.multiplicity import adjusted
from hemograft.trials.results import PatientTable

CELLS = 400_000
"""Replicates x patients that are analyzed together: bounds the memory of any number of either."""
SIZES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Sizes of trial for the power curve, relative to the design's."""
SMALLEST = 8
POWERS = (0.8, 0.9)

Of = TypeVar("Of")


@dataclass(frozen=True)
class Rate:
    """A share of replicate trials with its Monte Carlo standard error."""

    share: float
    standard_error: float


@dataclass(frozen=True)
class Claims(Generic[Of]):
    """Something of each comparison with the control, of at least one of them (disjunctive) and of all (conjunctive).

    With two arms the three are the same.
    """

    comparisons: tuple[Of, ...]
    any: Of
    every: Of

    @property
    def distinct(self) -> tuple[Of, ...]:
        """Each of them once."""
        return self.comparisons if len(self.comparisons) == 1 else (*self.comparisons, self.any, self.every)


@dataclass(frozen=True)
class PowerAt:
    """Power of a trial of ``patients`` patients."""

    patients: int
    power: Claims[Rate]


@dataclass(frozen=True)
class Effect:
    """What trials estimate of a comparison.

    ``estimate`` is the mean effect found, ``spread`` its standard deviation over replicates, ``coverage`` the share of
    95 % intervals that hold the effect in the whole pool.
    """

    estimate: float
    spread: float
    coverage: Rate


@dataclass(frozen=True)
class OperatingCharacteristics:
    """What to expect of a trial of this design.

    ``power`` and ``false_positive`` are shares of replicates with an adjusted p < alpha, the latter when every arm gets
    the control treatment: for any comparison that is the family-wise error. ``effects`` are of each comparison,
    ``unusable`` is the share of trials in which some comparison has no p value. ``needed`` gives patients by power,
    None where no size reaches it; ``curve`` what they are read from.
    """

    power: Claims[Rate]
    false_positive: Claims[Rate]
    effects: tuple[Effect, ...]
    unusable: float
    curve: tuple[PowerAt, ...]
    needed: tuple[tuple[float, Claims[int | None]], ...]


def operating_characteristics(
    design: TrialDesign,
    table: PatientTable,
    infusion_days: Array,
    truths: Sequence[float],
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> OperatingCharacteristics:
    """Replicate trials of the primary endpoint at several sizes.

    Replicates draw from one pool and so share patients where it is not much larger than the trial: results are those
    of this pool.

    Args:
        design, table: the trial and its pool.
        infusion_days: of each arm.
        truths: the effect of each comparison when every patient of the pool has every treatment.
        advance: called with the number of replicates that are done.
    """
    main = _replicates(design, table, infusion_days, design.patients, equal_arms=False, advance=advance)
    same = _replicates(design, table, infusion_days, design.patients, equal_arms=True, advance=advance)
    curve: list[PowerAt] = []
    for size in trial_sizes(design):
        if size == design.patients:
            p = main.p
        else:
            p = _replicates(design, table, infusion_days, size, equal_arms=False, advance=advance).p
        curve.append(PowerAt(size, _rates(p < design.analysis.alpha)))
    return OperatingCharacteristics(
        power=_rates(main.p < design.analysis.alpha),
        false_positive=_rates(same.p < design.analysis.alpha),
        effects=tuple(
            _effect(value, low, high, truth)
            for value, low, high, truth in zip(main.value, main.low, main.high, truths, strict=True)
        ),
        unusable=float(np.isnan(main.p).any(axis=0).mean()),
        curve=tuple(curve),
        needed=tuple((power, _needed(curve, power)) for power in POWERS),
    )


def trial_sizes(design: TrialDesign) -> tuple[int, ...]:
    """Sizes of the power curve: multiples of the design's that the pool allows."""
    block = sum(arm.allocation for arm in design.arms)
    sizes = {max(round(design.patients * factor / block) * block, SMALLEST, 2 * block) for factor in SIZES}
    return tuple(sorted({size for size in sizes if size <= design.pool} | {design.patients}))


def total_replicates(design: TrialDesign) -> int:
    """How many trials `operating_characteristics` analyzes."""
    return design.replicates * (len(trial_sizes(design)) + 1)


def patients_needed(curve: Sequence[tuple[int, float]], power: float) -> int | None:
    """The smallest trial with this power, or None where trials of twice the largest size simulated do not have it.

    The probit of power is close to linear in the square root of the number of patients; the line is fitted by least
    squares, each size weighted by what its replicates tell.

    Args:
        curve: patients and the share of trials that succeed with them.
        power: the share that is wanted.
    """
    sizes, shares = np.array(curve, dtype=float).T
    inside = (shares > 0.01) & (shares < 0.99)
    if inside.sum() < 2:
        reached = sizes[shares >= power]
        return int(reached.min()) if reached.size else None
    roots, probits = np.sqrt(sizes[inside]), ndtri(shares[inside])
    density = np.exp(-0.5 * probits**2)
    weight = density / np.sqrt(shares[inside] * (1.0 - shares[inside]))
    slope, start = np.polyfit(roots, probits, 1, w=weight)
    if slope <= 0.0:
        return None
    root = (ndtri(power) - start) / slope
    needed = int(np.ceil(max(root, 0.0) ** 2))
    return needed if needed <= 2.0 * sizes.max() else None


@dataclass(frozen=True)
class _Found:
    """Of each comparison in each replicate, (comparisons, replicates); p is adjusted."""

    value: Array
    low: Array
    high: Array
    p: Array


def _replicates(
    design: TrialDesign,
    table: PatientTable,
    infusion_days: Array,
    size: int,
    *,
    equal_arms: bool,
    advance: Callable[[int], None],
) -> _Found:
    """All replicates of one size; with ``equal_arms`` everybody has the control treatment."""
    choice, together = design.analysis.primary, max(CELLS // size, 1)
    blocks: list[Array] = []
    for first in range(0, design.replicates, together):
        block = range(first, min(first + together, design.replicates))
        enrollment = enroll(design, table, size, block)
        given = np.zeros_like(enrollment.arm) if equal_arms else enrollment.arm
        outcome = seen(choice, table, enrollment, infusion_days, given)
        found: list[tuple[Array, Array, Array, Array]] = []
        for place in range(1, len(design.arms)):
            pair = with_control(enrollment.arm, place)
            one = compared(choice, outcome, pair, design.analysis.test, design.analysis.sides)
            low, high = difference_interval(choice, outcome, pair, one.difference)
            found.append((one.difference.value, low, high, one.p))
        blocks.append(np.array(found))
        advance(len(block))
    value, low, high, p = np.concatenate(blocks, axis=-1).swapaxes(0, 1)
    return _Found(value, low, high, adjusted(p, design.analysis.multiplicity))


def _effect(value: Array, low: Array, high: Array, truth: float) -> Effect:
    known = np.isfinite(value).any()
    return Effect(
        estimate=float(np.nanmean(value)) if known else np.nan,
        spread=float(np.nanstd(value)) if known else np.nan,
        coverage=_rate((low <= truth) & (truth <= high)),
    )


def _needed(curve: Sequence[PowerAt], power: float) -> Claims[int | None]:
    """Any comparison needs no more than the easiest one, and all of them no fewer than the hardest."""
    sizes = [point.patients for point in curve]
    rates = zip(*((*point.power.comparisons, point.power.any, point.power.every) for point in curve), strict=True)
    *comparisons, some, every = (
        patients_needed([(size, rate.share) for size, rate in zip(sizes, column, strict=True)], power)
        for column in rates
    )
    easiest = min((count for count in (some, *comparisons) if count is not None), default=None)
    hardest = None if every is None or None in comparisons else max(every, *filter(None, comparisons))
    return Claims(tuple(comparisons), easiest, hardest)


def _rates(significant: NDArray[np.bool_]) -> Claims[Rate]:
    """Of (comparisons, replicates)."""
    some, every = np.logical_or.reduce(significant), np.logical_and.reduce(significant)
    return Claims(tuple(_rate(row) for row in significant), _rate(some), _rate(every))


def _rate(happened: NDArray[np.bool_]) -> Rate:
    share = float(np.mean(happened))
    return Rate(share, float(np.sqrt(share * (1.0 - share) / len(happened))))

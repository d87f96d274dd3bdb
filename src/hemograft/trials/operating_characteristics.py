"""How often trials of a design find what they look for: power, false alarms, bias and coverage, over replicates."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hemograft.simulation.integrator import Array
from hemograft.trials.comparison import Compared, compared, difference_interval, seen
from hemograft.trials.design import TrialDesign
from hemograft.trials.enrollment import enroll
from hemograft.trials.results import PatientTable

CELLS = 400_000
"""Replicates x patients that are analyzed together: bounds the memory of any number of either."""
SIZES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Sizes of trial for the power curve, relative to the design's."""
SMALLEST = 8
POWERS = (0.8, 0.9)


@dataclass(frozen=True)
class Rate:
    """A share of replicate trials with its Monte Carlo standard error."""

    share: float
    standard_error: float


@dataclass(frozen=True)
class PowerAt:
    """Power of a trial of ``patients`` patients."""

    patients: int
    power: Rate


@dataclass(frozen=True)
class OperatingCharacteristics:
    """What to expect of a trial of this design.

    ``power`` and ``false_positive`` are shares of replicates with p < alpha, the latter when both arms get the control
    treatment. ``estimate`` is the mean effect found, ``spread`` its standard deviation over replicates, ``coverage``
    the share of 95 % intervals that hold the effect in the whole pool, ``unusable`` that of trials without a p value.
    ``needed`` gives patients by power, None where no size reaches it; ``curve`` what they are read from.
    """

    power: Rate
    false_positive: Rate
    estimate: float
    spread: float
    coverage: Rate
    unusable: float
    curve: tuple[PowerAt, ...]
    needed: tuple[tuple[float, int | None], ...]


def operating_characteristics(
    design: TrialDesign,
    table: PatientTable,
    infusion_days: Array,
    truth: float,
    *,
    advance: Callable[[int], None] = lambda _: None,
) -> OperatingCharacteristics:
    """Replicate trials of the primary endpoint at several sizes.

    Replicates draw from one pool and so share patients where it is not much larger than the trial: results are those
    of this pool.

    Args:
        design, table: the trial and its pool.
        infusion_days: of each arm.
        truth: the effect when every patient of the pool has both treatments.
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
        curve.append(PowerAt(size, _rate(p < design.analysis.alpha)))
    return OperatingCharacteristics(
        power=_rate(main.p < design.analysis.alpha),
        false_positive=_rate(same.p < design.analysis.alpha),
        estimate=float(np.nanmean(main.value)) if np.isfinite(main.value).any() else np.nan,
        spread=float(np.nanstd(main.value)) if np.isfinite(main.value).any() else np.nan,
        coverage=_rate((main.low <= truth) & (truth <= main.high)),
        unusable=float(np.isnan(main.p).mean()),
        curve=tuple(curve),
        needed=tuple((power, patients_needed(curve, power)) for power in POWERS),
    )


def trial_sizes(design: TrialDesign) -> tuple[int, ...]:
    """Sizes of the power curve: multiples of the design's that the pool allows."""
    block = sum(arm.allocation for arm in design.arms)
    sizes = {max(round(design.patients * factor / block) * block, SMALLEST, 2 * block) for factor in SIZES}
    return tuple(sorted({size for size in sizes if size <= design.pool} | {design.patients}))


def total_replicates(design: TrialDesign) -> int:
    """How many trials `operating_characteristics` analyzes."""
    return design.replicates * (len(trial_sizes(design)) + 1)


def patients_needed(curve: list[PowerAt], power: float) -> int | None:
    """The smallest trial with this power, or None where trials of twice the largest size simulated do not have it.

    The probit of power is close to linear in the square root of the number of patients; the line is fitted by least
    squares, each size weighted by what its replicates tell.
    """
    sizes = np.array([point.patients for point in curve], dtype=float)
    shares = np.array([point.power.share for point in curve])
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
    """Effects and p values of all replicates of one size; with ``equal_arms`` everybody has the control treatment."""
    choice, together = design.analysis.primary, max(CELLS // size, 1)
    parts: list[tuple[Array, Array, Array, Array]] = []
    for first in range(0, design.replicates, together):
        block = range(first, min(first + together, design.replicates))
        enrollment = enroll(design, table, size, block)
        given = np.zeros_like(enrollment.arm) if equal_arms else enrollment.arm
        outcome = seen(choice, table, enrollment, infusion_days, given)
        treated = enrollment.arm > 0
        found: Compared = compared(choice, outcome, treated, design.analysis.test, design.analysis.sides)
        low, high = difference_interval(choice, outcome, treated, found.difference)
        parts.append((found.difference.value, low, high, found.p))
        advance(len(block))
    return _Found(*(np.concatenate(values) for values in zip(*parts, strict=True)))


def _rate(happened: NDArray[np.bool_]) -> Rate:
    share = float(np.mean(happened))
    return Rate(share, float(np.sqrt(share * (1.0 - share) / len(happened))))

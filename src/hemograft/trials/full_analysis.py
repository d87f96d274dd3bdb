"""The one full analysis: a trial as it would have been run, and beside it what is true of the whole pool."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.history import CauseOfDeath
from hemograft.outcomes.statistics.confidence_interval import log_log_interval
from hemograft.outcomes.statistics.cox import cause_specific_cox
from hemograft.outcomes.statistics.estimate import Estimate
from hemograft.outcomes.statistics.fine_gray import fine_gray
from hemograft.outcomes.statistics.hazard_ratios import HazardRatios
from hemograft.simulation.integrator import Array
from hemograft.trials.comparison import (
    CONTROL,
    NEITHER,
    Compared,
    Pair,
    Seen,
    arm_estimate,
    compared,
    difference_interval,
    seen,
    share_interval,
    with_control,
)
from hemograft.trials.curves import Curve, arm_curve, round_days
from hemograft.trials.design import TrialDesign
from hemograft.trials.endpoints import EndpointChoice, Response, TimeToEvent
from hemograft.trials.enrollment import Enrollment, enroll
from hemograft.trials.multiplicity import Multiplicity, adjusted
from hemograft.trials.observations import COMPETING, EVENT, TimesToEvent
from hemograft.trials.overall_test import overall_p
from hemograft.trials.results import PatientTable


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its 95 % interval; nan where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ArmResult:
    """An endpoint in one arm: patients analyzed, with the event, with a competing one, and the estimate."""

    patients: int
    events: int
    competing: int
    estimate: Interval


@dataclass(frozen=True)
class ComparisonResult:
    """One arm compared with the control, in the endpoint's own unit.

    ``adjusted_p`` is for the number of comparisons, of the primary endpoint alone. ``hazard_ratio`` is of the
    cause-specific hazard, ``subdistribution_ratio`` of Fine and Gray; None where endpoint or data give none. Both are
    of the patients of the two arms alone. ``truth`` is the difference in the whole pool.
    """

    difference: Interval
    p: float
    adjusted_p: float
    hazard_ratio: Interval | None
    subdistribution_ratio: Interval | None
    truth: float


@dataclass(frozen=True)
class EndpointResult:
    """An endpoint analyzed.

    ``arms`` as in the design, ``comparisons`` of all but the first with the first. ``overall_p`` is of all arms
    together, None where there are two. ``truth`` is the estimate in each arm when every patient of the pool has every
    treatment. ``curves`` and ``risk_days`` are there for times to events.
    """

    choice: EndpointChoice
    test: str
    arms: tuple[ArmResult, ...]
    comparisons: tuple[ComparisonResult, ...]
    overall_p: float | None
    truth: tuple[float, ...]
    curves: tuple[Curve, ...]
    risk_days: tuple[float, ...]


@dataclass(frozen=True)
class Deaths:
    """Deaths of the trial's patients while observed, by cause and arm."""

    cause: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class FullAnalysis:
    """The first replicate trial, analyzed; ``outcomes`` is what it saw of each endpoint, (1, patients)."""

    enrollment: Enrollment
    endpoints: tuple[EndpointResult, ...]
    outcomes: tuple[Any, ...]
    deaths: tuple[Deaths, ...]


def full_analysis(design: TrialDesign, table: PatientTable, infusion_days: Array) -> FullAnalysis:
    """Analyzes the first replicate of a design by its plan; secondary endpoints by their difference, not adjusted.

    Raises:
        ValueError: chance left an arm without patients.
    """
    enrollment = enroll(design, table, design.patients, range(1))
    _refuse_empty_arm(design, enrollment)
    everybody = _everybody(design, table)
    results: list[EndpointResult] = []
    outcomes: list[Any] = []
    for place, choice in enumerate(design.endpoints):
        test = design.analysis.test if place == 0 else choice.tests[0]
        sides = design.analysis.sides if place == 0 else 2
        plan = design.analysis.multiplicity if place == 0 else "none"
        outcome = seen(choice, table, enrollment, infusion_days, enrollment.arm)
        truth = _truth(choice, table, everybody, infusion_days, test)
        results.append(_result(choice, test, sides, plan, outcome, enrollment.arm, truth))
        outcomes.append(outcome)
    return FullAnalysis(enrollment, tuple(results), tuple(outcomes), _deaths(design, table, enrollment))


def _refuse_empty_arm(design: TrialDesign, enrollment: Enrollment) -> None:
    for place, arm in enumerate(design.arms):
        if not (enrollment.arm == place).any():
            raise ValueError(
                f"allocation: chance leaves the arm {arm.name} without any of the {design.patients} patients: add"
                " patients, or balance over fewer strata"
            )


def _everybody(design: TrialDesign, table: PatientTable) -> Enrollment:
    """The whole pool once in each arm, followed to the end."""
    count, arms = table.patients, len(design.arms)
    patient = np.tile(np.arange(count), arms)[np.newaxis]
    followed = np.full(patient.shape, float(design.follow_up))
    return Enrollment(
        patient=patient,
        arm=np.repeat(np.arange(arms), count)[np.newaxis],
        entry=np.zeros(patient.shape),
        lost=np.full(patient.shape, np.inf),
        observed=followed,
    )


def _truth(
    choice: EndpointChoice, table: PatientTable, everybody: Enrollment, infusion_days: Array, test: str
) -> tuple[float, ...]:
    """The estimate in each arm when the whole pool is in it."""
    outcome = seen(choice, table, everybody, infusion_days, everybody.arm)
    kind = "restricted_mean" if test == "restricted_mean" else "difference"
    arms = range(int(everybody.arm.max()) + 1)
    return tuple(float(arm_estimate(choice, outcome, everybody.arm == place, kind).value[0]) for place in arms)


def _result(
    choice: EndpointChoice,
    test: str,
    sides: int,
    plan: Multiplicity,
    outcome: Seen,
    arm: NDArray[np.int64],
    truth: tuple[float, ...],
) -> EndpointResult:
    arms = range(len(truth))
    risk_days: tuple[float, ...] = ()
    curves: tuple[Curve, ...] = ()
    if isinstance(outcome, TimesToEvent):
        risk_days = round_days(outcome)
        curves = tuple([arm_curve(choice, outcome, arm == place, risk_days) for place in arms])
    pairs = [with_control(arm, place) for place in arms[1:]]
    found = [compared(choice, outcome, pair, test, sides) for pair in pairs]
    p = np.array([one.p[0] for one in found])
    return EndpointResult(
        choice=choice,
        test=test,
        arms=tuple(
            _arm_result(choice, test, outcome, arm == place, arm_estimate(choice, outcome, arm == place, test))
            for place in arms
        ),
        comparisons=tuple(
            _comparison(choice, outcome, pair, one, p, effect - truth[0])
            for pair, one, p, effect in zip(pairs, found, adjusted(p, plan).tolist(), truth[1:], strict=True)
        ),
        overall_p=overall_p(choice, outcome, arm, len(arms), test) if len(arms) > 2 else None,
        truth=truth,
        curves=curves,
        risk_days=risk_days,
    )


def _comparison(
    choice: EndpointChoice, outcome: Seen, pair: Pair, found: Compared, adjusted_p: float, truth: float
) -> ComparisonResult:
    low, high = difference_interval(choice, outcome, pair, found.difference)
    ratios = _ratios(choice, outcome, pair) if isinstance(outcome, TimesToEvent) else (None, None)
    return ComparisonResult(
        difference=Interval(float(found.difference.value[0]), float(low[0]), float(high[0])),
        p=float(found.p[0]),
        adjusted_p=adjusted_p,
        hazard_ratio=ratios[0],
        subdistribution_ratio=ratios[1],
        truth=truth,
    )


def _arm_result(
    choice: EndpointChoice, test: str, outcome: Seen, inside: NDArray[np.bool_], estimate: Estimate
) -> ArmResult:
    value = float(estimate.value[0])
    if isinstance(outcome, TimesToEvent):
        if test == "restricted_mean":
            low, high = estimate.interval()
        else:
            low, high = log_log_interval(estimate.value, estimate.variance)
        events, competing = (int(((outcome.status == kind) & inside).sum()) for kind in (EVENT, COMPETING))
        return ArmResult(int(inside.sum()), events, competing, Interval(value, float(low[0]), float(high[0])))
    known = inside & ~np.isnan(outcome)
    if isinstance(choice.what, Response):
        low, high = share_interval(estimate.value, known.sum(axis=-1))
        events = int(outcome[known].sum())
    else:
        low, high = estimate.interval()
        events = 0
    return ArmResult(int(known.sum()), events, 0, Interval(value, float(low[0]), float(high[0])))


def _ratios(choice: EndpointChoice, outcome: TimesToEvent, pair: Pair) -> tuple[Interval | None, Interval | None]:
    assert isinstance(choice.what, TimeToEvent)
    inside = pair != NEITHER
    time, status = outcome.time[inside], outcome.status[inside]
    treated = (pair[inside] != CONTROL).astype(float)[:, np.newaxis]

    def fitted(model: Any) -> Interval | None:
        try:
            ratios: HazardRatios = model(time, status, treated)
        except ValueError:  # no event, or all in one arm
            return None
        low, high = ratios.interval()
        return Interval(float(ratios.ratios[0]), float(low[0]), float(high[0]))

    both_kinds = not choice.what.survival
    return fitted(cause_specific_cox), fitted(lambda *data: fine_gray(*data).ratios) if both_kinds else None


def _deaths(design: TrialDesign, table: PatientTable, enrollment: Enrollment) -> tuple[Deaths, ...]:
    where = (enrollment.arm[0], enrollment.patient[0])
    died = table.columns["death"][where] <= enrollment.observed[0]
    cause = np.where(died, table.columns["cause"][where], CauseOfDeath.ALIVE)
    return tuple(
        Deaths(
            kind.name.lower(),
            tuple(int(((cause == kind) & (where[0] == arm)).sum()) for arm in range(len(design.arms))),
        )
        for kind in CauseOfDeath
        if kind != CauseOfDeath.ALIVE
    )

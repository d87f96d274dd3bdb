"""The one full analysis: a trial as it would have been run, and beside it what is true of the whole pool."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.outcomes.history import CauseOfDeath
from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.confidence_interval import log_log_interval
from hemograft.outcomes.statistics.cox import cause_specific_cox
from hemograft.outcomes.statistics.fine_gray import fine_gray
from hemograft.outcomes.statistics.hazard_ratios import HazardRatios
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.number_at_risk import number_at_risk
from hemograft.simulation.integrator import Array
from hemograft.trials.comparison import Seen, compared, difference_interval, seen, share_interval
from hemograft.trials.design import TrialDesign
from hemograft.trials.endpoints import EndpointChoice, Response, TimeToEvent
from hemograft.trials.enrollment import Enrollment, enroll
from hemograft.trials.observations import COMPETING, EVENT, TimesToEvent
from hemograft.trials.results import PatientTable


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its 95 % interval; nan where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """A step curve of one arm with its pointwise 95 % interval; ``at_risk`` stands at the days of `CurvePair`."""

    days: Array
    value: Array
    low: Array
    high: Array
    at_risk: tuple[int, ...]


@dataclass(frozen=True)
class ArmResult:
    """An endpoint in one arm: patients analyzed, with the event, with a competing one, and the estimate."""

    patients: int
    events: int
    competing: int
    estimate: Interval


@dataclass(frozen=True)
class EndpointResult:
    """An endpoint analyzed.

    ``arms`` as in the design; ``difference`` treated minus control, in the endpoint's own unit. ``hazard_ratio`` is of
    the cause-specific hazard, ``subdistribution_ratio`` of Fine and Gray; None where endpoint or data give none.
    ``truth`` is the estimate in each arm and the difference when every patient of the pool has both treatments.
    ``curves`` and ``risk_days`` are there for times to events.
    """

    choice: EndpointChoice
    test: str
    arms: tuple[ArmResult, ...]
    difference: Interval
    p: float
    hazard_ratio: Interval | None
    subdistribution_ratio: Interval | None
    truth: tuple[float, float, float]
    curves: tuple[Curve, ...]
    risk_days: tuple[float, ...]


@dataclass(frozen=True)
class Deaths:
    """Deaths of the trial's patients while observed, by cause and arm."""

    cause: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class FullAnalysis:
    """The first replicate trial, analyzed; ``outcomes`` is what it saw of each endpoint, (patients,)."""

    enrollment: Enrollment
    endpoints: tuple[EndpointResult, ...]
    outcomes: tuple[Any, ...]
    deaths: tuple[Deaths, ...]


def full_analysis(design: TrialDesign, table: PatientTable, infusion_days: Array) -> FullAnalysis:
    """Analyzes the first replicate of a design by its plan; secondary endpoints by their difference."""
    enrollment = enroll(design, table, design.patients, range(1))
    everybody = _everybody(design, table)
    results: list[EndpointResult] = []
    outcomes: list[Any] = []
    for place, choice in enumerate(design.endpoints):
        test = design.analysis.test if place == 0 else choice.tests[0]
        sides = design.analysis.sides if place == 0 else 2
        outcome = seen(choice, table, enrollment, infusion_days, enrollment.arm)
        truth = _truth(choice, table, everybody, infusion_days, test)
        results.append(_result(choice, test, sides, outcome, enrollment.arm, truth))
        outcomes.append(outcome)
    return FullAnalysis(enrollment, tuple(results), tuple(outcomes), _deaths(design, table, enrollment))


def _everybody(design: TrialDesign, table: PatientTable) -> Enrollment:
    """The whole pool, twice over: once in each arm, followed to the end."""
    count = table.patients
    patient = np.tile(np.arange(count), 2)[np.newaxis]
    followed = np.full(patient.shape, float(design.follow_up))
    return Enrollment(
        patient=patient,
        arm=np.repeat([0, 1], count)[np.newaxis],
        entry=np.zeros(patient.shape),
        lost=np.full(patient.shape, np.inf),
        observed=followed,
    )


def _truth(
    choice: EndpointChoice, table: PatientTable, everybody: Enrollment, infusion_days: Array, test: str
) -> tuple[float, float, float]:
    outcome = seen(choice, table, everybody, infusion_days, everybody.arm)
    found = compared(
        choice, outcome, everybody.arm > 0, "restricted_mean" if test == "restricted_mean" else "difference"
    )
    control, treated = found.difference.second.value, found.difference.first.value
    return float(control[0]), float(treated[0]), float(treated[0] - control[0])


def _result(
    choice: EndpointChoice,
    test: str,
    sides: int,
    outcome: Seen,
    arm: NDArray[np.int64],
    truth: tuple[float, float, float],
) -> EndpointResult:
    found = compared(choice, outcome, arm > 0, test, sides)
    low, high = difference_interval(choice, outcome, arm > 0, found.difference)
    risk_days: tuple[float, ...] = ()
    curves: tuple[Curve, ...] = ()
    ratio = subdistribution = None
    if isinstance(outcome, TimesToEvent):
        risk_days = _risk_days(outcome)
        curves = tuple([_curve(choice, outcome, arm == place, risk_days) for place in (0, 1)])
        ratio, subdistribution = _ratios(choice, outcome, arm)
    return EndpointResult(
        choice=choice,
        test=test,
        arms=tuple(_arm_result(choice, test, outcome, arm == place, found, place) for place in (0, 1)),
        difference=Interval(float(found.difference.value[0]), float(low[0]), float(high[0])),
        p=float(found.p[0]),
        hazard_ratio=ratio,
        subdistribution_ratio=subdistribution,
        truth=truth,
        curves=curves,
        risk_days=risk_days,
    )


def _arm_result(
    choice: EndpointChoice, test: str, outcome: Seen, inside: NDArray[np.bool_], found: Any, place: int
) -> ArmResult:
    estimate = found.difference.second if place == 0 else found.difference.first
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


def _risk_days(outcome: TimesToEvent) -> tuple[float, ...]:
    """Round days, nine at most, from 0 to the end of observation."""
    end = float(outcome.time.max())
    step = next(step for step in (7, 14, 28, 30, 50, 60, 90, 100, 180, 365, 730, 1825) if end / step <= 8)
    return tuple(float(day) for day in np.arange(0.0, end + 1e-9, step))


def _curve(
    choice: EndpointChoice, outcome: TimesToEvent, inside: NDArray[np.bool_], risk_days: tuple[float, ...]
) -> Curve:
    assert isinstance(choice.what, TimeToEvent)
    time, status = outcome.time[inside], outcome.status[inside]
    if choice.what.survival:
        fit = kaplan_meier(time, status)
        value, variance, start = fit.survival, fit.variance, 1.0
    else:
        incidence = aalen_johansen(time, status, COMPETING)
        value, variance, start = incidence.incidence[EVENT - 1], incidence.variance[EVENT - 1], 0.0
        fit = incidence
    low, high = log_log_interval(value, variance)
    return Curve(
        days=np.concatenate([[0.0], fit.times]),
        value=np.concatenate([[start], value]),
        low=np.concatenate([[start], np.where(np.isnan(low), value, low)]),
        high=np.concatenate([[start], np.where(np.isnan(high), value, high)]),
        at_risk=tuple(number_at_risk(time, risk_days).tolist()),
    )


def _ratios(
    choice: EndpointChoice, outcome: TimesToEvent, arm: NDArray[np.int64]
) -> tuple[Interval | None, Interval | None]:
    assert isinstance(choice.what, TimeToEvent)
    time, status, treated = outcome.time[0], outcome.status[0], (arm[0] > 0).astype(float)[:, np.newaxis]

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

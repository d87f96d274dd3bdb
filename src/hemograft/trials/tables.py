"""The rows of a trial for other programs: subjects and times to events named as CDISC ADaM names them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hemograft.trials.comparison import Seen
from hemograft.trials.distributions import COVARIATES
from hemograft.trials.endpoints import EndpointChoice, TimeToEvent
from hemograft.trials.full_analysis import Interval
from hemograft.trials.observations import CENSORED, COMPETING, EVENT, TimesToEvent, lost_to_follow_up
from hemograft.trials.operating_characteristics import Claims
from hemograft.trials.results import COLUMNS
from hemograft.trials.trial import Trial

Columns = Mapping[str, Sequence[Any]]
ANY, EVERY = "ANY COMPARISON", "EVERY COMPARISON"


def trial_tables(trial: Trial) -> dict[str, Columns]:
    """Tables by file name, each a mapping of column to values.

    ``subjects`` has one row a patient of the analyzed trial (as ADSL), ``times_to_event`` one row a patient and
    endpoint (as ADTTE; CNSR is 0 for the event, 1 for censored, 2 for a competing event), ``measurements`` the other
    endpoints (as a basic data structure), ``comparisons`` one row an endpoint and arm that is compared with the
    control, ``power`` one row a size of trial and what is to be shown, ``pool`` one row a virtual patient and arm: days
    of events, empty where they never came.
    """
    return {
        "subjects": _subjects(trial),
        "times_to_event": _endpoint_rows(trial, timed=True),
        "measurements": _endpoint_rows(trial, timed=False),
        "comparisons": _comparisons(trial),
        "power": _power(trial),
        "pool": _pool(trial),
    }


def _subjects(trial: Trial) -> Columns:
    enrollment = trial.analysis.enrollment
    patient, arm = enrollment.patient[0], enrollment.arm[0]
    return {
        "USUBJID": _identifiers(patient),
        "TRT01P": [trial.design.arms[place].title for place in arm],
        "TRT01PN": arm.tolist(),
        "ENTRYDY": enrollment.entry[0].tolist(),
        "OBSDY": enrollment.observed[0].tolist(),
        "LOSTFL": ["Y" if lost else "N" for lost in lost_to_follow_up(trial.table, enrollment)[0]],
        **{name.upper(): _plain(trial.table.covariates[name][patient]) for name in COVARIATES},
    }


def _endpoint_rows(trial: Trial, *, timed: bool) -> Columns:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("USUBJID", "TRT01P", "PARAMCD", "PARAM", "AVAL", *(("CNSR", "EVNTDESC") if timed else ()))
    }
    patient, arm = trial.analysis.enrollment.patient[0], trial.analysis.enrollment.arm[0]
    for choice, outcome in zip(trial.design.endpoints, trial.analysis.outcomes, strict=True):
        if isinstance(outcome, TimesToEvent) != timed:
            continue
        columns["USUBJID"] += _identifiers(patient)
        columns["TRT01P"] += [trial.design.arms[place].title for place in arm]
        columns["PARAMCD"] += [choice.code] * len(patient)
        columns["PARAM"] += [choice.title] * len(patient)
        columns["AVAL"] += _values(outcome)
        if isinstance(outcome, TimesToEvent):
            columns["CNSR"] += [{EVENT: 0, CENSORED: 1, COMPETING: 2}[int(kind)] for kind in outcome.status[0]]
            columns["EVNTDESC"] += [_description(choice, int(kind)) for kind in outcome.status[0]]
    return columns


def _comparisons(trial: Trial) -> Columns:
    control, treated = trial.design.control.title, trial.design.treated
    rows = [
        (result, arm, found)
        for result in trial.analysis.endpoints
        for arm, found in zip(treated, result.comparisons, strict=True)
    ]
    return {
        "PARAMCD": [result.choice.code for result, _, _ in rows],
        "PARAM": [result.choice.title for result, _, _ in rows],
        "TRT01P": [arm.title for _, arm, _ in rows],
        "CONTROL": [control] * len(rows),
        "TEST": [result.test for result, _, _ in rows],
        **_interval_columns("DIFF", [found.difference for _, _, found in rows]),
        "PVAL": _plain(np.array([found.p for _, _, found in rows])),
        "ADJPVAL": _plain(np.array([found.adjusted_p for _, _, found in rows])),
        **_interval_columns("HR", [found.hazard_ratio for _, _, found in rows]),
        **_interval_columns("SHR", [found.subdistribution_ratio for _, _, found in rows]),
        "POOLDIFF": _plain(np.array([found.truth for _, _, found in rows])),
    }


def _interval_columns(name: str, found: Sequence[Interval | None]) -> Columns:
    ends = [(np.nan,) * 3 if one is None else (one.value, one.low, one.high) for one in found]
    return {f"{name}{end}": _plain(values) for end, values in zip(("", "LOW", "HIGH"), np.array(ends).T, strict=True)}


def _power(trial: Trial) -> Columns:
    claims = Claims(tuple(arm.title for arm in trial.design.treated), ANY, EVERY).distinct
    rows = [
        (point.patients, rate, claim)
        for point in trial.characteristics.curve
        for rate, claim in zip(point.power.distinct, claims, strict=True)
    ]
    return {
        "PATIENTS": [patients for patients, _, _ in rows],
        "POWER": [rate.share for _, rate, _ in rows],
        "STDERR": [rate.standard_error for _, rate, _ in rows],
        "CLAIM": [claim for _, _, claim in rows],
    }


def _values(outcome: Seen) -> list[Any]:
    return _plain((outcome.time if isinstance(outcome, TimesToEvent) else outcome)[0])


def _description(choice: EndpointChoice, kind: int) -> str:
    endpoint = choice.what
    assert isinstance(endpoint, TimeToEvent)
    if kind == CENSORED:
        return "CENSORED"
    names = endpoint.events if kind == EVENT else endpoint.competing
    return " OR ".join(name.replace("_", " ").upper() for name in names)


def _pool(trial: Trial) -> Columns:
    table, arms = trial.table, trial.design.arms
    return {
        "PATIENT": _identifiers(np.arange(table.patients)) * len(arms),
        "ARM": [arm.name for arm in arms for _ in range(table.patients)],
        **{name.upper(): _plain(table.columns[name].ravel()) for name in COLUMNS},
    }


def _identifiers(patients: Any) -> list[str]:
    return [f"V{place:07d}" for place in patients]


def _plain(values: Any) -> list[Any]:
    """Python values; None for what is not known or never came."""
    if values.dtype.kind not in "fi":
        return [value or None for value in values.tolist()]
    return [value if np.isfinite(value) else None for value in values.tolist()]

"""The words and numbers of a trial's report: baseline, results, harms, what a design can be expected to find."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.reports.page_template import typeset
from hemograft.simulation.integrator import Array
from hemograft.trials.design import TrialDesign
from hemograft.trials.distributions import COVARIATES, UNITS
from hemograft.trials.endpoints import Measurement, TimeToEvent
from hemograft.trials.full_analysis import ArmResult, EndpointResult, Interval
from hemograft.trials.operating_characteristics import OperatingCharacteristics, Rate
from hemograft.trials.trial import Trial
from hemograft.trials.virtual_patients import varying

DASH = "–"
TESTS = {
    "gray": "Gray's test of the cumulative incidence",
    "log_rank": "the log-rank test",
    "difference": "the difference",
    "restricted_mean": "the difference of restricted mean times",
}


class Row(NamedTuple):
    """A line of a table: its heading and one cell a column."""

    heading: str
    cells: tuple[str, ...]


class ResultRow(NamedTuple):
    """An endpoint in the table of results."""

    heading: str
    definition: str
    arms: tuple[str, ...]
    counts: tuple[str, ...]
    difference: str
    p: str
    ratios: tuple[str, ...]
    truth: str


def baseline(trial: Trial) -> list[Row]:
    """Covariates of the analyzed trial's patients by arm, and in the whole pool."""
    patient, arm = trial.analysis.enrollment.patient[0], trial.analysis.enrollment.arm[0]
    rows: list[Row] = []
    everyone = np.arange(trial.table.patients)
    groups = [*(patient[arm == place] for place in range(len(trial.design.arms))), everyone]
    rows.append(Row("Patients", tuple(str(len(group)) for group in groups)))
    for name in varying(trial.design):
        values = trial.table.covariates[name]
        label = name.replace("_", " ").capitalize()
        if COVARIATES[name]:
            rows += [
                Row(f"{label}: {level.replace('_', ' ')}", tuple(_of(values[group] == level) for group in groups))
                for level in COVARIATES[name]
                if (values == level).any()
            ]
        else:
            unit = f", {typeset(UNITS[name])}" if name in UNITS else ""
            rows.append(Row(f"{label}{unit}", tuple(_middle(values[group]) for group in groups)))
    counts = trial.table.weekly["platelets"][0, 0]
    rows.append(Row("Platelets on day 0 as read, 10⁹/L", tuple(_middle(counts[group]) for group in groups)))
    return rows


def results(trial: Trial) -> list[ResultRow]:
    """Every endpoint, the primary one first."""
    return [_result(item) for item in trial.analysis.endpoints]


def harms(trial: Trial) -> list[Row]:
    """Deaths by cause and platelet units in the analyzed trial."""
    enrollment = trial.analysis.enrollment
    arm = enrollment.arm[0]
    sizes = [int((arm == place).sum()) for place in range(len(trial.design.arms))]
    rows = [
        Row(
            f"Death: {item.cause.replace('_', ' ')}",
            tuple(_share_of(n, size) for n, size in zip(item.counts, sizes, strict=True)),
        )
        for item in trial.analysis.deaths
        if any(item.counts)
    ]
    totals = np.sum([item.counts for item in trial.analysis.deaths], axis=0)
    rows.insert(
        0, Row("Deaths, all causes", tuple(_share_of(int(n), size) for n, size in zip(totals, sizes, strict=True)))
    )
    for event, label in (
        ("infection", "Severe infection"),
        ("severe_acute_gvhd", "Acute GVHD, grade III–IV"),
        ("graft_failure", "Graft failure"),
    ):
        days = trial.table.columns[event][arm, enrollment.patient[0]]
        happened = days <= enrollment.observed[0]
        if happened.any():
            rows.append(
                Row(
                    label,
                    tuple(_share_of(int((happened & (arm == place)).sum()), size) for place, size in enumerate(sizes)),
                )
            )
    units = trial.table.columns["platelet_units"][arm, enrollment.patient[0]]
    rows.append(
        Row("Platelet units, median (quartiles)", tuple(_quartiles(units[arm == place]) for place in range(len(sizes))))
    )
    return rows


def expectations(design: TrialDesign, found: OperatingCharacteristics) -> list[Row]:
    """Operating characteristics in words."""
    needed = [
        Row(f"Patients for {100 * power:.0f} % power", (_patients(count, found.curve[0].patients),))
        for power, count in found.needed
    ]
    unit = _unit(design.analysis.primary.what, design.analysis.test)
    scale, unit = (100.0, "points") if unit == "%" else (1.0, unit)
    return [
        Row(f"Power with {design.patients} patients", (_rate(found.power),)),
        *needed,
        Row("False positives when both arms get the control treatment", (_rate(found.false_positive),)),
        Row(
            "Mean effect found (standard deviation over trials)",
            (f"{found.estimate * scale:.3g} ({found.spread * scale:.3g}) {unit}",),
        ),
        Row("95 % intervals that hold the effect in the whole pool", (_rate(found.coverage),)),
    ]


def p_value(p: float) -> str:
    """A p value as journals print it."""
    if np.isnan(p):
        return "not testable"
    return "< 0.0001" if p < 1e-4 else f"{p:.4f}" if p < 0.01 else f"{p:.2f}"


def _result(item: EndpointResult) -> ResultRow:
    endpoint = item.choice.what
    place = f" at {item.choice.horizon:g} days" if item.choice.horizon is not None else ""
    if item.test == "restricted_mean":
        place = f", mean days without the event in {item.choice.horizon:g}"
    ratios = [
        f"{label} {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
        for label, ratio in (
            (
                "cause-specific HR" if isinstance(endpoint, TimeToEvent) and not endpoint.survival else "HR",
                item.hazard_ratio,
            ),
            ("subdistribution HR", item.subdistribution_ratio),
        )
        if ratio is not None
    ]
    control, treated, difference = item.truth
    return ResultRow(
        heading=item.choice.title + place,
        definition=endpoint.definition
        + (", days from the infusion of cells" if isinstance(endpoint, TimeToEvent) and endpoint.from_infusion else ""),
        arms=tuple(_estimate(item, arm.estimate) for arm in item.arms),
        counts=tuple(_counts(item, arm) for arm in item.arms),
        difference=_estimate(item, item.difference, difference=True),
        p=p_value(item.p),
        ratios=tuple(ratios),
        truth=f"{_digits(item, treated)} v {_digits(item, control)} {_short_unit(item, difference=False)}:"
        f" {_digits(item, difference, signed=True)} {_short_unit(item, difference=True)}",
    )


def _counts(item: EndpointResult, arm: ArmResult) -> str:
    if isinstance(item.choice.what, Measurement):
        return f"n = {arm.patients}"
    competing = f", {arm.competing} competing" if arm.competing else ""
    return f"{arm.events} of {arm.patients}{competing}"


def _estimate(item: EndpointResult, found: Interval, *, difference: bool = False) -> str:
    """The value with its unit, the ends of the interval without."""
    if np.isnan(found.value):
        return "not known"
    value = f"{_digits(item, found.value, signed=difference)}\u00a0{_short_unit(item, difference=difference)}"
    if np.isnan(found.low):
        return value
    return f"{value} ({_digits(item, found.low)} to {_digits(item, found.high)})"


def _digits(item: EndpointResult, value: float, *, signed: bool = False) -> str:
    """The number as it is printed, with a sign where it is a difference, and a zero without one."""
    if np.isnan(value):
        return "not known"
    scaled = 100.0 * value if _unit(item.choice.what, item.test) == "%" else value
    digits = 2 if isinstance(item.choice.what, Measurement) and abs(value) < 10 else 1
    rounded = round(scaled, digits) + 0.0
    return f"{rounded:{'+' if signed and rounded else ''}.{digits}f}".replace("-", "−")


def _short_unit(item: EndpointResult, *, difference: bool) -> str:
    unit = _unit(item.choice.what, item.test)
    return "points" if difference and unit == "%" else unit


def _unit(endpoint: object, test: str) -> str:
    if isinstance(endpoint, Measurement):
        return endpoint.unit.replace("10^9/L", "×10⁹/L")
    return "days" if test == "restricted_mean" else "%"


def _patients(needed: int | None, smallest: int) -> str:
    if needed is None:
        return "more than twice the largest size simulated"
    return f"{needed} or fewer" if needed <= smallest else str(needed)


def _rate(rate: Rate) -> str:
    return f"{100 * rate.share:.1f} ± {100 * rate.standard_error:.1f} %"


def _share_of(count: int, size: int) -> str:
    return f"{count} ({100 * count / size:.0f} %)"


def _of(holds: Array) -> str:
    return f"{int(np.sum(holds))} ({100 * np.mean(holds):.0f} %)"


def _middle(values: Array) -> str:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return DASH
    return f"{known.mean():.1f} (SD {known.std():.1f})"


def _quartiles(values: NDArray[Any]) -> str:
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"

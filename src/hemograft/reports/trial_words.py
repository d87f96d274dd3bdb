"""The words and numbers of a trial's report: baseline, results, harms, what a design can be expected to find."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hemograft.reports.page_template import typeset
from hemograft.simulation.integrator import Array
from hemograft.trials.design import TrialDesign
from hemograft.trials.distributions import COVARIATES, UNITS
from hemograft.trials.endpoints import Measurement, TimeToEvent
from hemograft.trials.full_analysis import ArmResult, ComparisonResult, EndpointResult, Interval
from hemograft.trials.operating_characteristics import Claims, OperatingCharacteristics, Rate
from hemograft.trials.trial import Trial
from hemograft.trials.virtual_patients import varying

DASH = "–"
TESTS = {
    "gray": "Gray's test of the cumulative incidence",
    "log_rank": "the log-rank test",
    "difference": "the difference",
    "restricted_mean": "the difference of restricted mean times",
}
MULTIPLICITIES = {
    "none": "not adjusted for their number",
    "bonferroni": "adjusted by Bonferroni's method",
    "holm": "adjusted by Holm's method",
    "hochberg": "adjusted by Hochberg's method",
}


class Row(NamedTuple):
    """A line of a table: its heading and one cell a column."""

    heading: str
    cells: tuple[str, ...]


class ComparisonRow(NamedTuple):
    """An arm compared with the control; ``adjusted`` is empty for secondary endpoints."""

    arm: str
    difference: str
    p: str
    adjusted: str
    ratios: tuple[str, ...]
    truth: str


class ResultRow(NamedTuple):
    """An endpoint in the tables of results; ``overall_p`` is empty with two arms."""

    heading: str
    definition: str
    arms: tuple[str, ...]
    counts: tuple[str, ...]
    overall_p: str
    comparisons: tuple[ComparisonRow, ...]


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
    titles = [arm.title for arm in trial.design.treated]
    return [_result(item, titles, adjusted=place == 0) for place, item in enumerate(trial.analysis.endpoints)]


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


def claims(design: TrialDesign) -> tuple[str, ...]:
    """What a trial can show, as headings: nothing to tell apart with two arms."""
    if len(design.treated) == 1:
        return ("",)
    return Claims(tuple(arm.title for arm in design.treated), "Any of them", "All of them").distinct


def expectations(design: TrialDesign, found: OperatingCharacteristics) -> list[Row]:
    """Operating characteristics in words, a cell for each of `claims`."""
    smallest, unit = found.curve[0].patients, _unit(design.analysis.primary.what, design.analysis.test)
    scale, unit = (100.0, "points") if unit == "%" else (1.0, unit)
    several = len(found.effects) > 1
    no_effect = (DASH, DASH) if several else ()
    return [
        Row(f"Power with {design.patients} patients", tuple(map(_rate, found.power.distinct))),
        *(
            Row(f"Patients for {100 * power:.0f} % power", tuple(_patients(one, smallest) for one in counts.distinct))
            for power, counts in found.needed
        ),
        Row(
            f"False positives when {'all' if several else 'both'} arms get the control treatment",
            tuple(map(_rate, found.false_positive.distinct)),
        ),
        Row(
            "Mean effect found (standard deviation over trials)",
            (*(f"{one.estimate * scale:.3g} ({one.spread * scale:.3g}) {unit}" for one in found.effects), *no_effect),
        ),
        Row(
            "95 % intervals that hold the effect in the whole pool",
            (*(_rate(one.coverage) for one in found.effects), *no_effect),
        ),
    ]


def p_value(p: float) -> str:
    """A p value as journals print it."""
    if np.isnan(p):
        return "not testable"
    return "< 0.0001" if p < 1e-4 else f"{p:.4f}" if p < 0.01 else f"{p:.2f}"


def _result(item: EndpointResult, titles: Sequence[str], *, adjusted: bool) -> ResultRow:
    endpoint = item.choice.what
    place = f" at {item.choice.horizon:g} days" if item.choice.horizon is not None else ""
    if item.test == "restricted_mean":
        place = f", mean days without the event in {item.choice.horizon:g}"
    return ResultRow(
        heading=item.choice.title + place,
        definition=endpoint.definition
        + (", days from the infusion of cells" if isinstance(endpoint, TimeToEvent) and endpoint.from_infusion else ""),
        arms=tuple(_estimate(item, arm.estimate) for arm in item.arms),
        counts=tuple(_counts(item, arm) for arm in item.arms),
        overall_p="" if item.overall_p is None else p_value(item.overall_p),
        comparisons=tuple(
            ComparisonRow(
                arm=title,
                difference=_estimate(item, found.difference, difference=True),
                p=p_value(found.p),
                adjusted=p_value(found.adjusted_p) if adjusted else "",
                ratios=_ratios(item, found),
                truth=_truth(item, treated, found.truth),
            )
            for title, found, treated in zip(titles, item.comparisons, item.truth[1:], strict=True)
        ),
    )


def _truth(item: EndpointResult, treated: float, difference: float) -> str:
    arms = f"{_digits(item, treated)} v {_digits(item, item.truth[0])} {_short_unit(item, difference=False)}"
    return f"{arms}: {_digits(item, difference, signed=True)} {_short_unit(item, difference=True)}"


def _ratios(item: EndpointResult, found: ComparisonResult) -> tuple[str, ...]:
    endpoint = item.choice.what
    own = "cause-specific HR" if isinstance(endpoint, TimeToEvent) and not endpoint.survival else "HR"
    named = ((own, found.hazard_ratio), ("subdistribution HR", found.subdistribution_ratio))
    return tuple(
        f"{label} {one.value:.2f} ({one.low:.2f} to {one.high:.2f})" for label, one in named if one is not None
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
    return f"{smallest} or fewer" if needed <= smallest else str(needed)


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

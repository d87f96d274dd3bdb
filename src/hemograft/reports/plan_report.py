"""The words of a plan, from the plan: patient, strategies, assumptions, and the evidence behind each."""

from hemograft.evidence import Record, record
from hemograft.planning.case import Case
from hemograft.planning.plan import Plan
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategy import Strategy
from hemograft.reports.summary import EvidenceLine, PlanReport, StrategyReport
from hemograft.thrombocytopenia.catalog import CAUSES

COMMON_EVIDENCE = (
    "hematopoiesis.normal_platelet_count",
    "hematopoiesis.platelet_senescence",
    "hematopoiesis.endothelial_demand",
    "bleeding.first_bleed_hazard_hypoproliferative",
    "bleeding.immune_thrombocytopenia_episode_rate",
    "bleeding.odds_ratio_platelets_at_most_5",
    "bleeding.odds_ratio_platelets_6_to_80",
    "bleeding.odds_ratio_hematocrit_at_most_25",
    "bleeding.no_excess_above",
    "bleeding.outpatient_full_hazard_below",
    "transplantation.neutrophil_engraftment_threshold",
)
"""Behind every strategy: the platelet law and the bleeding odds."""

STARTING_POINT = (
    "Each virtual patient starts at rest near the patient's platelet count (spread 15 %) and at no less than the"
    " patient's hemoglobin; neutrophils follow from the model, not from the patient's own."
)


def plan_report(plan: Plan) -> PlanReport:
    """The bundle that the console and the page print."""
    case = plan.case
    return PlanReport(
        title=f"Plan: {CAUSES[case.diagnosis]().label}",
        patient=_patient_lines(plan),
        observed=_observed(case),
        strategies=tuple(_strategy(case, strategy) for strategy in plan.strategies),
        warnings=plan.warnings,
        manifest=plan.manifest,
    )


def _patient_lines(plan: Plan) -> tuple[tuple[str, str], ...]:
    case, cause, counts = plan.case, CAUSES[plan.case.diagnosis](), starting_counts(plan.case)
    low, high = float(plan.severity.min()), float(plan.severity.max())
    lines = [
        ("Patient", f"{case.age:g} years, {case.sex}, {case.weight:g} kg"),
        ("Diagnosis", cause.label),
        ("Mechanism", cause.mechanism),
        (
            "Starting platelets",
            _readings(counts.platelets, len(counts.used["platelets"])),
        ),
    ]
    if case.bleeding_grade is not None:
        lines.append(("Bleeding", f"WHO grade {case.bleeding_grade}"))
    severity = (
        f"{low:.2g} to {high:.2g} {cause.severity_unit}: the strength of the cause that gives this platelet count,"
        " lowest and highest of the virtual patients"
    )
    lines.append(("Severity found", severity))
    if case.notes:
        lines.append(("Notes", case.notes))
    return tuple(lines)


def _readings(platelets: float, readings: int) -> str:
    origin = "one reading" if readings == 1 else f"median of {readings} readings"
    return f"{platelets:.3g}x10^9/L, {origin}"


def _observed(case: Case) -> tuple[tuple[float, float], ...]:
    return tuple(
        (day, reading.estimate)
        for day, entry in zip(case.days, case.counts, strict=True)
        if (reading := entry.reading("platelets"))
    )


def _strategy(case: Case, strategy: Strategy) -> StrategyReport:
    cause = CAUSES[case.diagnosis]()
    used = [record(name) for name in (*strategy.evidence, *cause.evidence, *COMMON_EVIDENCE)]
    return StrategyReport(
        name=strategy.name,
        description=strategy.description,
        assumptions=(*strategy.assumptions, *cause.assumptions, STARTING_POINT),
        evidence=tuple(
            EvidenceLine(item.meaning.rstrip("."), _value(item), item.source, item.provenance) for item in used
        ),
    )


def _value(item: Record) -> str:
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    text = ", ".join(f"{value:g}" for value in values)
    unit = "" if item.unit == "dimensionless" else f" {item.unit}"
    interval = f" ({item.low:g} to {item.high:g})" if item.low is not None and item.high is not None else ""
    return f"{text}{unit}{interval}"

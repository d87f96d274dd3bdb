"""The words of a plan, from the plan: patient, strategies, assumptions, and the evidence behind each."""

from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.plan import Plan
from hemograft.planning.strategies import strategies_on_request
from hemograft.planning.suppressing_drug import case_cause
from hemograft.reports.bundle import Assumption, PlanReport, StrategyReport
from hemograft.reports.evidence_lines import evidence_lines
from hemograft.reports.groups import grouped
from hemograft.reports.patient_lines import patient_lines


def plan_report(plan: Plan) -> PlanReport:
    """The bundle that the console and the page print, strategies in the order of their groups."""
    case = plan.case
    by_name = {strategy.name: strategy for strategy in plan.strategies}
    strategies = [by_name[name] for _, names in grouped(by_name) for name in names]
    further = [name for name in strategies_on_request(case) if name not in by_name]
    return PlanReport(
        title=f"Plan: {case_cause(case).label}",
        patient=patient_lines(plan),
        observed=_observed(case),
        strategies=tuple(StrategyReport(strategy.name, strategy.description) for strategy in strategies),
        assumptions=_assumptions(case, {strategy.name: strategy.assumptions for strategy in strategies}),
        evidence=evidence_lines(case, strategies),
        further=tuple(further),
        warnings=plan.warnings,
        manifest=plan.manifest,
    )


def starting_point(case: Case) -> str:
    """How the virtual patients begin."""
    state = "has fallen ill from health" if case_cause(case).onset else "starts at rest"
    return (
        f"Each virtual patient {state} near the patient's platelet count (spread {number('population.own_count'):.0%})"
        " and at no less than the patient's hemoglobin; neutrophils follow from the model, not from the patient's own."
    )


def _assumptions(case: Case, own: dict[str, tuple[str, ...]]) -> tuple[Assumption, ...]:
    """Those of every strategy first, then the others in the order of the strategies; each text once."""
    resting = {text: list(own) for text in (*case_cause(case).assumptions, starting_point(case))}
    for name, texts in own.items():
        for text in texts:
            resting.setdefault(text, []).append(name)
    found = [Assumption(text, tuple(dict.fromkeys(names))) for text, names in resting.items()]
    return tuple(sorted(found, key=lambda item: len(item.strategies) < len(own)))


def _observed(case: Case) -> tuple[tuple[float, float], ...]:
    return tuple(
        (day, reading.estimate)
        for day, entry in zip(case.days, case.counts, strict=True)
        if (reading := entry.reading("platelets"))
    )

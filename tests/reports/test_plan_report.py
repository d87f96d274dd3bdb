"""The words of a plan come from the plan, and every number in them from a record."""

import pytest
from markupsafe import escape

from hemograft.evidence import records
from hemograft.planning.plan import Plan, make_plan
from hemograft.reports.page import render_page, typeset
from hemograft.reports.plan_report import COMMON_EVIDENCE, STARTING_POINT, plan_report
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import example


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(example("severe_aplastic_anemia"), patients=8, days=7, seed=1, workers=1)


def test_the_patient_is_described(plan: Plan) -> None:
    bundle = plan_report(plan)
    lines = dict(bundle.patient)
    assert bundle.title == "Plan: Severe aplastic anemia"
    assert lines["Patient"] == "24 years, male, 74 kg"
    assert lines["Starting platelets"] == "9x10^9/L, median of 3 readings"
    assert lines["Bleeding"] == "WHO grade 2"
    assert lines["Notes"].startswith("No response")
    assert lines["Severity found"] == (
        f"{plan.severity.min():.2g} to {plan.severity.max():.2g} /day death of progenitors: the strength of the cause"
        " that gives this platelet count, lowest and highest of the virtual patients"
    )


def test_what_a_case_does_not_say_is_not_printed(plan: Plan) -> None:
    silent = plan.case.model_copy(update={"bleeding_grade": None, "notes": ""})
    lines = dict(plan_report(Plan(silent, plan.strategies, plan.result, plan.severity, (), {})).patient)
    assert not {"Bleeding", "Notes"} & set(lines)


def test_observed_counts_stand_at_their_days(plan: Plan) -> None:
    assert plan_report(plan).observed == ((-10.0, 11.0), (-6.0, 8.0), (-5.0, 34.0), (0.0, 9.0))


def test_each_strategy_brings_its_own_evidence_that_of_the_cause_and_the_common(plan: Plan) -> None:
    bundle, cause = plan_report(plan), CAUSES["severe_aplastic_anemia"]()
    assert [item.name for item in bundle.strategies] == [item.name for item in plan.strategies]
    for words, strategy in zip(bundle.strategies, plan.strategies, strict=True):
        assert words.assumptions == (*strategy.assumptions, *cause.assumptions, STARTING_POINT)
        named = [records()[name] for name in (*strategy.evidence, *cause.evidence, *COMMON_EVIDENCE)]
        assert [line.source for line in words.evidence] == [item.source for item in named]
        assert len({line.claim for line in words.evidence}) == len(named)
        for line, item in zip(words.evidence, named, strict=True):
            assert line.provenance == item.provenance
            first = item.value[0] if isinstance(item.value, tuple) else item.value
            assert line.value.startswith(f"{first:g}")
            assert line.value.count("dimensionless") == 0


def test_warnings_and_manifest_are_passed_on_and_the_page_can_be_made(plan: Plan) -> None:
    bundle = plan_report(plan)
    assert bundle.warnings == plan.warnings
    assert bundle.manifest == plan.manifest
    page = render_page(bundle, plan.result)
    assert plan.manifest["case_sha256"] in page
    assert all(str(escape(typeset(strategy.description))) in page for strategy in plan.strategies)

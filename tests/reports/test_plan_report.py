"""The words of a plan come from the plan, and every number in them from a record."""

import pytest
from markupsafe import escape

from hemograft.evidence import records
from hemograft.planning.outcome_evidence import mortality_evidence
from hemograft.planning.plan import Plan, make_plan
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.strategies import strategies_on_request
from hemograft.reports.evidence_lines import IN_APLASIA, common_evidence
from hemograft.reports.groups import grouped
from hemograft.reports.page import render_page
from hemograft.reports.page_template import typeset
from hemograft.reports.patient_lines import grade_of
from hemograft.reports.plan_report import plan_report
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import case_of, example


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
    assert lines["Notes"].startswith("Diagnosed two weeks ago")
    assert lines["Mechanism"] == CAUSES["severe_aplastic_anemia"]().mechanism
    assert lines["Distinguished by"] == CAUSES["severe_aplastic_anemia"]().distinguishes
    assert lines["What the count means"].startswith("High risk of serious bleeding")
    assert lines["Severity found"] == (
        f"{plan.severity.min():.2g} to {plan.severity.max():.2g}/day death of progenitors: the strength of the cause"
        " that gives this platelet count, lowest and highest of the virtual patients"
    )


def test_what_a_case_does_not_say_is_not_printed(plan: Plan) -> None:
    silent = plan.case.model_copy(update={"bleeding_grade": None, "notes": ""})
    lines = dict(plan_report(Plan(silent, plan.strategies, plan.result, plan.severity, (), {})).patient)
    assert not {"Bleeding", "Notes"} & set(lines)


@pytest.mark.parametrize(
    ("diagnosis", "platelets", "neutrophils", "said"),
    [
        ("severe_aplastic_anemia", 9.0, 0.3, "CTCAE grade 4 by the count; severe aplastic anemia"),
        ("severe_aplastic_anemia", 9.0, 0.1, "CTCAE grade 4 by the count; very severe aplastic anemia"),
        ("severe_aplastic_anemia", 30.0, 0.3, "CTCAE grade 3 by the count; severity of the aplastic anemia not known"),
        ("severe_aplastic_anemia", 9.0, None, "CTCAE grade 4 by the count; severity of the aplastic anemia not known"),
        ("immune_thrombocytopenia", 9.0, None, "CTCAE grade 4 by the count; where bleeding is severe"),
        ("immune_thrombocytopenia", 60.0, None, "CTCAE grade 2 by the count; severe bleeding is uncommon"),
        ("cirrhosis_with_hypersplenism", 60.0, None, "CTCAE grade 2 by the count"),
    ],
)
def test_grades_say_what_the_case_allows(
    diagnosis: str, platelets: float, neutrophils: float | None, said: str
) -> None:
    counts: dict[str, object] = {"day": 0, "platelets": {"value": platelets, "unit": "10^9/L"}}
    if neutrophils is not None:
        counts["neutrophils"] = {"value": neutrophils, "unit": "10^9/L"}
    case = case_of(diagnosis, counts=[counts])
    assert grade_of(case, starting_counts(case)).startswith(said)


def test_a_known_drug_gives_the_plan_its_name() -> None:
    case = case_of("drug_induced_marrow_suppression", suppressing_drug={"name": "linezolid"})
    plan = make_plan(case, chosen=["observation"], patients=8, days=7, seed=1, workers=1)
    bundle = plan_report(plan)
    assert bundle.title == "Plan: Linezolid-induced thrombocytopenia"
    assert "Linezolid" in dict(bundle.patient)["Mechanism"]


def test_observed_counts_stand_at_their_days(plan: Plan) -> None:
    assert plan_report(plan).observed == ((-10.0, 11.0), (-6.0, 8.0), (-5.0, 34.0), (0.0, 9.0))


def test_numbers_are_told_once_with_the_strategies_that_rest_on_them(plan: Plan) -> None:
    lines = plan_report(plan).evidence
    behind = {
        strategy.name: {
            *common_evidence(plan.case),
            *strategy.evidence,
            *(IN_APLASIA if strategy.transplant else ()),
            *mortality_evidence(plan.case, strategy),
        }
        for strategy in plan.strategies
    }
    assert len(lines) == len(set().union(*behind.values()))
    for name, identifiers in behind.items():
        told = [(line.claim, line.source) for line in lines if name in line.strategies]
        items = [records()[identifier] for identifier in identifiers]
        assert sorted(told) == sorted((item.meaning.rstrip("."), item.source) for item in items)
    assert all(line.provenance in ("published", "computed", "calibrated", "assumed") for line in lines)
    assert not any("dimensionless" in line.value for line in lines)


def test_what_a_case_brings_in_has_its_evidence(plan: Plan) -> None:
    plain = set(common_evidence(plan.case))
    ill = plan.case.model_copy(update={"fever": True, "international_normalized_ratio": 1.6})
    assert set(common_evidence(ill)) - plain == {
        "bleeding.fever_days",
        "bleeding.hazard_ratio_fever",
        "bleeding.odds_ratio_inr_1_2_to_1_5",
        "bleeding.odds_ratio_inr_above_1_5",
    }
    immune = set(common_evidence(example("immune_thrombocytopenia")))
    assert "intracranial_hemorrhage.share_of_bleeding_episodes" in immune
    assert "bleeding.hazard_ratio_other_outpatients" in plain - immune


def test_assumptions_of_every_strategy_come_first_and_each_once(plan: Plan) -> None:
    found = plan_report(plan).assumptions
    names = tuple(strategy.name for strategy in plan.strategies)
    texts = [item.text for item in found]
    assert len(texts) == len(set(texts))
    assert set(CAUSES["severe_aplastic_anemia"]().assumptions) < {i.text for i in found if i.strategies == names}
    shared = [len(item.strategies) == len(names) for item in found]
    assert shared == sorted(shared, reverse=True)
    for strategy in plan.strategies:
        assert set(strategy.assumptions) <= {item.text for item in found if strategy.name in item.strategies}


def test_strategies_are_grouped_and_the_others_offered(plan: Plan) -> None:
    bundle = plan_report(plan)
    assert bundle.names == [name for _, names in grouped(item.name for item in plan.strategies) for name in names]
    assert bundle.further == strategies_on_request(plan.case)


def test_warnings_and_manifest_are_passed_on_and_the_page_can_be_made(plan: Plan) -> None:
    bundle = plan_report(plan)
    assert bundle.warnings == plan.warnings
    assert bundle.manifest == plan.manifest
    page = render_page(bundle, plan.result)
    assert plan.manifest["case_sha256"] in page
    assert all(str(escape(typeset(strategy.description))) in page for strategy in plan.strategies)

"""What the report says of a target that is inside, outside, or near an edge, and when a verdict has changed."""

from typing import Any

import pytest

from hemograft.evidence import record
from hemograft.validation import verdicts
from hemograft.validation.estimate import Estimate
from hemograft.validation.group import Group
from hemograft.validation.judgement import judged, order_is_kept
from hemograft.validation.report import validation_report

FEWER, MORE = "graft_versus_host_disease.abatacept_severe_acute", "graft_versus_host_disease.no_abatacept_severe_acute"
RESULTS = {FEWER: Estimate(0.07, 0.06, 0.08), MORE: Estimate(0.30, 0.24, 0.36)}


def group(**changed: Any) -> Group:
    given: dict[str, Any] = {"name": "one", "title": "A trial", "records": (FEWER, MORE), "run": lambda _: RESULTS}
    return Group(**(given | changed))


def test_verdicts_follow_the_published_interval():
    fewer, more = judged(group(reasons={MORE: "Known."}), RESULTS)
    assert (fewer.verdict, fewer.undecided, fewer.reason) == ("inside", False, "")
    assert (more.verdict, more.undecided, more.reason) == ("outside", True, "Known.")
    assert record(MORE).high == 0.25
    assert judged(group(), RESULTS)[1].reason == "not understood"


def test_the_report_counts_observations_and_models_apart_and_gives_every_miss_its_reason():
    text = validation_report([group(models=(FEWER,), orders=((MORE, FEWER),))], RESULTS, full=False, seed=1)
    assert "| an observation (FOUND) | 1 | 0 | 1 |" in text
    assert "| another model's output (CALC) | 1 | 1 | 0 |" in text
    assert "0.068 | 0.03 to 0.15" in text
    assert "| 0.3 | 0.24 to 0.36 | **outside** ± |" in text
    assert f"- {MORE}: not understood" in text
    assert f"Order kept: 0.3 (`{MORE}`) > 0.07 (`{FEWER}`)." in text


def test_an_order_is_kept_only_where_results_fall():
    assert order_is_kept((MORE, FEWER), RESULTS)
    assert not order_is_kept((FEWER, MORE), RESULTS)
    assert not order_is_kept((FEWER, FEWER), RESULTS)


@pytest.fixture
def accepted(monkeypatch):
    monkeypatch.setattr(verdicts, "accepted_verdicts", lambda: {"a.b": "inside", "a.b_c": "outside"})


@pytest.mark.parametrize(
    ("changelog", "told"),
    [
        ("# Changelog\n\n## Now\n\n- a.b is outside now.\n\n## Before\n", True),
        ("# Changelog\n\n## Now\n\n- Nothing.\n\n## Before\n\n- a.b is outside now.\n", False),
        ("# Changelog\n\n## Now\n\n- a.b_c is outside now.\n", False),
        ("", False),
    ],
)
def test_a_changed_verdict_needs_a_line_in_the_newest_section(accepted, changelog, told):
    now = {"a.b": "outside", "a.b_c": "outside"}
    expected = () if told else ("a.b: inside before, outside now",)
    assert verdicts.unexplained_changes(now, changelog) == expected


def test_new_and_gone_targets_are_changes_too(accepted):
    assert verdicts.unexplained_changes({"a.b": "inside", "a.d": "inside"}, "") == (
        "a.b_c: outside before, gone now",
        "a.d: new before, inside now",
    )


def test_the_accepted_verdicts_are_of_the_catalog():
    from hemograft.validation.catalog import GROUPS

    kept = verdicts.accepted_verdicts()
    assert set(kept) == {identifier for one in GROUPS for identifier in one.records}
    assert set(kept.values()) <= {"inside", "outside"}

"""Scores before a transplant: points as published, refusals where they are not valid, outcomes of their groups."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import records
from hemograft.outcomes.score_catalog import ALL_SCORES, TRANSPLANT_SCORES
from hemograft.thrombocytopenia.score import ChosenItem, ScoreError, assess
from hemograft.thrombocytopenia.score_catalog import SCORES, score_named

ONE_POINT = (
    "arrhythmia", "cardiac", "inflammatory_bowel_disease", "diabetes", "cerebrovascular", "psychiatric", "obesity",
    "infection",
)  # fmt: skip
TWO_POINTS = ("rheumatologic", "peptic_ulcer", "renal")
THREE_POINTS = ("prior_solid_tumor", "heart_valve")
WELL = {
    "patient": "adult",
    **dict.fromkeys((*ONE_POINT, *TWO_POINTS, *THREE_POINTS), "no"),
    "hepatic": "none",
    "pulmonary": "none_or_mild",
}
WORST = {name: "yes" for name in WELL} | {"patient": "adult", "hepatic": "moderate_or_severe", "pulmonary": "severe"}
BEST_TRANSPLANT = {
    "disorder": "acquired",
    "age": 19,
    "stage": "early",
    "interval": "short",
    "donor": "identical_sibling",
    "sexes": "other",
}
WORST_TRANSPLANT = BEST_TRANSPLANT | {
    "age": 41,
    "stage": "late",
    "interval": "long",
    "donor": "unrelated",
    "sexes": "female_to_male",
}
EXTREMES = {
    "hct_ci": (WELL, WORST, 26),
    "hct_ci_age": (WELL | {"age": 39}, WORST | {"age": 40}, 27),
    "ebmt": (BEST_TRANSPLANT, WORST_TRANSPLANT, 7),
}


def scored(name, answers):
    return assess(score_named(name, TRANSPLANT_SCORES), answers)


@pytest.mark.parametrize("name", TRANSPLANT_SCORES)
def test_totals_run_from_zero_to_the_published_highest(name):
    best, worst, highest = EXTREMES[name]
    score = score_named(name, TRANSPLANT_SCORES)
    assert (score.name, score.highest_total) == (name, highest)
    assert (scored(name, best).total, scored(name, worst).total) == (0, highest)
    assert scored(name, best).category == score.categories[0]
    assert scored(name, worst).category == score.categories[-1]


@pytest.mark.parametrize(
    ("field", "answer", "points"),
    [
        *((name, "yes", 1) for name in ONE_POINT),
        *((name, "yes", 2) for name in TWO_POINTS),
        *((name, "yes", 3) for name in THREE_POINTS),
        ("hepatic", "mild", 1), ("hepatic", "moderate_or_severe", 3), ("pulmonary", "moderate", 2),
        ("pulmonary", "severe", 3), ("patient", "child_malignant", 0),
    ],
)  # fmt: skip
def test_weights_of_the_comorbidity_index(field, answer, points):
    assert scored("hct_ci", WELL | {field: answer}).total == points
    assert scored("hct_ci_age", WELL | {"age": 40, field: answer}).total == points + 1


@pytest.mark.parametrize(
    ("changes", "group", "mortality", "survival"),
    [
        ({}, "low", 0.14, "71 %"),
        ({"obesity": True}, "intermediate", 0.21, "60 %"),
        ({"renal": "yes"}, "intermediate", 0.21, "60 %"),
        ({"renal": "yes", "cardiac": "yes"}, "high", 0.41, "34 %"),
    ],
)
def test_outcomes_of_the_comorbidity_index(changes, group, mortality, survival):
    found = scored("hct_ci", WELL | changes)
    assert found.probability is not None
    assert (found.category.name, found.probability.value) == (group, mortality)
    assert survival in found.category.meaning


@pytest.mark.parametrize(("total", "group"), [(2, "low"), (3, "intermediate"), (4, "intermediate"), (5, "high")])
def test_groups_of_the_index_with_age_have_no_invented_mortality(total, group):
    found = scored("hct_ci_age", WELL | {"age": 60} | dict.fromkeys(ONE_POINT[: total - 1], "yes"))
    assert (found.total, found.category.name, found.probability) == (total, group, None)


@pytest.mark.parametrize(
    ("field", "answer", "points"),
    [
        ("age", 19.9, 0), ("age", 20, 1), ("age", 40, 1), ("age", 40.1, 2), ("stage", "intermediate", 1),
        ("stage", "late", 2), ("interval", "first_remission", 0), ("interval", "long", 1), ("donor", "unrelated", 1),
        ("sexes", "female_to_male", 1),
    ],
)  # fmt: skip
def test_points_of_the_ebmt_score(field, answer, points):
    assert scored("ebmt", BEST_TRANSPLANT | {field: answer}).total == points


def test_survival_falls_with_the_ebmt_score():
    patient = dict(BEST_TRANSPLANT)
    survival = []
    for field in ("age", "stage", "interval", "donor", "sexes"):
        patient[field] = WORST_TRANSPLANT[field]
        found = scored("ebmt", patient)
        assert found.probability is not None
        survival.append((found.total, found.probability.value))
    assert survival == [(2, 0.72), (4, 0.41), (5, 0.25), (6, 0.25), (7, 0.25)]


@pytest.mark.parametrize(
    ("name", "answers", "message"),
    [
        ("hct_ci", {"patient": "child_nonmalignant"}, "patient is child_nonmalignant: .* use the index for youth"),
        ("hct_ci_age", {"patient": "child_nonmalignant"}, "patient is child_nonmalignant: "),
        ("ebmt", {"disorder": "inherited"}, "disorder is inherited: .* acquired hematological disorders"),
        ("ebmt", BEST_TRANSPLANT | {"donor": "haploidentical"}, "donor is haploidentical: .* none were published"),
        ("ebmt", BEST_TRANSPLANT | {"donor": "cord_blood"}, "donor is cord_blood: "),
    ],
)
def test_a_score_is_refused_for_whom_it_is_not_valid(name, answers, message):
    with pytest.raises(ScoreError, match=f"^{message}") as caught:
        scored(name, answers)
    assert not re.search(r"[.?!]\s", str(caught.value))


@pytest.mark.parametrize("name", TRANSPLANT_SCORES)
def test_definitions_say_for_whom_the_score_is_not_valid(name):
    score = score_named(name, TRANSPLANT_SCORES)
    lowest = [category.lowest for category in score.categories]
    assert lowest == sorted(lowest) and lowest[0] == 0
    assert any(limit.startswith("Not valid for") for limit in score.limits)
    assert any(choice.refusal for item in score.items for choice in item.choices)
    assert {category.evidence for category in score.categories} - {None} <= set(records())
    assert len({item.name for item in score.items}) == len(score.items)


@given(st.data(), st.sampled_from(sorted(TRANSPLANT_SCORES)))
def test_a_worse_answer_never_lowers_the_total(data, name):
    score = score_named(name, TRANSPLANT_SCORES)
    best, worst, highest = EXTREMES[name]
    some = {field: data.draw(st.sampled_from([best[field], worst[field]])) for field in best}
    total = assess(score, some).total
    assert 0 <= total <= highest
    for item in score.items:
        if isinstance(item, ChosenItem):
            assert assess(score, some | {item.name: worst[item.name]}).total >= total


def test_every_score_has_one_name():
    assert list(ALL_SCORES) == [*SCORES, *TRANSPLANT_SCORES]
    with pytest.raises(
        ScoreError, match=r'^score "apache" is unknown: choose from .*hscore, hct_ci, hct_ci_age, ebmt$'
    ):
        score_named("apache", ALL_SCORES)

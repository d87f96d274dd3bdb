"""Diagnostic scores: totals as published, bounded, monotone in points; bad answers end as one sentence."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, records
from hemograft.thrombocytopenia.score import ChosenItem, MeasuredItem, ScoreError, assess
from hemograft.thrombocytopenia.score_catalog import SCORES, score_named

HEPARIN = {
    "platelets_before": 250,
    "platelets_lowest": 60,
    "timing": "clear",
    "thrombosis": "confirmed",
    "other_causes": "none",
}
MICROANGIOPATHY = {
    "transplant": "no",
    "schistocytes": "yes",
    "platelets": 12,
    "hemolysis": "yes",
    "active_cancer": "no",
    "mean_corpuscular_volume": 85,
    "international_normalized_ratio": 1.1,
    "creatinine": 1.2,
}
CONSUMPTION = {
    "underlying_disorder": "yes",
    "platelets": 40,
    "fibrin_marker": "strong_increase",
    "prothrombin_time_prolongation": 7,
    "fibrinogen": 0.8,
}
HEMOPHAGOCYTOSIS = {
    "immunosuppression": "yes",
    "temperature": 40,
    "organomegaly": "both",
    "hemoglobin": 7,
    "leukocytes": 1,
    "platelets": 20,
    "ferritin": 20_000,
    "triglycerides": 5,
    "fibrinogen": 1,
    "aspartate_aminotransferase": 80,
    "hemophagocytosis": "yes",
}
WORST = {
    "four_ts": (HEPARIN, 8),
    "plasmic": (MICROANGIOPATHY, 7),
    "disseminated_intravascular_coagulation": (CONSUMPTION, 8),
    "hscore": (HEMOPHAGOCYTOSIS, 337),
}


def answers_to(item):
    if isinstance(item, ChosenItem):
        return {item.name: st.sampled_from([choice.name for choice in item.choices if not choice.refusal])}
    return {asked.name: st.floats(asked.lowest, asked.highest) for asked in item.measurements}


def patients(name: str):
    fields = {field: values for item in score_named(name).items for field, values in answers_to(item).items()}
    if name == "plasmic":
        fields["platelets"] = st.floats(0.0, 149.0)
    return st.fixed_dictionaries(fields)


@pytest.mark.parametrize("name", SCORES)
def test_the_highest_total_is_the_published_one(name):
    answers, total = WORST[name]
    score = score_named(name)
    assert (score.name, score.highest_total) == (name, total)
    found = assess(score, answers)
    assert (found.total, found.category) == (total, score.categories[-1])


@given(st.sampled_from(sorted(SCORES)).flatmap(lambda name: st.tuples(st.just(name), patients(name))))
def test_totals_are_sums_within_bounds(name_and_answers):
    name, answers = name_and_answers
    score = score_named(name)
    found = assess(score, answers)
    assert found.total == sum(choice.points for choice in found.choices.values())
    assert 0 <= found.total <= score.highest_total
    assert all(found.choices[item.name] in item.choices for item in score.items)
    above = [category.lowest for category in score.categories if category.lowest > found.category.lowest]
    assert found.category.lowest <= found.total < min(above, default=np.inf)


@given(st.data())
def test_more_points_never_mean_a_lower_probability(data):
    score = score_named(data.draw(st.sampled_from(["four_ts", "plasmic", "hscore"])))
    fewer, more = (assess(score, data.draw(patients(score.name))) for _ in range(2))
    if fewer.total > more.total:
        fewer, more = more, fewer
    middle = []
    for chance in (fewer.probability, more.probability):
        assert chance is not None
        if chance.value is None:
            assert chance.low is not None and chance.high is not None
            middle.append((chance.low + chance.high) / 2.0)
        else:
            middle.append(chance.value)
    assert middle[0] <= middle[1]


@pytest.mark.parametrize("name", SCORES)
def test_definitions_are_complete(name):
    score = score_named(name)
    lowest = [category.lowest for category in score.categories]
    assert lowest == sorted(lowest) and lowest[0] == 0 and lowest[-1] <= score.highest_total
    assert score.limits and re.search(r"\d{4};", score.source)
    for item in score.items:
        assert item.meaning.endswith(".") and len(item.choices) >= 2
        assert len({choice.name for choice in item.choices}) == len(item.choices)
        assert all(choice.meaning and choice.points >= 0 for choice in item.choices)
    assert {category.evidence for category in score.categories} - {None} <= set(records())


@pytest.mark.parametrize("name", SCORES)
def test_every_measurement_within_its_range_reaches_every_choice(name):
    for item in score_named(name).items:
        if isinstance(item, MeasuredItem) and len(item.measurements) == 1:
            (asked,) = item.measurements
            values = np.concatenate([np.linspace(asked.lowest, asked.highest, 20_001), np.geomspace(0.1, 1e4, 2_001)])
            plausible = values[(values >= asked.lowest) & (values <= asked.highest)]
            assert {item.decide(value) for value in plausible} == set(range(len(item.choices)))


@pytest.mark.parametrize(
    ("before", "lowest", "points"),
    [(100, 49, 2), (100, 50, 1), (100, 70, 1), (100, 71, 0), (60, 19, 1), (60, 9, 0), (200, 20, 2), (80, 90, 0)],
)
def test_depth_of_the_fall(before, lowest, points):
    found = assess(score_named("four_ts"), HEPARIN | {"platelets_before": before, "platelets_lowest": lowest})
    assert found.choices["thrombocytopenia"].points == points


@pytest.mark.parametrize(("total", "name", "probability"), [(8, "high", 0.64), (5, "intermediate", 0.14)])
def test_probability_of_heparin_induced_thrombocytopenia(total, name, probability):
    answers = HEPARIN | ({} if total == 8 else {"thrombosis": "none", "other_causes": "possible"})
    found = assess(score_named("four_ts"), answers)
    chance = found.probability
    assert chance is not None and chance.low is not None and chance.high is not None
    assert (found.total, found.category.name, chance.value) == (total, name, probability)
    assert chance.low < probability < chance.high


@pytest.mark.parametrize("others", [MICROANGIOPATHY, {}], ids=["complete", "else unknown"])
def test_plasmic_is_refused_after_transplantation(others):
    with pytest.raises(ScoreError, match=r"^transplant is yes: .*cannot score this point.*transplant-associated"):
        assess(score_named("plasmic"), others | {"transplant": "yes"})


@pytest.mark.parametrize(
    ("name", "answers", "change", "message"),
    [
        ("plasmic", MICROANGIOPATHY, {"schistocytes": "no"}, "schistocytes is no: .* look for another cause"),
        ("plasmic", MICROANGIOPATHY, {"platelets": 150}, "platelets is not_low: .* low platelet count"),
        (
            "disseminated_intravascular_coagulation",
            CONSUMPTION,
            {"underlying_disorder": "no"},
            "underlying_disorder is no: the score is only for patients with a disorder",
        ),
        ("four_ts", HEPARIN, {"timing": "late"}, 'timing is "late": choose from too_early, consistent, clear'),
        ("four_ts", HEPARIN, {"timing": None}, "timing is empty: choose from"),
        ("four_ts", HEPARIN, {"platelets_before": 0.5}, "platelets_before is 0.5: write a number from 1 to 3000 10"),
        ("four_ts", HEPARIN, {"platelets_before": "low"}, 'platelets_before is "low": write a number'),
        ("four_ts", HEPARIN, {"platelets_before": float("nan")}, "platelets_before is nan: write a number"),
        ("four_ts", HEPARIN, {"platelets_before": True}, "platelets_before is True: write a number"),
        ("four_ts", HEPARIN, {"platelets_lowest": [60]}, "platelets_lowest is a list: write a number"),
        ("four_ts", HEPARIN, {"colour": 1}, '"colour" is no item of the 4Ts score: choose from platelets_before'),
    ],
)
def test_a_bad_answer_is_one_sentence(name, answers, change, message):
    with pytest.raises(ScoreError, match=f"^{message}") as caught:
        assess(score_named(name), answers | change)
    assert not re.search(r"[.?!]\s", str(caught.value))


@pytest.mark.parametrize("name", SCORES)
def test_each_missing_answer_is_named_with_its_remedy(name):
    answers, _ = WORST[name]
    for field in answers:
        rest = {key: value for key, value in answers.items() if key != field}
        with pytest.raises(ScoreError, match=f"^{field} is missing: (choose from|write a number from)"):
            assess(score_named(name), rest)


def test_true_and_false_mean_yes_and_no():
    plain = MICROANGIOPATHY | {"transplant": False, "schistocytes": True}
    assert assess(score_named("plasmic"), plain).total == 7


def test_an_unknown_score_is_named():
    with pytest.raises(ScoreError, match=r'^score "apache" is unknown: choose from four_ts, plasmic'):
        score_named("apache")


@pytest.mark.parametrize(
    ("field", "value", "points"),
    [
        ("platelets", 100, 0), ("platelets", 99.9, 1), ("platelets", 50, 1), ("platelets", 49.9, 2),
        ("prothrombin_time_prolongation", 2.9, 0), ("prothrombin_time_prolongation", 3, 1),
        ("prothrombin_time_prolongation", 6, 2), ("fibrinogen", 1.0, 0), ("fibrinogen", 0.99, 1),
        ("fibrin_marker", "no_increase", 0), ("fibrin_marker", "moderate_increase", 2),
        ("fibrin_marker", "strong_increase", 3),
    ],
)  # fmt: skip
def test_points_of_disseminated_intravascular_coagulation(field, value, points):
    score = score_named("disseminated_intravascular_coagulation")
    (item,) = (item for item in score.items if field in item.fields)
    found = assess(score, CONSUMPTION | {field: value})
    assert found.choices[item.name].points == points
    assert (found.category.name == "overt") == (found.total >= 5)


@pytest.mark.parametrize(
    ("field", "value", "points"),
    [
        ("temperature", 38.3, 0), ("temperature", 38.4, 33), ("temperature", 39.4, 33), ("temperature", 39.5, 49),
        ("ferritin", 1999, 0), ("ferritin", 2000, 35), ("ferritin", 6000, 35), ("ferritin", 6001, 50),
        ("triglycerides", 1.4, 0), ("triglycerides", 4.0, 44), ("triglycerides", 4.1, 64),
        ("fibrinogen", 2.5, 30), ("fibrinogen", 2.6, 0), ("aspartate_aminotransferase", 30, 19),
        ("aspartate_aminotransferase", 29, 0), ("hemoglobin", 9.3, 24), ("platelets", 110, 34),
        ("organomegaly", "one", 23), ("immunosuppression", "no", 0), ("hemophagocytosis", "no", 0),
    ],
)  # fmt: skip
def test_points_of_hscore(field, value, points):
    score = score_named("hscore")
    (item,) = (item for item in score.items if field in item.fields)
    assert assess(score, HEMOPHAGOCYTOSIS | {field: value}).choices[item.name].points == points


def test_published_probabilities_of_hscore_and_between():
    probability = score_named("hscore").probability
    assert probability is not None
    low, between, near, middle, high = (probability(total).value for total in (160, 165, 169, 170, 240))
    assert (low, middle, high) == pytest.approx((0.4, 0.54, 0.99))
    assert low is not None and between is not None and near is not None
    assert low < between < near < 0.54
    assert (probability(90).value, probability(90).high) == (None, number("score.hscore.bounded_below"))
    assert (probability(250).value, probability(250).low) == (None, number("score.hscore.bounded_above"))

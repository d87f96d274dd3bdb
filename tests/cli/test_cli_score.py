"""``hemograft score``: lists, defines, scores; the notice in every output, one sentence for every fault."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft import NOTICE
from hemograft.cli import app
from hemograft.outcomes.score_catalog import ALL_SCORES
from hemograft.thrombocytopenia.score_catalog import score_named

COMORBIDITIES = (
    "patient: adult\narrhythmia: no\ncardiac: yes\ninflammatory_bowel_disease: no\ndiabetes: no\ncerebrovascular: no\n"
    "psychiatric: no\nobesity: no\ninfection: no\nrheumatologic: no\npeptic_ulcer: no\nrenal: no\n"
    "prior_solid_tumor: no\nheart_valve: no\nhepatic: none\npulmonary: moderate\n"
)
TRANSPLANT = "disorder: acquired\nage: 45\nstage: early\ninterval: first_remission\ndonor: unrelated\nsexes: other\n"
HEPARIN = "platelets_before: 250\nplatelets_lowest: 60\ntiming: clear\nthrombosis: none\nother_causes: possible\n"


def score(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["score", *map(str, arguments)])


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.yaml"
    file.write_text(HEPARIN)
    return file


def test_without_a_name_the_scores_are_listed():
    found = score()
    assert found.exit_code == 0 and NOTICE in found.stdout
    assert all(f"{name}: " in found.stdout for name in ALL_SCORES)


@pytest.mark.parametrize("name", ALL_SCORES)
def test_definitions_tell_every_field_choice_and_limit(name):
    found = score(name, "--items")
    assert found.exit_code == 0 and NOTICE in found.stdout
    asked = score_named(name, ALL_SCORES)
    for item in asked.items:
        assert all(field in found.stdout for field in item.fields)
        assert all(choice.meaning in found.stdout and choice.refusal in found.stdout for choice in item.choices)
    assert all(limit in found.stdout for limit in asked.limits)


def test_a_patient_is_scored_with_interval_and_source(answers):
    found = score("four_ts", answers)
    assert found.exit_code == 0 and NOTICE in found.stdout
    assert "Total 5 of 8: intermediate." in found.stdout
    assert "14 % (9 % to 22 %, 95% CI)" in found.stdout and "Cuker et al, Blood 2012" in found.stdout


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "hct_ci",
            COMORBIDITIES,
            (
                "Total 3 of 26: high. Survival at 2 years was 34 %.",
                "about 41 %, published without an interval",
                "Sorror",
            ),
        ),
        (
            "hct_ci_age",
            COMORBIDITIES + "age: 52\n",
            ("Total 4 of 27: intermediate.", "No mortality of a group is given"),
        ),
        (
            "ebmt",
            TRANSPLANT,
            (
                "Total 3 of 7: intermediate 1.",
                "Transplant-related mortality at 5 years was 30 %.",
                "about 57 %",
                "71 % at 0",
            ),
        ),
    ],
)
def test_a_transplant_is_judged_with_the_published_outcome_of_its_group(answers, name, text, told):
    answers.write_text(text)
    found = score(name, answers)
    assert found.exit_code == 0 and NOTICE in found.stdout
    assert all(words in found.stdout for words in told)
    assert ("Probability of" in found.stdout) == (name != "hct_ci_age")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("four_ts", HEPARIN.replace("clear", "late"), 'timing is "late"'),
        ("four_ts", "- 1\n", "holds no fields"),
        ("four_ts", HEPARIN + "timing: clear\n", "timing stands twice in answers.yaml: keep one"),
        ("four_ts", HEPARIN.replace("clear", "[clear]"), "timing holds more than one value"),
        ("four_ts", HEPARIN.replace("timing", "'timing"), "is not complete YAML"),
        ("four_ts", "", "is empty: check that it was saved"),
        ("plasmic", "transplant: yes\n", "transplant is yes: the PLASMIC score is not valid"),
        ("hct_ci", "patient: child_nonmalignant\n", "patient is child_nonmalignant: the index misses"),
        ("ebmt", "disorder: inherited\n", "disorder is inherited: the score was made"),
        ("ebmt", TRANSPLANT.replace("unrelated", "cord_blood"), "donor is cord_blood: the score has points for"),
        ("apache", HEPARIN, 'score "apache" is unknown: choose from four_ts, plasmic'),
    ],
)
def test_a_fault_is_one_sentence(answers, name, text, message):
    answers.write_text(text)
    found = score(name, answers)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr and len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("four_ts",), "no answers: give a YAML file, or --items"), (("four_ts", "absent.yaml"), "cannot be read")],
)
def test_no_answers(arguments, message):
    found = score(*arguments)
    assert found.exit_code == 2 and message in found.stderr


def test_definitions_and_a_patient_exclude_each_other(answers):
    found = score("four_ts", answers, "--items")
    assert found.exit_code == 2 and "leave one of them out" in found.stderr

"""``hemograft score``: lists, defines, scores; the notice in every output, one sentence for every fault."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft import NOTICE
from hemograft.cli import app
from hemograft.thrombocytopenia.score_catalog import SCORES, score_named

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
    assert all(f"{name}: " in found.stdout for name in SCORES)


@pytest.mark.parametrize("name", SCORES)
def test_definitions_tell_every_field_choice_and_limit(name):
    found = score(name, "--items")
    assert found.exit_code == 0 and NOTICE in found.stdout
    asked = score_named(name)
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
    ("name", "text", "message"),
    [
        ("four_ts", HEPARIN.replace("clear", "late"), 'timing is "late"'),
        ("four_ts", "- 1\n", "holds no fields"),
        ("four_ts", HEPARIN + "timing: clear\n", "timing stands twice in answers.yaml: keep one"),
        ("four_ts", HEPARIN.replace("clear", "[clear]"), "timing holds more than one value"),
        ("four_ts", HEPARIN.replace("timing", "'timing"), "is not complete YAML"),
        ("four_ts", "", "is empty: check that it was saved"),
        ("plasmic", "transplant: yes\n", "transplant is yes: the PLASMIC score is not valid"),
        ("apache", HEPARIN, 'score "apache" is unknown'),
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

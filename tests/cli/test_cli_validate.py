"""``hemograft validate``: a group alone, files, and requests that cannot be met."""

import numpy as np
import pytest
from typer.testing import CliRunner

from hemograft.cli import app
from hemograft.validation import catalog, verdicts
from hemograft.validation.estimate import share
from hemograft.validation.group import Group

RUN = CliRunner()


RECORD = "double_cord.single_unit_day_21"


@pytest.fixture
def small(monkeypatch):
    """A catalog of one group that takes no time."""
    given = Group(
        name="small", title="Small", records=(RECORD,), run=lambda simulation: {RECORD: share(np.arange(8) < 6)}
    )
    monkeypatch.setattr(catalog, "GROUPS", (given,))
    monkeypatch.setattr(verdicts, "accepted_verdicts", lambda: {RECORD: "outside"})


def validate(*arguments: str):
    return RUN.invoke(app, ["validate", *arguments])


def test_one_group_is_printed_with_target_interval_result_and_verdict():
    result = validate("--only", "haploidentical_marrow_full", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "| another model's output (CALC) | 0 | 0 | 0 |" in result.output
    assert "| 24 day | 21 to 27 (tolerance" in result.output
    assert result.output.count("inside |") + result.output.count("**outside**") >= 2


def test_the_report_goes_where_it_is_told(small, tmp_path):
    out = tmp_path / "report.md"
    result = validate("--out", str(out), "--full", "--patients", "8", "--workers", "1")
    assert result.exit_code == 0, result.output
    text = out.read_text("utf-8")
    assert text.startswith("# Validation\n")
    assert "full run with 8 virtual patients an arm" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--only", "nothing"), "--only nothing: no group has that name"),
        (("--check", "CHANGELOG.md", "--full"), "leave out --full, --only and --seed"),
        (("--accept", "--seed", "2"), "leave out --full, --only and --seed"),
        (("--patients", "64"), "--patients goes with --full"),
        (("--checkpoint", "parts"), "--checkpoint goes with --full"),
        (("--full", "--checkpoint", __file__), "is a file: name a folder"),
        (("--check", "no_such_changelog.md"), "is no file: name the changelog"),
        (("--out", "no/such/folder/report.md"), "does not exist"),
    ],
)
def test_bad_input_ends_with_one_sentence_and_2(arguments, sentence):
    result = validate(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_check_fails_where_a_verdict_has_changed_and_the_changelog_does_not_say_so(small, tmp_path):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Now\n\n- Nothing.\n")
    failed = validate("--check", str(changelog), "--workers", "1")
    assert failed.exit_code == 1
    assert f"{RECORD}: outside before, inside now" in failed.output
    changelog.write_text(f"# Changelog\n\n## Now\n\n- `{RECORD}` is inside now.\n")
    assert validate("--check", str(changelog), "--workers", "1").exit_code == 0


def test_accepted_verdicts_are_those_of_the_run(small, monkeypatch, tmp_path):
    monkeypatch.setattr(verdicts, "FILE", tmp_path / "verdicts.yaml")
    assert validate("--accept", "--workers", "1").exit_code == 0
    assert f"\n{RECORD}: inside\n" in (tmp_path / "verdicts.yaml").read_text("utf-8")

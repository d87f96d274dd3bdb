"""The calibration as a shell calls it: one step's report, a dry fit, and what it refuses."""

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--step", "nonsense", "--report"], "--step nonsense is unknown; it can be centre"),
        (["--report", "--check"], "give one of them"),
        (["--report", "--out", "."], "is a folder"),
        (["--report", "--step", "linezolid", "--uci", "rows.csv"], "lacks the column"),
    ],
)
def test_bad_input_ends_with_one_sentence(hemograft, tmp_path, arguments, complaint):
    (tmp_path / "rows.csv").write_text("age\n3\n")
    done = hemograft("calibrate", *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr and done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_the_report_of_one_step_needs_no_fit(hemograft, tmp_path: Path):
    done = hemograft("calibrate", "--report", "--step", "linezolid", "--out", tmp_path / "report.md")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "report.md").read_text()
    assert "suppressing_drugs.linezolid_nadir" not in text  # meanings are printed, not ids
    assert "(`linezolid`)" in text and "1 free" in text and "| linezolid.half_inhibition |" in text
    assert "Must hold" not in text
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]

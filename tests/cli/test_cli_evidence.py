"""``hemograft evidence`` as a reader runs it: find a number, see where it comes from, check record files."""

import json
from pathlib import Path

import pytest

from hemograft import NOTICE
from hemograft.evidence import records
from tests.cli.conftest import Run

RECORD = """
- id: trial.response
  value: 0.41
  unit: dimensionless
  meaning: Share with a response.
  population: adults, n=101
  source: A trial, Blood 2022;386:11
  provenance: published
  use: calibrate
"""


def test_list_shows_each_record_of_a_topic_whole_and_counts_them(hemograft: Run) -> None:
    done = hemograft("evidence", "list", "--topic", "romiplostim.durable", columns=60)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("romiplostim")] == [
        "romiplostim.durable_response_not_splenectomized",
        "romiplostim.durable_response_splenectomized",
    ]
    assert "0.61; 0.45 to 0.76 (95% CI)" in done.stdout
    assert max(map(len, lines[:-1])) <= 60
    assert lines[-1] == f"2 of {len(records())} records. {NOTICE}"


def test_list_gives_programs_everything(hemograft: Run) -> None:
    done = hemograft("evidence", "list", "--use", "validate", "--provenance", "published", "--json")
    held = json.loads(done.stdout)
    assert held["notice"] == NOTICE
    assert {item["id"] for item in held["records"]} == {
        item.id for item in records().values() if (item.use, item.provenance) == ("validate", "published")
    }
    raise_trial = next(item for item in held["records"] if item["id"] == "eltrombopag.raise_response")
    assert (raise_trial["value"], raise_trial["low"], raise_trial["unit"]) == (0.79, 0.71, "dimensionless")


def test_list_without_a_match_says_so(hemograft: Run) -> None:
    done = hemograft("evidence", "list", "--find", "philosopher stone")
    assert (done.returncode, done.stdout) == (0, f"0 of {len(records())} records. {NOTICE}\n")


def test_show_gives_value_interval_population_endpoint_and_source(hemograft: Run) -> None:
    done = hemograft("evidence", "show", "immune_thrombocytopenia.rilzabrutinib_durable_response")
    assert (done.returncode, done.stderr) == (0, "")
    shown = " ".join(done.stdout.split())
    for text in (
        "value 0.233",
        "interval 0.169 to 0.312 (Wilson 95% CI)",
        "population adults with persistent or chronic immune thrombocytopenia",
        "endpoint platelets of 50e9/L or more in two thirds",
        "source Kuter et al, Blood 2025, doi 10.1182/blood.2024027336",
        "provenance published",
        "use validate",
    ):
        assert text in shown
    assert done.stdout.endswith(f"\n{NOTICE}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "topps_difference"), "no evidence record has the id 'topps_difference'; the nearest are bleeding."),
        (("list", "--use", "both"), "--use is 'both': choose from model, calibrate, validate, context"),
        (("list", "--provenance", "guessed"), "--provenance is 'guessed': choose from published, computed"),
        (("check", "absent.yaml"), 'file "absent.yaml" cannot be read (No such file or directory)'),
    ],
)
def test_bad_input_is_one_sentence(hemograft: Run, arguments: tuple[str, ...], message: str) -> None:
    done = hemograft("evidence", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"hemograft: {message}")
    assert done.stderr.count("\n") == 1


def test_the_package_passes_its_own_check(hemograft: Run) -> None:
    done = hemograft("evidence", "check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith(f"{len(records())} records in ")
    assert done.stdout.endswith(f" files, 0 faults. {NOTICE}\n")


def test_check_tells_each_fault_in_one_sentence_and_fails(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(RECORD)
    assert hemograft("evidence", "check", "good.yaml").returncode == 0
    copy = RECORD.replace("trial.response", "trial.copy").replace("use: calibrate", "use: validate")
    (tmp_path / "copy.yaml").write_text(copy + RECORD.replace("  unit: dimensionless\n", ""))
    done = hemograft("evidence", "check", "good.yaml", "copy.yaml")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "copy.yaml: record trial.response, unit: field required",
        "0.41 dimensionless of 2022;386:11 calibrates in trial.response and validates in trial.copy",
        f"2 records in 2 files, 2 faults. {NOTICE}",
    ]

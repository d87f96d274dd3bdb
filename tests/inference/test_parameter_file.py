"""The parameter file: written whole, complete, and readable as what was written."""

from pathlib import Path

import pytest
import yaml

from hemograft.evidence import Provenance, Record, Use
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.record_files import FILE, VERSION, calibrated_records, rounded, write_calibrated
from hemograft.inference.search import Fit
from hemograft.inference.step import Step, one_by_one

TOPIC = """# A topic.
- id: toy.one
  value: 1.5
  unit: "1/day"
  symbol: 'k_{1}'
  meaning: "A rate."
  population: adults
  source: "Tried"
  provenance: calibrated
  use: model

# Kept.
- id: toy.two
  value: [1, 2]
  unit: "day"
  meaning: "Days: with a colon."
  population: adults
  source: &paper "Somebody, Journal 2000;1:2"
  provenance: published
  use: calibrate

- id: toy.three
  value: 3
  unit: "day"
  meaning: "More days."
  population: adults
  source: *paper
  provenance: published
  use: context
"""


def _read(folder: Path) -> dict[str, Record]:
    entries = [entry for path in sorted(folder.glob("*.yaml")) for entry in yaml.safe_load(path.read_text()) or []]
    return {entry["id"]: Record.model_validate(entry) for entry in entries}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "topic.yaml").write_text(TOPIC)
    return tmp_path


STEP = Step(
    "toy",
    "A toy",
    (FreeParameter("toy.one", 1.0, 0.5),),
    ("toy.two",),
    one_by_one(lambda _numbers, _seed: {}),
    generations=3,
)
FIT = Fit(values={"toy.one": 1.23456789}, near={"toy.one": (1.1, 1.4)}, near_sets=5, loss=0.123456789, trials=12)


def test_a_fit_becomes_records_with_value_range_and_targets(folder):
    known = _read(folder)
    made = {item.id: item for item in calibrated_records(known, (STEP,), {"toy": FIT}, seed=4)}
    assert set(made) == {"toy.one", "calibration.toy", "calibration.version"}
    assert (made["toy.one"].value, made["toy.one"].low, made["toy.one"].high) == (1.2346, 1.1, 1.4)
    assert made["toy.one"].symbol == "k_{1}" and made["toy.one"].meaning == "A rate."
    assert made["calibration.toy"].targets == ("toy.two",)
    assert made["calibration.toy"].use is Use.CONTEXT and "seed 4" in made["calibration.toy"].source
    assert made["toy.one"].provenance is Provenance.CALIBRATED
    assert made["calibration.version"].value == VERSION


def test_calibrated_records_move_to_their_file_and_all_others_stay(folder):
    before = _read(folder)
    made = calibrated_records(before, (STEP,), {"toy": FIT}, seed=4)
    write_calibrated(folder, made)
    after = _read(folder)
    assert after == {**before, **{item.id: item for item in made}}
    topic = (folder / "topic.yaml").read_text()
    assert "toy.one" not in topic and "# Kept." in topic and "# A topic." in topic
    assert sorted(path.name for path in folder.iterdir()) == [FILE, "topic.yaml"]
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_calibrated(folder, calibrated_records(after, (STEP,), {"toy": FIT}, seed=4))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written


def test_steps_that_were_not_fitted_keep_their_records(folder):
    made = calibrated_records(_read(folder), (STEP,), {}, seed=4)
    assert [(item.id, item.value) for item in made] == [("calibration.version", VERSION), ("toy.one", 1.5)]


def test_a_record_that_others_lean_on_is_not_torn_out(folder):
    text = TOPIC.replace('source: "Tried"', 'source: &tried "Tried"').replace("source: *paper", "source: *tried")
    (folder / "topic.yaml").write_text(text)
    with pytest.raises(ValueError, match=r"topic\.yaml leans on a calibrated record"):
        write_calibrated(folder, calibrated_records(_read(folder), (STEP,), {"toy": FIT}, seed=4))
    assert [path.name for path in folder.iterdir()] == ["topic.yaml"]


def test_a_step_that_moves_no_known_record_is_refused():
    with pytest.raises(ValueError, match=r"step toy moves toy\.one, and there is no such"):
        calibrated_records({}, (STEP,), {"toy": FIT}, seed=4)


def test_values_keep_five_digits():
    assert rounded(0.123456789) == 0.12346
    assert rounded(1234567.0) == 1234600.0

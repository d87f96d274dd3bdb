"""The reader of record files: what it takes, what it refuses, and by which words."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hemograft.evidence import EvidenceError, Record, files, loader, number, record, records

GOOD = """
- id: spleen.share
  value: 0.35
  unit: dimensionless
  low: 0.3
  high: 0.4
  interval: range
  meaning: Share of platelets in the spleen.
  population: healthy adults
  source: Hanson and Slichter, Blood 1985;66:1105
  provenance: published
  use: model
"""
LIST = GOOD.replace("spleen.share", "spleen.shares").replace("value: 0.35", "value: [0.3, 0.4]")
Read = Callable[..., Mapping[str, Record]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads record files with these contents, as if they were the package's."""

    def from_texts(**texts: str) -> Mapping[str, Record]:
        (tmp_path / "records").mkdir(exist_ok=True)
        for name, text in texts.items():
            (tmp_path / "records" / f"{name}.yaml").write_text(text, "utf-8")
        (tmp_path / "records" / "notes.txt").write_text("not a record")
        monkeypatch.setattr(files.resources, "files", lambda package: tmp_path)
        return loader.records_in_files.__wrapped__()

    return from_texts


def test_files_are_read_in_order_and_other_files_left_alone(read):
    found = read(spleen=GOOD + LIST, empty="", marrow=GOOD.replace("spleen", "marrow"))
    assert list(found) == ["marrow.share", "spleen.share", "spleen.shares"]
    item = found["spleen.share"]
    assert (item.value, item.number, item.low, item.high, item.unit) == (0.35, 0.35, 0.3, 0.4, "dimensionless")
    assert item.provenance == "published" and item.use == "model"
    assert found["spleen.shares"].value == (0.3, 0.4)


def test_records_cannot_be_changed(read):
    found = read(spleen=GOOD)
    with pytest.raises(Exception, match="frozen"):
        found["spleen.share"].value = 1.0
    with pytest.raises(TypeError):
        found["spleen.other"] = found["spleen.share"]


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("  unit: dimensionless\n", "", "record spleen.share, unit: field required"),
        ("  source: Hanson and Slichter, Blood 1985;66:1105\n", "", "record spleen.share, source: field required"),
        ("source: Hanson and Slichter, Blood 1985;66:1105", "source: '-'", "source: string should have at least 3"),
        ("provenance: published", "provenance: guessed", "'published', 'computed', 'calibrated' or 'assumed'"),
        ("use: model", "use: both", "'model', 'calibrate', 'validate' or 'context'"),
        ("value: 0.35", "value: many", "record spleen.share, value: input should be a valid number"),
        ("value: 0.35", "value: .nan", "value: input should be a finite number"),
        ("value: 0.35", "value: .inf", "value: input should be a finite number"),
        ("low: 0.3", "low: 0.5", "record spleen.share: low 0.5 is above high 0.4"),
        ("id: spleen.share", "id: Spleen share", "record Spleen share, id: string should match pattern"),
        ("id: spleen.share", "id: spleen", "record spleen, id: string should match pattern"),
        ("- id: spleen.share\n  value", "- value", "record 1, id: field required"),
        ("  use: model", "  use: model\n  colour: red", "colour: extra inputs are not permitted"),
        ("- id: spleen.share", "- spleen.share\n- id: spleen.share", "record 1: input should be a valid dictionary"),
        ("unit: dimensionless", "unit: [day", "this is not YAML at line 5"),
    ],
)
def test_what_does_not_follow_the_schema_is_refused_in_one_sentence(read, good, bad, message):
    assert good in GOOD
    with pytest.raises(EvidenceError) as refusal:
        read(spleen=GOOD.replace(good, bad))
    text = str(refusal.value)
    assert text.startswith("spleen.yaml: ")
    assert message in text
    assert text.isprintable()


def test_every_fault_of_a_file_is_told():
    text = GOOD.replace("  unit: dimensionless\n", "").replace("use: model", "use: both") + GOOD
    held, faults = files.read_files({"spleen.yaml": text, "marrow.yaml": GOOD, "list.yaml": "value: 3"})
    assert list(held) == ["spleen.share"]
    assert [fault.split(": ")[0] for fault in faults] == ["spleen.yaml", "spleen.yaml", "marrow.yaml", "list.yaml"]
    assert "unit: field required" in faults[0]
    assert "use: input should be" in faults[1]
    assert faults[2:] == (
        "marrow.yaml: record spleen.share is defined twice",
        "list.yaml: this is not a list of records",
    )


def test_an_id_may_be_used_once_over_all_files(read):
    with pytest.raises(EvidenceError, match=r"^spleen\.yaml: record spleen\.share is defined twice$"):
        read(spleen=GOOD, marrow=GOOD)
    with pytest.raises(EvidenceError, match="defined twice"):
        read(marrow=GOOD + GOOD)


def test_an_unknown_record_is_named():
    with pytest.raises(EvidenceError, match=r"no evidence record has the id 'spleen\.colour'"):
        record("spleen.colour")
    with pytest.raises(EvidenceError, match=r"spleen\.colour"):
        number("spleen.colour")


def test_an_id_given_in_part_or_misspelled_is_answered_with_the_nearest():
    with pytest.raises(EvidenceError, match=r"the nearest are bleeding\.topps_difference$"):
        record("topps_difference")
    with pytest.raises(EvidenceError, match=r"the nearest are bleeding\.topps_difference\b"):
        record("bleeding.toppz_difference")


def test_a_list_is_not_a_number():
    several = next(identifier for identifier, item in records().items() if isinstance(item.value, tuple))
    with pytest.raises(TypeError, match=f"evidence record {several} holds .* values, not one"):
        number(several)


def test_records_are_read_once():
    assert records() is records()

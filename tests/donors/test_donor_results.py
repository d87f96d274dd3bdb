"""Results as files, in three formats alike, and the difference to an earlier search."""

import csv
import json

import pyarrow.parquet as parquet
import pytest

from hemograft.donors.registry.registry import delete_donors, open_registry
from hemograft.donors.search import output_files
from hemograft.donors.search.criteria import Criteria
from hemograft.donors.search.difference import Change, difference
from hemograft.donors.search.find import find_donors
from hemograft.donors.search.output_files import write_results
from hemograft.donors.search.patient import patient
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.donor_files import donor, fill

LOCI = ("A", "B", "DRB1")
SICK = patient({"typing": {"A": "01:01+02:01", "B": "07:02+08:01", "DRB1": "03:01+15:01"}}, PLAIN_NAMES)
TOLD = {"notice": "for research", "notes": ["one", "two"]}


@pytest.fixture
def folder(tmp_path):
    rows = [donor(f"D{place}", birth=f"19{60 + place}", abo="A") for place in range(25)]
    fill(tmp_path / "registry", [*rows, donor("M", a="01:01+03:01")])
    return tmp_path / "registry"


def ranked(folder, mismatches=1):
    return find_donors(open_registry(folder), SICK, Criteria(LOCI, mismatches), PLAIN_NAMES).ranked


def test_csv_json_and_parquet_hold_the_same_rows_whatever_the_block(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(output_files, "_BLOCK", 7)
    written: list[int] = []
    for ending in ("csv", "json", "parquet"):
        write_results(tmp_path / f"r.{ending}", ranked(folder), TOLD, written.append)
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        assert json.loads(file.readline().removeprefix("# ")) == TOLD
        from_csv = list(csv.DictReader(file))
    content = json.loads((tmp_path / "r.json").read_text())
    table = parquet.read_table(tmp_path / "r.parquet")
    assert {name: content[name] for name in TOLD} == TOLD == json.loads(table.schema.metadata[b"hemograft"])
    assert content["donors"] == table.to_pylist() and len(from_csv) == 26 == sum(written) // 3
    assert [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()
    ] == from_csv
    assert [row["rank"] for row in content["donors"]] == list(range(1, 27))
    assert content["donors"][0]["id"] == "D24" and content["donors"][-1]["id"] == "M"


def test_every_block_has_the_columns_of_all_loci(tmp_path, monkeypatch):
    monkeypatch.setattr(output_files, "_BLOCK", 2)
    fill(tmp_path / "registry", [*(donor(f"D{place}") for place in range(4)), donor("Z", C="07:01+07:02")])
    for ending in ("csv", "json", "parquet"):
        write_results(tmp_path / f"r.{ending}", ranked(tmp_path / "registry"), TOLD)
    rows = parquet.read_table(tmp_path / "r.parquet").to_pylist()
    assert [row["C"] for row in rows] == ["", "", "", "", "07:01+07:02"]
    assert json.loads((tmp_path / "r.json").read_text())["donors"] == rows


def test_no_donors_make_a_file_too(folder, tmp_path):
    nobody = patient({"typing": {"A": "11:01", "B": "44:02", "DRB1": "07:01"}}, PLAIN_NAMES)
    found = find_donors(open_registry(folder), nobody, Criteria(LOCI), PLAIN_NAMES).ranked
    for ending in ("csv", "json", "parquet"):
        write_results(tmp_path / f"r.{ending}", found, TOLD)
        assert difference(tmp_path / f"r.{ending}", found).new == ()
    assert json.loads((tmp_path / "r.json").read_text())["donors"] == []


def test_a_file_that_cannot_be_finished_leaves_the_old_one(folder, tmp_path, monkeypatch):
    out = tmp_path / "r.csv"
    out.write_text("old")

    def broken(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output_files, "result_rows", broken)
    with pytest.raises(OSError, match=r"r\.csv cannot be written: No space left on device"):
        write_results(out, ranked(folder), TOLD)
    assert out.read_text() == "old" and not list(tmp_path.glob(".*partial"))


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_repeated_search_tells_who_is_new_gone_and_different(folder, tmp_path, ending):
    before = tmp_path / f"before.{ending}"
    write_results(before, ranked(folder), TOLD)
    assert difference(before, ranked(folder)) == difference(before, ranked(folder))
    delete_donors(folder, ["D7"])
    changed = donor("M", a="01:01+02:01", birth="1950")
    fill(folder, [donor("N"), changed], replace_known=True)
    found = difference(before, ranked(folder))
    assert (found.new, found.gone) == (("N",), ("D7",))
    assert found.changes == (
        Change("M", "match", "5/6", "6/6"),
        Change("M", "certain", "5/6", "6/6"),
        Change("M", "category", "mismatch", "match"),
    )


def test_a_file_of_another_kind_is_no_earlier_search(folder, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="holds no results of a search"):
        difference(tmp_path / "other.csv", ranked(folder))
    with pytest.raises(ValueError, match=r"write one of \.csv, \.json, \.parquet"):
        write_results(tmp_path / "r.xlsx", ranked(folder), TOLD)

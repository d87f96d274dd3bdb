"""Files become donors: every format alike, bad rows by number, and all of a file or nothing where that was asked."""

import json
from datetime import date
from pathlib import Path

import pytest

from hemograft.donors.registry.csv_file import read_csv
from hemograft.donors.registry.hml_file import read_hml
from hemograft.donors.registry.importing import ImportChoices, ImportRefusedError, import_donors
from hemograft.donors.registry.json_file import read_json
from hemograft.donors.registry.registry import open_registry
from hemograft.donors.typing.plain_names import PLAIN_NAMES
from tests.donors.donor_files import donor, fill

GOOD = [
    donor("D1", sex="F", birth="1990-05-01", abo="A+", cmv="neg", population="CAU", C="07:01+07:02"),
    donor("D2", a="02:01+02:01", sex="male", age="40", abo="0", cmv="positive"),
    donor("D3", drb1=""),
]


def contents(folder: Path) -> dict[str, dict[str, object]]:
    registry = open_registry(folder)
    found: dict[str, dict[str, object]] = {}
    for segment in registry.segments:
        for row, identifier in enumerate(segment.identifiers.texts.to_pylist()):
            if row not in segment.deleted:
                columns = ("birth_month", "sex", "blood_group", "cmv")
                held = {name: int(segment.columns[name][row]) for name in columns}
                population = registry.manifest.populations[segment.columns["population"][row]]
                found[identifier] = {**held, "population": population, **registry.typings(segment, row)}
    return found


def test_a_table_becomes_donors_with_typings_as_written_and_attributes_as_codes(tmp_path):
    report = fill(tmp_path / "registry", GOOD, today=date(2026, 6, 15))
    assert (report.added, report.refused, report.ignored) == (3, 0, ())
    found = contents(tmp_path / "registry")
    assert found["D1"] == {
        "birth_month": 90 * 12 + 5,
        "sex": 1,
        "blood_group": 2,
        "cmv": 1,
        "population": "CAU",
        "A": "01:01+02:01",
        "C": "07:01+07:02",
        "B": "07:02+08:01",
        "DRB1": "03:01+15:01",
    }
    # 40 years old in June 2026: born between June 1985 and June 1986, taken as the middle.
    assert found["D2"]["birth_month"] == (1985 - 1900) * 12 + 12
    assert "DRB1" not in found["D3"]


def test_two_columns_a_locus_read_like_one_and_the_order_of_the_two_does_not_matter(tmp_path):
    fill(tmp_path / "one", "id,A1,A2,HLA-B_1,HLA-B_2,DRB11,DRB12\nX,02:01,01:01,07:02,08:01,03:01,\n")
    assert {**contents(tmp_path / "one")["X"]}.items() >= {
        "A": "01:01+02:01",
        "B": "07:02+08:01",
        "DRB1": "03:01",
    }.items()


def test_csv_json_and_hml_tell_the_same(tmp_path):
    lists = [
        ("D1", "HLA-A*01:01+HLA-A*02:01^HLA-B*07:02/HLA-B*07:05+HLA-B*08:01"),
        ("D2", "HLA-A*01:01+HLA-A*02:01|HLA-A*01:02+HLA-A*02:02^HLA-B*07:02+HLA-B*08:01^HLA-DRB1*03:01+HLA-DRB1*15:01"),
    ]
    samples = "".join(
        f'<sample id="{name}"><typing><allele-assignment><glstring>{text}</glstring></allele-assignment></typing>'
        "</sample>"
        for name, text in lists
    )
    hml = f'<hml xmlns="http://schemas.nmdp.org/spec/hml/1.0.1">{samples}</hml>'
    (tmp_path / "d.hml").write_text(hml)
    (tmp_path / "d.json").write_text(json.dumps({"donors": [{"id": name, "gl": text} for name, text in lists]}))
    (tmp_path / "d.jsonl").write_text("".join(json.dumps({"id": name, "gl": text}) + "\n" for name, text in lists))
    (tmp_path / "d.csv").write_text("id,gl\n" + "".join(f"{name},{text}\n" for name, text in lists))
    for name, read in (("csv", read_csv), ("json", read_json), ("jsonl", read_json), ("hml", read_hml)):
        import_donors(tmp_path / name, read(tmp_path / f"d.{name}"), PLAIN_NAMES, ImportChoices())
    first = contents(tmp_path / "csv")
    assert first["D1"].items() >= {"A": "A*01:01+A*02:01", "B": "B*07:02/B*07:05+B*08:01"}.items()
    assert first["D2"]["A"] == "A*01:01+A*02:01|A*01:02+A*02:02"
    assert all(contents(tmp_path / name) == first for name in ("json", "jsonl", "hml"))


BAD_ROWS = [
    ("D2,01:01,07:02,08:01,03:01", "has 5 columns, not 6"),
    ("D2,01:01,07:02+08:01,03:01,F,1,2", "has 7 columns, not 6"),
    ("D2,01:zz,07:02+08:01,03:01,F,", "HLA-A typing '01:zz'"),
    ("D2,01:01+02:01+03:01,07:02+08:01,03:01,F,", "3 alleles at a locus"),
    ("D2,01:01,,03:01,F,", "locus B is not typed"),
    (",01:01,07:02,03:01,F,", "id is empty"),
    ("D1,01:01,07:02,03:01,F,", 'id "D1" stands in the file before'),
    ("D2,01:01,07:02,03:01,Q,", "sex 'Q' is not known"),
    ("D2,01:01,07:02,03:01,F,1990-13-01", "date '1990-13-01' is not a date"),
    ("D2,01:01,07:02,03:01,F,2190-01-01", "date '2190-01-01' is outside"),
    ("D" * 65 + ",01:01,07:02,03:01,F,", "id has 65 characters"),
]


@pytest.mark.parametrize(("row", "why"), BAD_ROWS, ids=[why for _row, why in BAD_ROWS])
def test_a_broken_row_in_the_middle_is_told_by_number_and_the_rest_kept_or_all_refused(tmp_path, row, why):
    text = f"id,A,B,DRB1,sex,birth\nD1,01:01,07:02,03:01,F,\n\n{row}\nD9,02:01,08:01,15:01,M,1980\n"
    with pytest.raises(ImportRefusedError, match="nothing was imported; the first is row 4: ") as caught:
        fill(tmp_path / "refused", text)
    (error,) = caught.value.report.errors
    assert error.number == 4 and why in error.why
    assert not list((tmp_path / "refused").glob("*.arrow")) and not (tmp_path / "refused" / "manifest.json").exists()
    report = fill(tmp_path / "kept", text, keep_rest=True)
    assert (report.added, report.errors) == (2, (error,))
    assert list(contents(tmp_path / "kept")) == ["D1", "D9"]


def test_broken_json_lines_and_samples_are_told_by_number(tmp_path):
    good = '{"id": "D1", "A": ["01:01", "02:01"], "B": "07:02"}'
    (tmp_path / "d.json").write_text(f'{good}\n{{"id": "D2", "A"\n{{"id": "D3", "hla": {{"E": "01:01"}}}}\n')
    report = import_donors(tmp_path / "j", read_json(tmp_path / "d.json"), PLAIN_NAMES, ImportChoices(keep_rest=True))
    assert [(error.number, error.why[:40]) for error in report.errors] == [
        (2, "is not a complete JSON object"),
        (3, "locus 'E' is not known here: write one o"),
    ]
    (tmp_path / "d.hml").write_text('<hml><sample id="D1"><glstring>HLA-A*01:01++</glstring></sample></hml>')
    with pytest.raises(ImportRefusedError, match="1 row is refused and nothing was imported; the first is row 1: HLA"):
        import_donors(tmp_path / "h", read_hml(tmp_path / "d.hml"), PLAIN_NAMES, ImportChoices(keep_rest=True))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("d.csv", "", "is empty"),
        ("d.csv", "name,A,B\n", "has no column id"),
        ("d.csv", "id,sex\n", "has no typings"),
        ("d.csv", "id,A1,A_1\n", "stands twice"),
        ("d.json", '{"donors": [{"id": "D1"}', "is not complete JSON"),
        ("d.json", "[1]x", "is not complete JSON"),
        ("d.hml", "<hml><sample>", "is not complete XML after sample 0"),
        ("d.hml", "<hml/>", "holds no samples"),
    ],
)
def test_a_file_that_is_none_of_its_kind_is_refused_by_name(tmp_path, name, text, why):
    (tmp_path / name).write_text(text)
    read = {"csv": read_csv, "json": read_json, "hml": read_hml}[name[2:]]
    with pytest.raises(ValueError, match=why) as caught:
        import_donors(tmp_path / "registry", read(tmp_path / name), PLAIN_NAMES, ImportChoices())
    assert str(tmp_path / name) in str(caught.value)


def test_text_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "d.csv").write_bytes("id,A,B\nD\xe9,01:01,07:02\n".encode("latin-1"))
    with pytest.raises(ValueError, match="cannot be read as a table"):
        import_donors(tmp_path / "registry", read_csv(tmp_path / "d.csv"), PLAIN_NAMES, ImportChoices())


def test_a_known_id_is_refused_or_renewed_as_chosen(tmp_path):
    folder = tmp_path / "registry"
    fill(folder, GOOD)
    again = [donor("D2", a="03:01+03:01"), donor("D4")]
    with pytest.raises(ImportRefusedError, match='row 2: id "D2" is in the registry already'):
        fill(folder, again)
    report = fill(folder, again, replace_known=True)
    assert (report.added, report.replaced) == (1, 1)
    found = contents(folder)
    assert sorted(found) == ["D1", "D2", "D3", "D4"] and found["D2"]["A"] == "03:01+03:01"


def test_columns_that_are_not_read_are_named_and_rows_take_the_registry_of_the_import(tmp_path):
    report = fill(tmp_path / "registry", [donor("D1", hair="red"), donor("D2", registry="ES")], registry="DE")
    assert report.ignored == ("hair",)
    registry = open_registry(tmp_path / "registry")
    assert registry.manifest.registries == ("", "DE", "ES")
    assert registry.segments[0].columns["registry"].tolist() == [1, 2]


def test_cord_units_and_donors_of_one_file_part(tmp_path):
    rows = [donor("D1"), donor("C1", kind="cord", tnc="1.2e9", cd34="4e6", volume="25", accredited="yes")]
    fill(tmp_path / "registry", rows)
    (donors,), (units,) = (open_registry(tmp_path / "registry").of_kind(kind) for kind in ("adult", "cord"))
    assert (donors.rows, units.rows) == (1, 1)
    assert units.columns["nucleated_cells"][0] == pytest.approx(1.2e9, rel=1e-6)
    assert units.columns["accredited"][0] == 2

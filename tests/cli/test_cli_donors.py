"""``hemograft donors`` as a coordinator runs it: generate, import, search, delete; faults in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft import NOTICE
from hemograft.cli import app
from hemograft.donors.registry.registry import open_registry
from tests.donors.donor_files import donor, table

Command = Callable[..., Result]
PATIENT = "typing: {A: [01:01, 02:01], B: [07:02, 08:01], DRB1: [03:01, 15:01]}\nweight: 20\nsex: male\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, in an empty folder with a data directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEMOGRAFT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "patient.yaml").write_text(PATIENT)
    return lambda *arguments: CliRunner().invoke(app, ["donors", *map(str, arguments)])


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    assert NOTICE in result.stdout
    return result.stdout


def sentence(result: Result, code: int) -> str:
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    *_rows, line = result.stderr.splitlines()
    assert line.startswith("hemograft: ") and "Traceback" not in result.stderr
    return line.removeprefix("hemograft: ")


def test_a_fresh_machine_generates_a_registry_and_searches_it_with_probabilities(run, tmp_path):
    assert "Made-up donors added: 2,000, drawn from made-up" in done(run("generate", 2000))
    assert "Made-up cord blood units added: 500" in done(run("generate", 500, "--cord"))
    registry = open_registry(tmp_path / "data" / "registry")
    typings = registry.typings(registry.segments[0], 11)
    sick = {"id": "P", "typing": {locus: text.split("+") for locus, text in typings.items()}, "weight": "20"}
    (tmp_path / "p.json").write_text(json.dumps(sick))
    said = done(run("search", "p.json", "--mismatches", 1, "--out", "found.json", "--rows", 5))
    rows = json.loads((tmp_path / "found.json").read_text())["donors"]
    assert rows[0]["p0"] == 1.0 and rows[0]["match"] == "10/10"
    assert "A1-0000000012" in [row["id"] for row in rows if row["p0"] == 1.0]
    assert f"Found {len(rows)} of 2,500" in said and "Why " in said and "P(0)" in said
    done(run("delete", "A1-0000000012"))
    again = done(run("search", "p.json", "--mismatches", 1, "--since", "found.json"))
    assert "Since the earlier search: 0 new, 1 gone, 0 changes." in again and "gone: A1-0000000012" in again
    cord = done(run("search", "p.json", "--cord", "nmdp_2019", "--explain", 0))
    assert "Cord blood by profile nmdp_2019: " in cord
    stats = done(run("stats", "--check"))
    assert "Donors: 1,999; cord blood units: 500; segments: 2; deleted: 1" in stats
    assert json.loads(run("stats", "--json").stdout)["notice"] == NOTICE


def test_an_import_reports_bad_rows_by_number_and_writes_them_where_asked(run, tmp_path):
    bad = table([donor("D1"), donor("D2", a="zz"), donor("D3")])
    (tmp_path / "d.csv").write_text(bad)
    refused = run("import", "d.csv", "--errors", "bad.csv")
    assert sentence(refused, 2).startswith(
        "1 row is refused and nothing was imported; the first is row 3: HLA-A typing"
    )
    assert (tmp_path / "bad.csv").read_text().startswith('row,why\n3,"HLA-A typing')
    kept = run("import", "d.csv", "--keep-rest", "--from", "ES")
    assert "Donors added: 2; rows refused: 1; by names as written." in done(kept)
    assert "row 3: HLA-A typing 'zz'" in kept.stderr
    said = done(run("search", "patient.yaml", "--match", "6/6", "--from", "ES"))
    assert "Found 2 of 2" in said and "No probabilities: the registry has no haplotype frequencies" in said


def test_pages_follow_each_other(run, tmp_path):
    (tmp_path / "d.csv").write_text(table([donor(f"D{place}") for place in range(7)]))
    done(run("import", "d.csv"))
    pages = [done(run("search", "patient.yaml", "--match", "6/6", "--rows", 3, "--page", page)) for page in (1, 3, 4)]
    assert "ranks 1 to 3 of 7" in pages[0] and "ranks 7 to 7 of 7" in pages[1] and "no rank 10: there are 7" in pages[2]
    assert "D6" in pages[1] and "D0" not in pages[1]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("search", "patient.yaml"), 1, "there is no registry in"),
        (("stats",), 1, "there is no registry in"),
        (("import", "nothing.csv"), 2, 'there is no file "nothing.csv"'),
        (("import", "patient.yaml"), 2, "its ending does not say the format"),
        (("import", "patient.yaml", "--csv", "--json"), 2, "--csv and --json exclude each other"),
        (("generate", "10", "--fallback", "X"), 2, "--fallback orders the populations of --frequencies"),
        (("search", "patient.yaml", "--out", "x.xlsx"), 2, "the ending says the format"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(run, arguments, code, why):
    assert why in sentence(run(*arguments), code)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("patient.yaml", "--match", "9/9"), "--match '9/9' is not known: choose from 6/6, 8/8, 10/10, 12/12"),
        (("patient.yaml", "--at", "A"), "--at 'A': write a locus and a number"),
        (("patient.yaml", "--tce", "x=y"), "--tce 'x=y': write an allele and its group, as in DPB1*04:01=3"),
        (("patient.yaml", "--match", "6/6", "--tce", "DPB1*04:01=9"), "of DPB1*04:01 is 9: it must be 1, 2 or 3"),
        (("patient.yaml", "--cord", "x"), "cord profile 'x' is not known"),
        (("patient.yaml", "--mismatches", "11"), "mismatches 11 is outside 0 to 10"),
        (("patient.yaml", "--since", "d.csv", "--match", "6/6"), "holds no results of a search"),
        (("none.yaml",), 'file "none.yaml" cannot be read'),
        (("patient.yaml", "--from", "FR"), "registry 'FR' is not in this registry"),
    ],
)
def test_a_search_that_makes_no_sense_is_told_in_one_sentence(run, tmp_path, arguments, why):
    (tmp_path / "d.csv").write_text("name\nx\n")
    (tmp_path / "good.csv").write_text(table([donor("D1")]))
    done(run("import", "good.csv"))
    result = run("search", *arguments)
    assert result.exit_code == 2 and why in result.stderr and "Traceback" not in result.output


def test_deleting_nobody_is_an_error_and_a_wrong_id_among_good_ones_is_told(run, tmp_path):
    (tmp_path / "d.csv").write_text(table([donor("D1"), donor("D2")]))
    done(run("import", "d.csv"))
    assert 'has the id "D9"; nothing was deleted' in sentence(run("delete", "D9"), 2)
    some = run("delete", "D1", "D9")
    assert "Donors deleted: 1." in done(some) and 'nobody has the id "D9"' in some.stderr


def test_without_the_extra_the_remedy_is_told(run, monkeypatch):
    monkeypatch.setattr("hemograft.cli.donors.find_spec", lambda name: None if name == "pyarrow" else name)
    assert "needs pyarrow; install it with: pip install 'hemograft[donors]'" in sentence(run("stats"), 1)


def test_a_typing_is_imputed_with_all_its_pairs_of_haplotypes(run, tmp_path):
    haplotypes = ["A*01:01~B*08:01~DRB1*03:01,0.3", "A*02:01~B*07:02~DRB1*15:01,0.2"]
    haplotypes += ["A*01:01~B*07:02~DRB1*03:01,0.1", "A*02:01~B*08:01~DRB1*15:01,0.05"]
    (tmp_path / "known.csv").write_text("\n".join(["hap,freq", *haplotypes, ""]))
    said = done(run("impute", "patient.yaml", "--frequencies", "known.csv", "--rows", 1, "--out", "all.csv"))
    # 2 x 0.3 x 0.2 against 2 x 0.1 x 0.05
    assert "2 pairs of haplotypes of known explain the typing, which one person in 8 has." in said
    assert " 92.3077 %  A*02:01~B*07:02~DRB1*15:01  A*01:01~B*08:01~DRB1*03:01\n" in said and "in 1 more" in said
    header, *rows = (tmp_path / "all.csv").read_text().splitlines()
    assert header == "haplotype_1,haplotype_2,probability" and len(rows) == 2
    assert sum(float(row.rpartition(",")[2]) for row in rows) == pytest.approx(1.0, abs=1e-12)


def test_what_cannot_be_imputed_is_told(run, tmp_path):
    assert "there are no haplotype frequencies: give some" in sentence(run("impute", "patient.yaml"), 2)
    (tmp_path / "known.csv").write_text("hap,freq\nA*01:01~B*08:01~DRB1*03:01,0.3\n")
    why = sentence(run("impute", "patient.yaml", "--frequencies", "known.csv"), 2)
    assert why == "patient cannot be imputed with known: an allele that the frequencies do not have at A, B, DRB1"

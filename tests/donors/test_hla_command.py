"""``hemograft hla`` as a user runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft import NOTICE
from hemograft.cli.hla import hla
from tests.donors.tiny_release import write_release


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HEMOGRAFT_DATA", str(tmp_path / "data"))

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(hla, [str(argument) for argument in arguments])

    return invoke


def test_import_list_use_and_show(run, tmp_path: Path) -> None:
    assert "names are compared as they are" in run("list").stdout
    first = run("import", write_release(tmp_path / "a"))
    assert first.exit_code == 0
    assert "imported as 3.58.0+" in first.stdout
    assert "It is in use." in first.stdout
    second = run("import", write_release(tmp_path / "b", "3.57.0"))
    assert "In use: 3.58.0+" in second.stdout
    assert run("use", "3.57.0").stdout.startswith("In use: 3.57.0+")
    listed = run("list").stdout.splitlines()
    assert [line[:8] for line in listed] == ["* 3.57.0", "  3.58.0", "* in use"]
    shown = run("show", "--release", "3.58.0", "A*01:01", "B7", "DPB1*18:01", "A*01:11N").stdout
    for part in (
        "P groups: A*01:01P\n",
        "antigens: B7\n",
        "epitope groups: 3$\n",
        "  not expressed\n",
        "leaders: M, T\n",
        NOTICE,
    ):
        assert part in shown
    assert "55 alleles" not in run("show").stdout.splitlines()[0]
    assert "alleles: A " in run("show").stdout


def test_import_and_use_at_once(run, tmp_path: Path) -> None:
    run("import", write_release(tmp_path / "a"))
    assert "It is in use." in run("import", "--use", write_release(tmp_path / "b", "3.57.0")).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["import"], 2, "give one of DIR, --download VERSION and --codes FILE"),
        (["import", "nowhere"], 2, '"nowhere" does not exist; give the folder or archive'),
        (["import", "x", "--download", "3.58.0"], 2, "give one of DIR"),
        (["import", "--download", "newest"], 2, "write a version like 3.58.0"),
        (["use", "3.58.0"], 2, "no IPD-IMGT/HLA release is imported; import one"),
        (["show"], 2, "no IPD-IMGT/HLA release is imported"),
    ],
)
def test_mistakes_end_in_one_sentence(run, arguments: list[str], code: int, says: str) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unknown_name_is_said_so(run, tmp_path: Path) -> None:
    run("import", write_release(tmp_path / "a"))
    done = run("show", "A*01:999")
    assert done.exit_code == 2
    assert done.stderr == (
        "hemograft: HLA-A typing 'A*01:999': IPD-IMGT/HLA 3.58.0 does not know it; "
        "correct the name, or import the release it is from\n"
    )

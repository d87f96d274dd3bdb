"""``hemograft hla`` as a user runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hemograft import NOTICE
from hemograft.cli.hla import hla
from hemograft.donors.frequencies.made_up import made_up_haplotypes
from hemograft.donors.frequencies.read import read_frequencies
from hemograft.donors.probability import estimation
from hemograft.donors.registry.importing import ImportChoices, import_donors
from hemograft.donors.registry.registry import delete_donors
from hemograft.donors.registry.synthetic import synthetic_donors
from hemograft.donors.typing.plain_names import PLAIN_NAMES
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


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand people drawn from 40 haplotypes, one of them deleted."""
    folder = tmp_path_factory.mktemp("frequencies") / "registry"
    import_donors(folder, synthetic_donors(made_up_haplotypes(4, 40), 1000, seed=1), PLAIN_NAMES, ImportChoices())
    delete_donors(folder, ["A1-0000000001"])
    return folder


@pytest.mark.parametrize("name", ["found.hfx", "found.json"])
def test_frequencies_of_a_registry_come_back_from_the_file(run, tmp_path: Path, registry: Path, name: str) -> None:
    done = run("frequencies", "--registry", registry, "--out", tmp_path / name, "--population", "made-up")
    assert done.exit_code == 0, done.output
    assert " from 999 people, " in done.stdout and "rounds, converged." in done.stdout and NOTICE in done.stdout
    (found,) = read_frequencies(tmp_path / name)
    assert (found.population, found.nomenclature) == ("made-up", "IPD-IMGT/HLA names as written")
    truth = made_up_haplotypes(4, 40)
    known = {truth.haplotype(row): value for row, value in enumerate(truth.frequency)}
    assert found.frequency.sum() == pytest.approx(1.0, abs=1e-3)
    shared = [(known.get(found.haplotype(row), 0.0), value) for row, value in enumerate(found.frequency)]
    assert sum(abs(one - other) for one, other in shared) / 2 < 0.1


def test_an_interrupted_estimation_leaves_nothing(
    run, tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, rounds = estimation._expected_copies, iter(range(3))

    def interrupted(*arguments):
        if next(rounds, None) is None:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(estimation, "_expected_copies", interrupted)
    done = run("frequencies", "--registry", registry, "--out", tmp_path / "f.json")
    assert (done.exit_code, done.stderr) == (130, "Stopped; nothing was written.\n")
    assert not list(tmp_path.glob("f*"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--out", "f.csv"], 2, "--out f.csv: the ending says the format, write .hfx or .json"),
        (["--out", "f.hfx", "--loci", "A,X"], 2, "--loci 'X' is not known: choose from A, C, B"),
        (["--out", "f.hfx", "--loci", ","], 2, "--loci is empty"),
        (["--out", "f.hfx", "--population", "z"], 2, "population 'z' is not in this registry: choose from made-up"),
        (["--out", "f.hfx", "--loci", "DPB1"], 2, "none of the 999 people of registry is typed closely enough at DPB1"),
        (["--out", "none/f.hfx"], 2, "does not exist; make it first"),
    ],
)
def test_an_estimation_that_makes_no_sense_is_told(
    run, registry: Path, arguments: list[str], code: int, says: str
) -> None:
    done = run("frequencies", "--registry", registry, *arguments)
    assert (done.exit_code, done.stderr.count("\n")) == (code, 1)
    assert says in done.stderr

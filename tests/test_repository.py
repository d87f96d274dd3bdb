"""The repository keeps its own rules: one-way imports, short files, documented modules, the notice."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import hemograft

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "hemograft"
TARGETS = ("help", "plan", "test", "lint", "verdicts", "validate", "bench", "docs", "calibrate", "clean")
FOLDERS = ("src", "tests", "benchmarks", "tools")
LONGEST = 400  # lines

# A file may be longer than the limit for a reason written here: {"path from the root": "reason"}.
LONG_FOR_A_REASON: dict[str, str] = {}


def python_files() -> list[Path]:
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]


def lint_imports(folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package under `source` with the contracts of `folder`/pyproject.toml."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
    )


def test_rooms_import_one_way() -> None:
    result = lint_imports(ROOT, PACKAGE.parent)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("evidence", "cli"),
        ("therapies", "thrombocytopenia"),
        ("donors", "hematopoiesis"),
        ("attic", "evidence"),  # a room that has no place in the order
    ],
)
def test_an_import_against_the_flow_is_caught(tmp_path: Path, importer: str, imported: str) -> None:
    package = tmp_path / "hemograft"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / f"{imported}.py").touch()
    (package / f"{importer}.py").write_text(f"import hemograft.{imported}\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    result = lint_imports(tmp_path, tmp_path)
    assert result.returncode == 1
    assert f"hemograft.{importer}" in result.stdout


def test_files_are_short() -> None:
    long = {path for path in python_files() if len(path.read_text("utf-8").splitlines()) > LONGEST}
    assert long == {ROOT / path for path in LONG_FOR_A_REASON}


def test_public_modules_have_a_docstring() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if not re.match(r"_[^_]", path.name)]
    assert PACKAGE / "__init__.py" in modules
    assert [path for path in modules if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_its_targets(target: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(["make", "--dry-run", target], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_the_readme_states_the_intended_use() -> None:
    assert hemograft.NOTICE in (ROOT / "README.md").read_text("utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == hemograft.__version__
    assert f"## [{hemograft.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")

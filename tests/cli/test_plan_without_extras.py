"""`hemograft plan` needs nothing of the optional extras: each of their libraries is made impossible to import."""

import subprocess
import sys
import tomllib
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OPTIONAL = ("cma", "distributed", "libsbml", "numba", "platformdirs", "pyarrow", "statsmodels", "sympy")
WITHOUT = f"""
import sys
for name in {OPTIONAL!r}:
    sys.modules[name] = None
from hemograft.cli import main
main()
"""


def test_a_plan_with_a_graft_runs_on_the_core_alone(tmp_path):
    page = tmp_path / "plan.html"
    command = [
        sys.executable,
        "-c",
        WITHOUT,
        "plan",
        str(EXAMPLES / "severe_aplastic_anemia.yaml"),
        *("--strategies", "transplant_sister", "--patients", "8", "--days", "30", "--out", str(page)),
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "Transplant sister" in page.read_text("utf-8")


def test_the_libraries_of_the_extras_are_those_made_impossible():
    """A library that is new in an extra must be added above."""
    project = tomllib.loads((EXAMPLES.parent / "pyproject.toml").read_text("utf-8"))["project"]
    names = {"cma": "cma", "python-libsbml": "libsbml"}
    required = {
        item.partition(">")[0]
        for extra, items in project["optional-dependencies"].items()
        if extra != "dev"
        for item in items
        if not item.startswith("hemograft")
    }
    assert {names.get(item, item) for item in required} == set(OPTIONAL)

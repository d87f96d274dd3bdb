"""``hemograft plan --donors``: a search of the registry becomes strategies of the plan."""

from pathlib import Path

import pytest

from hemograft.donors.registry.registry import open_registry
from tests.cli.conftest import EXAMPLES, Run
from tests.donors.donor_files import donor, fill

CASE = EXAMPLES / "severe_aplastic_anemia.yaml"
SMALL = ("--patients", "8", "--days", "30")


def test_found_donors_are_rows_of_the_plan(hemograft: Run, tmp_path: Path) -> None:
    unit = {"kind": "cord", "nucleated_cells": "9e9", "cd34_cells": "4e7", "C": "05:01+07:02"}
    typed = {"a": "02:01+24:02", "b": "07:02+44:02", "drb1": "04:01+15:01"}
    other = typed | {"a": "02:01+03:01"}
    fill(tmp_path / "registry", [donor("D1", **typed), donor("D2", **other), donor("U1", **typed, **unit)])
    assert open_registry(tmp_path / "registry").donors == 3
    done = hemograft("plan", CASE, *SMALL, "--donors", "1", "--registry", "registry")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Transplant D1. Matched unrelated 10/10, bone marrow" in said
    assert "Transplant U1. Cord blood 8/8, cord blood" in said
    assert "Transplant D2" not in said
    assert "Donors found among 3 of the registry, change 1; none was asked yet." in said


@pytest.mark.parametrize(
    ("case", "arguments", "code", "why"),
    [
        (
            "typed",
            ("--registry", "nowhere"),
            1,
            'there is no registry in "nowhere": import donors or generate some first',
        ),
        ("untyped", ("--registry", "registry"), 2, "hla is missing: a donor search needs the patient's typing"),
        ("typed", ("--registry", "registry"), 2, "nobody of the 1 in the registry is a donor for this patient"),
    ],
)
def test_what_is_missing_is_told_in_one_sentence(
    hemograft: Run, tmp_path: Path, case: str, arguments: tuple[str, ...], code: int, why: str
) -> None:
    fill(tmp_path / "registry", [donor("D1", a="33:01+34:02", b="58:01+59:01")])
    text = CASE.read_text("utf-8")
    (tmp_path / "untyped.yaml").write_text(text[: text.index("hla:")], "utf-8")
    done = hemograft("plan", CASE if case == "typed" else "untyped.yaml", *SMALL, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert why in done.stderr and done.stderr.count("\n") == 1

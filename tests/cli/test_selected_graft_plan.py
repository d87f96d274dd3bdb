"""``hemograft plan`` of a case with a CD34+ selected graft and a donor whom the patient has antibodies against."""

from pathlib import Path

from tests.cli.conftest import Run

CASE = """
age: 46
weight: 68
diagnosis: acute_leukemia
counts:
  - {date: 2026-03-24, platelets: 90 10^9/L, neutrophils: 1.6 10^9/L, hemoglobin: 9.5 g/dL}
antibodies:
  - {against: "A*24:02", mfi: 9500}
donors:
  - {label: brother, relation: matched_sibling, source: mobilized_blood, cd34_per_kg: 6e6,
     prophylaxis: cd34_selection, t_cells_per_kg: 4e4}
  - {label: stranger, relation: mismatched_unrelated, match: 9/10, source: mobilized_blood, cd34_per_kg: 6e6,
     details: {hla: {A: ["02:01", "24:02"]}}}
"""


def test_the_table_and_the_page_name_the_selection_and_the_antibody(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    done = hemograft("plan", "case.yaml", "--patients", "8", "--days", "30", "--out", "plan.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert ", CD34+ selected." in " ".join(done.stdout.split())
    page = " ".join((tmp_path / "plan.html").read_text("utf-8").split())
    for said in ("4e+04 CD3+ cells/kg", "antibodies against HLA of this donor (A*24:02)"):
        assert said in page


def test_a_dose_that_no_selected_graft_has_ends_with_one_sentence(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.replace("4e4", "2e8"), encoding="utf-8")
    done = hemograft("plan", "case.yaml", "--patients", "8", "--days", "30")
    assert done.returncode == 2
    assert "t_cells_per_kg 2e+08 does not go with prophylaxis cd34_selection" in " ".join(done.stderr.split())

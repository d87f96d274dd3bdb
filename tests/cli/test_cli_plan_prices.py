"""``hemograft plan --prices`` and ``hemograft schema prices`` from a shell."""

import json
from pathlib import Path

from tests.cli.conftest import EXAMPLES, Run

PRICES = EXAMPLES / "prices" / "us_illustration.yaml"
SMALL = ("--patients", "8", "--days", "30", "--workers", "1")
APLASIA = (EXAMPLES / "severe_aplastic_anemia.yaml", *SMALL, "--strategies", "observation,transplant sister")


def test_a_plan_with_prices_has_costs_on_the_terminal_and_the_page(hemograft: Run, tmp_path: Path) -> None:
    done = hemograft("plan", *APLASIA, "--prices", PRICES, "--out", "plan.html", columns=140)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "Cost of care, USD of 2018" in said
    assert "cheapest" in said
    assert "Net benefit: the years at 100,000 each" in said
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert 'id="cost-effectiveness"' in page
    assert "Transplantation, bone marrow" in page
    assert "prices_sha256" in page


def test_a_plan_without_prices_has_none(hemograft: Run, tmp_path: Path) -> None:
    done = hemograft("plan", *APLASIA, "--out", "plan.html")
    assert done.returncode == 0
    assert "Cost" not in done.stdout
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert "cost-effectiveness" not in page
    assert "prices_sha256" not in page


def test_unpriced_resources_are_named(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("currency: EUR\nprice_year: 2024\nplatelet_unit: 400\n", "utf-8")
    done = hemograft("plan", *APLASIA, "--prices", "mine.yaml")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "Unpriced, counted as 0:" in said
    assert "Transplantation, bone marrow" in said
    assert "Net benefit" not in said


def test_a_bad_price_list_ends_before_the_simulation(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("currency: EUR\nprice_year: 2024\nplatelet_unit: -1\n", "utf-8")
    done = hemograft("plan", *APLASIA, "--prices", "mine.yaml", "--out", "plan.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'hemograft: "mine.yaml": platelet_unit is -1: write a number of at least 0 (price of one unit in the currency'
        " of the list).\n"
    )
    assert not (tmp_path / "plan.html").exists()
    missing = hemograft("plan", *APLASIA, "--prices", "nowhere.yaml")
    assert missing.returncode == 2
    assert "nowhere.yaml" in missing.stderr


def test_a_diagnosis_without_predicted_survival_says_so(hemograft: Run) -> None:
    done = hemograft("plan", EXAMPLES / "cirrhosis_with_hypersplenism.yaml", *SMALL, "--prices", PRICES)
    assert done.returncode == 0
    assert "No strategy has a cost" in done.stdout


def test_the_schema_of_a_price_list_is_printed(hemograft: Run) -> None:
    done = hemograft("schema", "prices")
    assert done.returncode == 0
    assert {"currency", "price_year", "drugs"} <= set(json.loads(done.stdout)["properties"])

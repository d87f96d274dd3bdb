"""``hemograft plan`` as a physician runs it: from the case file to the table and the page."""

import re
from pathlib import Path

import pytest

from hemograft import NOTICE
from hemograft.planning.case_file import read_case
from hemograft.planning.strategies import strategies_for
from hemograft.reports.comparison import strategy_title
from tests.cli.conftest import EXAMPLES, Run

SMALL = ("--patients", "8", "--days", "30")
CASES = sorted(EXAMPLES.glob("*.yaml"))


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_example_gives_a_table_and_a_page(hemograft: Run, tmp_path: Path, case: Path) -> None:
    done = hemograft("plan", case, *SMALL, "--out", "plan.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(NOTICE)
    assert "8 virtual patients a strategy, 30 days" in done.stdout
    assert done.stdout.endswith("Page: plan.html\n")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.html"]
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert NOTICE in page
    for strategy in strategies_for(read_case(case)):
        title = strategy_title(strategy.name)
        assert f"{title}. {in_one_line(strategy.description)}" in in_one_line(done.stdout)
        assert title in page
    # nothing is fetched
    assert not re.search(r"<(script|img|iframe|link|source)\b[^>]*\b(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", page.split("<script", 1)[0])


def test_every_strategy_has_a_row_with_all_columns(hemograft: Run) -> None:
    done = hemograft("plan", EXAMPLES / "severe_aplastic_anemia.yaml", *SMALL)
    above, below = done.stdout.split("─" * 20, 1)
    heading, table = above.splitlines()[-6:], below.split("8 virtual patients")[0].splitlines()
    assert in_one_line(heading[-1]).endswith("cells")
    firsts = [line for line in table if re.match(r"(Observation|Platelet|Transplant)\b", line)]
    assert len(firsts) == 5
    assert all(len(line) <= 100 for line in table)
    observation, *_, cord = firsts
    assert observation.split()[-1] == "–"
    assert re.search(r"\d+ %$", cord.rstrip())


def test_a_narrow_terminal_keeps_every_strategy_and_cuts_no_number(hemograft: Run) -> None:
    done = hemograft("plan", EXAMPLES / "severe_aplastic_anemia.yaml", "--patients", "8", "--days", "100", columns=80)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    table = done.stdout.split("8 virtual patients")[0]
    assert "…" not in table
    titles = ("Strategy", "Observation", "Platelet", "Transplant", "Transplant", "Transplant")
    assert tuple(re.findall(r"^(Strategy|Observation|Platelet|Transplant)\b", table, re.MULTILINE)) == titles


def test_chosen_strategies_are_the_only_ones(hemograft: Run) -> None:
    done = hemograft(
        "plan", EXAMPLES / "immune_thrombocytopenia.yaml", *SMALL, "--strategies", "platelet transfusion, romiplostim"
    )
    assert done.returncode == 0
    assert "Romiplostim. Weekly" in done.stdout
    assert "Platelet transfusion. One" in done.stdout
    assert "Observation" not in done.stdout
    assert "Eltrombopag" not in done.stdout


def test_outcomes_are_followed_as_long_as_asked(hemograft: Run, tmp_path: Path) -> None:
    options = ("--follow-up", "2", "--strategies", "observation,transplant sister", "--out", "plan.html")
    done = hemograft("plan", EXAMPLES / "severe_aplastic_anemia.yaml", *SMALL, *options)
    assert (done.returncode, done.stderr) == (0, "")
    said = in_one_line(done.stdout)
    assert "Survival and causes of death" in said
    assert "within 2 years Transplant sister" in said
    assert "5 years" not in said
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert "what became of them is followed for 2 years" in page
    assert 'aria-label="States, Transplant sister: after 100 days' in page


def test_the_page_says_how_to_repeat_the_run(hemograft: Run, tmp_path: Path) -> None:
    pages: list[str] = []
    for workers in ("1", "2"):
        options = ("--seed", "3", "--workers", workers, "--strategies", "observation", "--out", "plan.html")
        assert hemograft("plan", CASES[1], "--patients", "72", "--days", "14", *options).returncode == 0
        pages.append((tmp_path / "plan.html").read_text("utf-8"))
    assert pages[0] == pages[1]
    assert read_case(CASES[1]).case_sha256 in pages[0]


def test_a_real_patient_straight_from_the_laboratory_export(hemograft: Run, shared: Path) -> None:
    done = hemograft(
        "plan", "--labs", shared / "data" / "mimic3-demo", "--diagnosis", "immune_thrombocytopenia", *SMALL
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Warning: Subject " in done.stdout
    assert "Romiplostim" in done.stdout


def test_counts_from_a_table_replace_those_of_the_case(hemograft: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text("TIME,DV,AMT,EVID,CMT\n0,40,.,0,platelets\n2,30,.,0,platelets\n")
    done = hemograft(
        "plan",
        EXAMPLES / "wiskott_aldrich_syndrome.yaml",
        "--labs",
        "counts.csv",
        *SMALL,
        "--strategies",
        "observation",
    )
    assert done.returncode == 0, done.stderr
    assert "35x10^9/L, median of 2 readings" in done.stdout

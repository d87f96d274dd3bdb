"""Outcomes in words, on the console and the page."""

from io import StringIO

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from hemograft.outcomes.composite_endpoints import COMPOSITES
from hemograft.outcomes.history import CauseOfDeath
from hemograft.reports.bundle import PlanReport
from hemograft.reports.console import print_plan
from hemograft.reports.outcome_comparison import (
    CAUSES,
    ENDS,
    graft_measures,
    grafts,
    horizon_words,
    largest_error,
    survival_measures,
)
from hemograft.reports.outcome_summary import DEATHS, OUTCOMES
from hemograft.reports.page import render_page
from hemograft.reports.summary import summarize


@pytest.mark.parametrize(
    ("day", "words"),
    [(100, "100 days"), (365, "1 year"), (730, "2 years"), (1826, "5 years"), (3652, "10 years"), (500, "500 days")],
)
def test_horizons_in_words(day: int, words: str) -> None:
    assert horizon_words(day) == words


def test_every_end_and_cause_is_an_outcome() -> None:
    assert set(ENDS) < set(OUTCOMES)
    assert set(CAUSES) == set(DEATHS)
    assert len(DEATHS) == len(CauseOfDeath) - 1


def test_survival_years_and_causes(followed: xr.Dataset) -> None:
    summary = summarize(followed)
    told = {measure.heading: measure.cells for measure in survival_measures(summary)}
    assert list(told) == ["100 days", "1 year", "2 years", "years of 2", "the disease", "infection"]
    observation, transplant = told["2 years"]
    assert observation.value == "–"
    assert (transplant.value, transplant.spread, transplant.share) == ("50 %", "± 8", 0.5)
    assert told["years of 2"][1].value == "1.1"
    assert grafts(summary) == ["transplant_1"]
    assert largest_error(summary) == pytest.approx(0.079, abs=0.001)


def test_the_same_ends_stand_at_every_horizon(followed: xr.Dataset) -> None:
    summary = summarize(followed)
    ends = [graft_measures(summary, day) for day in (100, 365, 730)]
    assert len({tuple(measure.heading for measure in by_then) for by_then in ends}) == 1
    grfs = [measure.cells[1].value for by_then in ends for measure in by_then if measure.heading == "GRFS"]
    assert grfs == ["75 %", "40 %", "40 %"]
    assert [by_then[0].cells[1].value for by_then in ends] == ["100 %", "100 %", "–"]


def test_poor_graft_function_and_cytomegalovirus_are_told(bundle: PlanReport, followed: xr.Dataset) -> None:
    patient = np.arange(40)
    told = followed.copy()
    for name, ill in (("poor_graft_function", patient >= 38), ("cytomegalovirus", patient >= 20)):
        told[name] = told[name].copy(data=np.stack([np.full(40, np.nan), np.where(ill, 60.0, np.inf)]))
    summary = summarize(told)
    measures = {(measure.group, measure.heading): measure.cells for measure in graft_measures(summary, 100)}
    assert [cell.value for cell in measures["Graft function", "poor"]] == ["–", "5 %"]
    assert [cell.value for cell in measures["Infection", "CMV"]] == ["–", "50 %"]
    page = render_page(bundle, told)
    assert '<th scope="colgroup" colspan="1">Graft function</th>' in page
    assert "Poor graft function: low counts from the donor" in page
    text = StringIO()
    print_plan(bundle, told, Console(file=text, width=140, force_terminal=False))
    rows = [line.split()[-4:] for line in text.getvalue().splitlines() if line.startswith("Transplant 1 ")]
    assert rows[-3:] == [["5", "%", "50", "%"]] * 3, "last of the row, by each of three times"


def test_what_the_composite_end_leaves_out_is_said(bundle: PlanReport, followed: xr.Dataset) -> None:
    """In aplastic anemia others count the loss of the graft."""
    assert "graft_failure" not in COMPOSITES["gvhd_free_relapse_free_survival"]
    assert "the loss of the graft does not end it here" in render_page(bundle, followed)


def test_without_outcomes_there_are_no_measures(result: xr.Dataset) -> None:
    summary = summarize(result)
    assert survival_measures(summary) == ()
    assert graft_measures(summary, 365) == ()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_the_console_shows_both_tables_in_its_width(bundle: PlanReport, followed: xr.Dataset, width: int) -> None:
    text = StringIO()
    print_plan(bundle, followed, Console(file=text, width=width, force_terminal=False))
    lines = text.getvalue().splitlines()
    assert max(len(line.rstrip()) for line in lines) <= width
    assert "…" not in text.getvalue()
    words = " ".join(text.getvalue().split())
    survival = words[words.index("Survival and causes of death") :]
    assert "Transplant 1 75 % 75 % 50 % 1.1" in survival
    befalls = survival[survival.index("What befalls the recipients of a graft") :]
    assert "within 100 days Transplant 1 100 % 100 % 100 % 5 % 10 %" in befalls
    assert "Monte Carlo standard error at most 8 %." in befalls
    assert "Whoever dies has no counts" in words


def test_the_console_says_nothing_of_what_is_not_there(bundle: PlanReport, result: xr.Dataset) -> None:
    text = StringIO()
    print_plan(bundle, result, Console(file=text, width=100, force_terminal=False))
    assert "causes of death" not in text.getvalue()
    assert "Whoever dies" not in text.getvalue()


def test_the_page_has_tables_pictures_and_their_meaning(bundle: PlanReport, followed: xr.Dataset) -> None:
    page = render_page(bundle, followed)
    for said in (
        "what became of them is followed for 2 years",
        "<caption>Survival and causes of death, from the start of the plan</caption>",
        "<caption>What befalls the recipients of a graft, by each time from the start of the plan</caption>",
        '<th scope="rowgroup" colspan="15">Within 2 years</th>',
        'id="survival"',
        'id="states-0"',
        "alive without these",
        "death competes with every other event",
    ):
        assert said in page
    assert page.count('role="img" aria-label="States, Transplant 1: after 100 days') == 1


def test_a_page_without_outcomes_has_no_such_section(bundle: PlanReport, result: xr.Dataset) -> None:
    page = render_page(bundle, result)
    for key in ('id="outcomes"', 'id="survival"', 'id="states-0"', "Whoever dies"):
        assert key not in page

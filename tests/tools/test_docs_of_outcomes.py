"""The page on outcomes: never stale, its laws those that the program runs, and no number left out."""

import re
from inspect import getsource
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sympy

from hemograft.evidence import Provenance, number, records
from hemograft.outcomes import (
    background_mortality,
    bleeding_fatality,
    marrow_suppression,
    mortality,
    transplant_timeline,
)
from hemograft.outcomes.background_mortality import background_hazard
from hemograft.outcomes.composite_endpoints import COMPOSITES
from hemograft.outcomes.hazard_ratios import EFFECTS
from hemograft.outcomes.onset_law import OnsetLaw, onset_law
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.population.individuals import draw_individuals
from hemograft.therapies import graft_failure, second_transplantation
from hemograft.therapies.transplantation import Conditioning, GraftSource
from tools.docs import outcomes_laws as laws
from tools.docs.outcomes import EVENTS, law_events, outcome_content, outcome_records, provenance_table
from tools.docs.pages import outcomes_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
LAW_RECORDS = {f"outcomes.{event}.{part}" for event in law_events() for part in ("incidence", "median_day", "log_sd")}
READ = (
    mortality,
    bleeding_fatality,
    transplant_timeline,
    marrow_suppression,
    background_mortality,
    graft_failure,
    second_transplantation,
)
INCIDENCE, MEDIAN_DAY, SPREAD = 0.4, 90.0, 0.7
LAW = OnsetLaw(-np.log1p(-INCIDENCE), MEDIAN_DAY, SPREAD)


@pytest.fixture(scope="module")
def page() -> str:
    return outcomes_page(records())


def value_of(expression: Any, **values: float) -> float:
    """A printed law at numbers, by the name of its symbol in `outcomes_laws`."""
    found = expression.subs({laws.TOTAL: laws.total_hazard()})
    found = found.subs({getattr(laws, name): value for name, value in values.items()})
    found = found.replace(laws.Normal, lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2)
    return float(found.replace(laws.Quantile, lambda share: sympy.sqrt(2) * sympy.erfinv(2 * share - 1)))


def test_the_page_in_the_repository_is_the_generated_one(page: str) -> None:
    assert (DOCS / "outcomes.md").read_text("utf-8") == page, "run make docs"


@pytest.mark.parametrize("day", [20.0, 60.0, 400.0])
def test_the_printed_hazard_is_the_computed_one_and_its_inverse_the_day(day: float) -> None:
    shape = {"INCIDENCE": INCIDENCE, "MEDIAN_DAY": MEDIAN_DAY, "SPREAD": SPREAD}
    hazard = float(LAW.cumulative_hazard(day))
    assert value_of(laws.cumulative_hazard(), DAY=day, **shape) == pytest.approx(hazard, rel=1e-9)
    assert value_of(laws.hazard_to_day(), HAZARD=hazard, **shape) == pytest.approx(day, rel=1e-9)
    assert float(LAW.day(hazard)) == pytest.approx(day, rel=1e-9)


def test_the_printed_change_of_hazard_gives_the_computed_day() -> None:
    ratio, changed_from, change, luck = 1.7, 50.0, 0.6, 0.5
    computed = LAW.first_day(np.array([luck]), ratio, changed_from, change)[0]
    assert computed > changed_from
    before = sympy.Symbol("before")
    needed = laws.hazard_needed_after_change()
    (quantity,) = (symbol for symbol in needed.free_symbols if symbol.name == r"\Lambda(u)")
    needed = needed.subs({quantity: before}).subs({before: float(LAW.cumulative_hazard(changed_from))})
    hazard = value_of(needed, LUCK=luck, RATIO=ratio, CHANGE=change)
    assert float(LAW.day(hazard)) == pytest.approx(computed, rel=1e-9)


def test_the_printed_incidence_severity_and_duration_are_the_computed_ones() -> None:
    ratio = 1.6
    assert value_of(laws.incidence(), INCIDENCE=INCIDENCE, RATIO=ratio) == pytest.approx(-np.expm1(-ratio * LAW.total))
    odds = 0.33 / 0.67 * ratio
    assert value_of(laws.severe_share(), SHARE=0.33, RATIO=ratio) == pytest.approx(odds / (1.0 + odds))
    assert value_of(laws.duration(), DURATION=40.0, LUCK=np.log(2.0)) == pytest.approx(40.0)


def test_the_printed_death_of_everything_else_is_the_computed_one() -> None:
    rates, slopes = (
        records()[f"outcomes.background_mortality.{name}_by_sex"].value for name in ("rate_at_50", "slope")
    )
    assert isinstance(rates, tuple) and isinstance(slopes, tuple)
    printed = value_of(laws.background_hazard(), RATE_AT_50=rates[1], SLOPE=slopes[1], AGE=71.0)
    assert printed == pytest.approx(float(background_hazard(71.0, 0.0)), rel=1e-9)


def test_the_table_of_laws_holds_what_the_program_reads(page: str) -> None:
    for event in law_events():
        row = next(line for line in page.splitlines() if f"(`{event}`)" in line)
        law = onset_law(event, number)
        share, median_day, spread = (float(cell.split(" (")[0]) for cell in row.split(" | ")[1:4])
        assert (-np.log1p(-share), median_day, spread) == pytest.approx((law.total, law.median_day, law.log_sd))


def test_every_ratio_stands_under_its_event_with_value_and_source(page: str) -> None:
    sections = {part.partition("\n")[0]: part.partition("\n## ")[0] for part in page.split("\n### On ")[1:]}
    assert {effect.event for effect in EFFECTS} <= set(EVENTS)
    for effect in EFFECTS:
        rows = [line for line in sections[EVENTS[effect.event]].splitlines() if f"`{effect.record}`" in line]
        assert len(rows) == 1
        assert float(rows[0].split(" | ")[0].removeprefix("| ")) == pytest.approx(number(effect.record), rel=1e-5)


@pytest.mark.parametrize("module", READ, ids=lambda module: module.__name__)
def test_every_record_that_outcomes_read_stands_on_the_page(page: str, module: ModuleType) -> None:
    named = {name for name in re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"', getsource(module)) if name in records()}
    assert named
    # the day on which early toxicity ends belongs to the blood model
    missing = {name for name in named if f"`{name}`" not in page} - {"conditioning.allogeneic_progenitor_death_days"}
    assert missing <= LAW_RECORDS


def test_every_record_that_draws_a_timeline_stands_on_the_page(page: str) -> None:
    """Also those whose names the program puts together."""
    read: set[str] = set()

    def numbers(name: str) -> float:
        read.add(name)
        return number(name)

    people = draw_individuals(1, range(3))
    graft = GraftRisk("cord_blood", GraftSource.CORD_BLOOD, Conditioning.REDUCED_INTENSITY)
    transplant_timeline.transplant_timeline(people, Recipient(40.0), graft, 7.0, np.zeros(3, dtype=bool), numbers)
    assert len(read) > 40
    assert {name for name in read if f"`{name}`" not in page} == LAW_RECORDS


def test_no_number_stands_in_two_tables_and_all_are_counted() -> None:
    grouped = outcome_records(records())
    names = [item.id for items in grouped.values() for item in items]
    assert sorted(names) == sorted(set(names))
    last = provenance_table(grouped).splitlines()[-1]
    *by_word, total = (int(cell) for cell in re.findall(r"\d+", last))
    assert len(by_word) == len(Provenance)
    assert sum(by_word) == total == len(names)


def test_a_changed_record_shows_up() -> None:
    known = dict(records())
    for name, value in (("outcomes.infection.fatality", 0.0777), ("outcomes.relapse.low_risk_hazard_ratio", 0.4321)):
        known[name] = known[name].model_copy(update={"value": value})
    changed = outcomes_page(known)
    assert "A share of 0.0777 times $R$ is fatal" in changed
    assert "| 0.4321 |" in changed


def test_numbers_at_their_priors_are_called_so_until_they_are_fitted() -> None:
    known = dict(records())
    assert "are at their priors in this version" in outcomes_page(
        known | {name: _with(known[name], Provenance.ASSUMED) for name in known}
    )
    fitted = known | {name: _with(known[name], Provenance.CALIBRATED) for name in known}
    assert outcome_content(fitted)["priors"] == 0
    assert "at their priors" not in outcomes_page(fitted)


def test_composite_ends_are_told_by_their_events(page: str) -> None:
    for name, events in COMPOSITES.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert row.count(",") == len(events) - 1


def _with(item, provenance: Provenance):
    return item.model_copy(update={"provenance": provenance})

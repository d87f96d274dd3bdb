"""The page: one file, no network, no injection, all or nothing."""

import json
import os
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from hemograft import NOTICE
from hemograft.reports.bundle import PlanReport, StrategyReport
from hemograft.reports.page import render_page, write_page
from hemograft.reports.page_template import typeset


class Reader(HTMLParser):
    """Elements with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.words.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def html(bundle: PlanReport, result: xr.Dataset) -> str:
    return render_page(bundle, result)


def test_self_contained_with_one_plotly(html: str) -> None:
    assert html.startswith("<!doctype html>")
    assert html.count("* plotly.js v") == 1
    reader = Reader(html)
    for tag, attributes in reader.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base")
        assert not {"src", "href", "srcset"} & set(attributes)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert reader.count("script") == 3  # plotly.js, the drawings, and the script that draws them


def test_text_is_escaped_everywhere(html: str) -> None:
    for injected in ("<script>alert", "<img src=x", "<b>change</b>", "registry </script>", "<old>"):
        assert injected not in html
    text = Reader(html).text
    for shown in ("<script>alert('title')</script>", "<img src=x onerror=alert(1)>", "Counts are <old>."):
        assert shown in text


def test_a_hostile_strategy_name_stays_text(make_result: Callable[..., xr.Dataset]) -> None:
    name = "transplant_</script><img src=x>"
    hostile = PlanReport("Plan", (), (), (StrategyReport(name, "One sentence."),))
    html = render_page(hostile, make_result(3, 60, **{name: {"donor_chimerism": 0.9}}))
    assert "<img" not in html
    reader = Reader(html)
    assert reader.count("script") == 3
    assert "Transplant </script><img src=x>" in reader.text


def test_says_what_a_reader_needs(html: str) -> None:
    text = Reader(html).text
    assert text.count(NOTICE) == 2
    for said in (
        "Seeding of CD34 cells 0.05 no direct measurement assumed Transplant 1",
        "Nobody moves away. every strategy",
        "on request ( --strategies ): therapeutic_transfusion .",
        "case_sha256",
        "30 day −10",
        "same 40 virtual patients for 365 days",
        "What was assumed",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        ("3x10^6 CD34+/kg", "3\u00a0×\u00a010⁶ CD34+/kg"),
        ("7.5x10^-12, 10^9/L", "7.5\u00a0×\u00a010⁻¹², 10⁹/L"),
        ("box10, 2x10 mg, 10e9", "box10, 2x10 mg, 10e9"),
    ],
)
def test_powers_of_ten_are_printed_as_powers(plain: str, printed: str) -> None:
    assert typeset(plain) == printed


def test_accessible_structure(html: str) -> None:
    reader = Reader(html)
    assert ("html", {"lang": "en"}) in reader.elements
    assert reader.count("h1") == 1
    assert reader.count("table") == reader.count("caption") == 4  # comparison, counts by day, assumptions, numbers
    levels = [int(tag[1]) for tag, _ in reader.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    images = [attributes for _, attributes in reader.elements if attributes.get("role") == "img"]
    assert reader.count("figure") == len(images) == 7  # 2 courses, response, 3 burdens, chimerism
    assert all(attributes["aria-label"] for attributes in images)
    identifiers = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


def test_outcomes_keep_the_structure_accessible(bundle: PlanReport, followed: xr.Dataset) -> None:
    reader = Reader(render_page(bundle, followed))
    assert reader.count("table") == reader.count("caption") == 6  # and survival, and what befalls recipients
    levels = [int(tag[1]) for tag, _ in reader.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    images = [attributes for _, attributes in reader.elements if attributes.get("role") == "img"]
    assert reader.count("figure") == len(images) == 9
    assert all(attributes["aria-label"] for attributes in images)
    labels = {attributes.get("id") for _, attributes in reader.elements}
    named = [attributes["aria-labelledby"] for _, attributes in reader.elements if "aria-labelledby" in attributes]
    assert set(named) <= labels


def test_no_chimerism_figure_without_a_transplant(make_result: Callable[..., xr.Dataset]) -> None:
    plan = PlanReport("Plan", (), (), (StrategyReport("observation", "Watch."),))
    html = render_page(plan, make_result(3, 20, observation={}))
    assert 'id="chimerism"' not in html
    assert "data-window" not in html.split("</main>")[0]  # one window needs no buttons


def test_strategies_of_words_and_numbers_must_agree(bundle: PlanReport, result: xr.Dataset) -> None:
    with pytest.raises(ValueError, match="describes observation, transplant_1, but the result holds transplant_1"):
        render_page(bundle, result.isel(strategy=[1]))


def test_the_report_has_the_order_of_its_words_not_of_the_result(
    bundle: PlanReport, result: xr.Dataset, html: str
) -> None:
    assert render_page(bundle, result.isel(strategy=[1, 0])) == html


def test_strategies_stand_under_their_groups(html: str) -> None:
    text = Reader(html).text
    table = text[text.index("Comparison of strategies") :]
    order = ["Supportive care", "Observation", "Transplantation and gene therapy", "Transplant 1"]
    places = [table.index(words) for words in order]
    assert places == sorted(places)


def test_what_only_some_plans_have_is_shown_only_there(bundle: PlanReport, result: xr.Dataset, html: str) -> None:
    assert "Intracranial hemorrhage" not in html
    assert "Platelet volume" not in html
    shape = ("strategy", "patient", "day")
    more = result.assign(
        intracranial_hemorrhage=(shape, np.full(result["platelets"].shape, 1e-5)),
        mean_platelet_volume=(shape, np.full(result["platelets"].shape, 5.0)),
    )
    reader = Reader(render_page(bundle, more))
    assert "0.37 %" in reader.text  # 1 - (1 - 1e-5) ** 366
    keys = {attributes.get("id") for _, attributes in reader.elements}
    assert {"intracranial", "volume"} <= keys


def test_writes_the_whole_page(bundle: PlanReport, result: xr.Dataset, html: str, tmp_path: Path) -> None:
    target = tmp_path / "plan.html"
    write_page(bundle, result, target)
    assert target.read_text(encoding="utf-8") == html
    assert os.listdir(tmp_path) == ["plan.html"]


@pytest.mark.parametrize("failure", [RuntimeError("no figure"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["hemograft.reports.page.courses", "hemograft.whole_file.os.replace"])
def test_failure_leaves_the_older_page_alone(
    bundle: PlanReport,
    result: xr.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    step: str,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    target = tmp_path / "plan.html"
    target.write_text("older", encoding="utf-8")
    monkeypatch.setattr(step, fail)
    with pytest.raises(type(failure)):
        write_page(bundle, result, target)
    assert target.read_text(encoding="utf-8") == "older"
    assert os.listdir(tmp_path) == ["plan.html"]


def test_each_window_relabels_the_lines_with_its_last_day(bundle: PlanReport, result: xr.Dataset) -> None:
    html = render_page(bundle, result)
    start = html.index('id="drawings">') + len('id="drawings">')
    drawings = json.loads(html[start : html.index("</script>", start)])
    views = drawings["response"]["views"]
    assert list(views) == ["30", "100", "365"]
    labels = {window: [label["text"] for label in view["annotations"]] for window, view in views.items()}
    # The transplant passes 50 on day 46.
    assert labels["30"] == ["Observation", "Transplant 1", "0 %", "0 %"]
    assert labels["100"] == ["Observation", "Transplant 1", "0 %", "100 %"]
    assert drawings["course-0"]["views"]["100"] == {"xaxis.range": [-11.0, 100.0]}
    assert drawings["bleeding"]["views"] == {}

"""The report of a virtual trial: CONSORT's order, the numbers of the analysis, no scripts, nothing from elsewhere."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import hemograft
from hemograft.planning.strategies import strategies_for
from hemograft.reports.trial_curves import curve_figure
from hemograft.reports.trial_flow import flow, flow_diagram
from hemograft.reports.trial_page import render_trial_page
from hemograft.reports.trial_words import baseline, expectations, harms, p_value, results
from hemograft.trials.design import TrialDesign
from hemograft.trials.full_analysis import full_analysis
from hemograft.trials.operating_characteristics import Claims, operating_characteristics
from hemograft.trials.trial import Trial
from tests.trials.conftest import design_fields, made_up

PATIENTS, POOL = 60, 240
ARMS = [
    {"name": "placebo", "label": "Placebo <weekly>", "strategy": "observation"},
    {"name": "romiplostim", "strategy": "romiplostim"},
]
ANALYSIS = {
    "primary": {"endpoint": "infection", "horizon": 60.0},
    "test": "gray",
    "secondary": [
        {"endpoint": "overall_survival", "horizon": 60.0},
        {"endpoint": "platelet_response", "week": 8},
        {"endpoint": "platelet_count", "week": 8},
    ],
}


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Of a pool that was made up: fewer infections and more platelets in the second arm."""
    generator = np.random.default_rng(3)
    luck, death = generator.exponential(size=POOL), generator.exponential(400.0, POOL)
    infection = luck * np.array([[60.0], [180.0]])
    table = made_up(
        POOL,
        days=70,
        infection=np.where((infection < death) & (infection < 70.0), infection, np.inf),
        death=np.where(death < 70.0, death, np.inf),
        cause=np.where(death < 70.0, 2.0, 0.0),
        platelet_units=generator.poisson(3.0, (2, POOL)).astype(float),
    )
    table.weekly["platelets"][1] = 80.0
    table.excluded[:] = generator.poisson(0.3, table.excluded.shape)
    fields = design_fields(
        arms=ARMS, analysis=ANALYSIS, patients=PATIENTS, pool=POOL, conduct={"accrual": 30.0, "dropout_per_year": 0.3}
    )
    design = TrialDesign.model_validate(fields)
    strategies = strategies_for(design.case, ("observation", "romiplostim"))
    analysis = full_analysis(design, table, np.zeros(2))
    found = operating_characteristics(design, table, np.zeros(2), [analysis.endpoints[0].comparisons[0].truth])
    return Trial(design, strategies, table, analysis, found, ("Mind this.",), {"version": "1", "design_sha256": "abc"})


@pytest.fixture(scope="module")
def page(trial: Trial) -> str:
    return render_trial_page(trial)


class Outline(HTMLParser):
    """Headings, captions and tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "path", "rect", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag, f"{tag} is closed while another element is open"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("h1", "h2"):
            self.headings.append(data)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    return parser


def test_sections_stand_in_the_order_of_consort(page: str) -> None:
    assert outline(page).headings == [
        "A small trial",
        "Before you read on",
        "Open science",
        "Methods",
        "Results of one trial",
        "What trials of this design find",
        "Limits",
        "To repeat this result",
    ]
    inside = ["Flow of patients", "Baseline:", "Outcomes and estimates", "At risk", "Harms:"]
    places = [page.index(text) for text in inside]
    assert places == sorted(places)
    methods = ["Trial design", "Eligibility", "Primary endpoint", "Harms", "Number of patients", "Randomization"]
    places = [page.index(f"<dt>{text}</dt>") for text in methods]
    assert places == sorted(places)


def test_the_page_is_whole_by_itself(page: str) -> None:
    found = outline(page)
    assert not found.open
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in found.tags}
    assert not re.search(r"""(src|href)=|url\(|@import|https?://""", page)
    assert page.startswith("<!doctype html>")


def test_the_page_says_that_it_is_simulated_and_for_what(page: str) -> None:
    assert page.count(hemograft.NOTICE) == 2
    assert "simulated: no real patient took part" in page
    assert page.count("imulated") > 8


def test_names_of_arms_are_escaped(page: str) -> None:
    assert "Placebo &lt;weekly&gt;" in page
    assert "<weekly>" not in page


def test_every_drawing_has_words(page: str) -> None:
    drawings = [attributes for tag, attributes in outline(page).tags if tag == "svg"]
    assert len(drawings) == 4  # flow, two curves, power
    assert all(len(item["aria-label"] or "") > 40 for item in drawings)


def test_the_flow_adds_up(trial: Trial) -> None:
    found = flow(trial)
    assert found.screened == PATIENTS + sum(count for _, count in found.excluded)
    assert found.randomized == sum(arm.allocated for arm in found.arms) == PATIENTS
    for arm, result in zip(found.arms, trial.analysis.endpoints[0].arms, strict=True):
        assert arm.analyzed == result.patients == arm.allocated
        assert arm.lost + arm.died <= arm.allocated
    assert sum(arm.lost for arm in found.arms) > 0
    drawing = str(flow_diagram(found))
    assert f"Screened (n\u00a0=\u00a0{found.screened})" in drawing
    assert f"Died while observed (n\u00a0=\u00a0{found.arms[1].died})" in drawing


def test_numbers_at_risk_stand_under_their_days(trial: Trial) -> None:
    result = trial.analysis.endpoints[0]
    drawing = str(curve_figure(result, ["one", "two"]))
    for curve in result.curves:
        for count in curve.at_risk:
            assert f">{count}</text>" in drawing
    places = [
        float(x) for x in re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="middle" fill="#4b5563">', drawing)
    ]
    ticks = [float(x) for x in re.findall(r'<text x="([\d.]+)" y="295.0"', drawing)]
    assert places == ticks


def test_the_table_of_results_has_estimates_intervals_and_ratios(trial: Trial) -> None:
    rows = results(trial)
    assert [row.heading for row in rows] == [
        "Severe infection at 60 days",
        "Overall survival at 60 days",
        "Platelet response (≥ 50x10^9/L) at week 8",
        "Platelet count at week 8",
    ]
    primary = trial.analysis.endpoints[0]
    control = primary.arms[0]
    assert (
        rows[0].arms[0].startswith(f"{100 * control.estimate.value:.1f}\u00a0% ({100 * control.estimate.low:.1f} to ")
    )
    assert rows[0].counts[0] == f"{control.events} of {control.patients}, {control.competing} competing"
    (comparison,) = rows[0].comparisons
    assert comparison.difference.startswith("−")
    assert (comparison.arm, comparison.adjusted, rows[0].overall_p) == ("romiplostim", comparison.p, "")
    assert [ratio.split(" HR ")[0] for ratio in comparison.ratios] == ["cause-specific", "subdistribution"]
    assert rows[2].arms[0].startswith("0.0\u00a0%")
    assert "−0.0" not in "".join(rows[2].arms)
    assert "×10⁹/L" in rows[3].comparisons[0].difference


def test_baseline_counts_everybody(trial: Trial) -> None:
    rows = {row.heading: row.cells for row in baseline(trial)}
    assert sum(int(cell) for cell in rows["Patients"][:2]) == PATIENTS
    assert rows["Patients"][2] == str(POOL)
    women, men = (int(rows[f"Sex: {sex}"][2].split()[0]) for sex in ("female", "male"))
    assert women + men == POOL


def test_harms_count_deaths_by_cause(trial: Trial) -> None:
    rows = {row.heading: row.cells for row in harms(trial)}
    assert rows["Deaths, all causes"] == rows["Death: infection"]
    died = [arm.died for arm in flow(trial).arms]
    assert [int(cell.split()[0]) for cell in rows["Deaths, all causes"]] == died


def test_expectations_tell_power_sample_size_and_false_positives(trial: Trial) -> None:
    rows = {row.heading: row.cells[0] for row in expectations(trial.design, trial.characteristics)}
    assert rows["Power with 60 patients"].startswith(f"{100 * trial.characteristics.power.any.share:.1f} ± ")
    assert {"Patients for 80 % power", "Patients for 90 % power"} <= set(rows)
    assert "False positives when both arms get the control treatment" in rows
    assert rows["Mean effect found (standard deviation over trials)"].endswith(" points")  # of a share, not percent


@pytest.mark.parametrize(
    ("p", "text"), [(0.00001, "< 0.0001"), (0.0034, "0.0034"), (0.034, "0.03"), (0.5, "0.50"), (np.nan, "not testable")]
)
def test_p_values_are_printed_as_journals_do(p: float, text: str) -> None:
    assert p_value(p) == text


def test_the_page_is_well_formed_for_a_browser(page: str) -> None:
    """The drawings are valid XML, which browsers need for nothing but other tools do."""
    import xml.etree.ElementTree as ElementTree

    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawing)


@pytest.mark.parametrize(("needed", "text"), [(0, "{} or fewer"), (77, "77"), (None, "more than twice the largest")])
def test_a_number_of_patients_below_what_was_simulated_is_not_told(trial: Trial, needed: int | None, text: str):
    found = replace(trial.characteristics, needed=((0.8, Claims((needed,), needed, needed)),))
    (row,) = (row for row in expectations(trial.design, found) if row.heading.startswith("Patients for"))
    assert row.cells[0].startswith(text.format(found.curve[0].patients))

"""The report and the tables of a virtual trial with more than two arms: a column, a color and a comparison for each."""

import re
from itertools import pairwise

import numpy as np
import pytest

from hemograft.planning.strategies import strategies_for
from hemograft.reports.trial_curves import ARM_LOOKS, claim_looks, curve_figure, power_figure
from hemograft.reports.trial_flow import ArmFlow, Flow, flow, flow_diagram
from hemograft.reports.trial_page import render_trial_page
from hemograft.reports.trial_words import baseline, claims, expectations, harms, results
from hemograft.trials.design import MOST_ARMS, TrialDesign
from hemograft.trials.full_analysis import full_analysis
from hemograft.trials.operating_characteristics import operating_characteristics
from hemograft.trials.tables import ANY, EVERY, trial_tables
from hemograft.trials.trial import Trial
from tests.reports.test_trial_page import outline
from tests.trials.conftest import design_fields, made_up

PATIENTS, POOL = 66, 264
ARMS = [
    {"name": "low", "label": "Low dose", "strategy": "romiplostim"},
    {"name": "placebo", "label": "Placebo", "strategy": "observation", "control": True},
    {"name": "high", "label": "High dose", "strategy": "romiplostim"},
]
ANALYSIS = {
    "primary": {"endpoint": "infection", "horizon": 60.0},
    "test": "gray",
    "secondary": [{"endpoint": "platelet_response", "week": 8}],
}


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Of a pool that was made up: fewer infections and more platelets with the dose."""
    generator = np.random.default_rng(3)
    luck, death = generator.exponential(size=POOL), generator.exponential(400.0, POOL)
    infection = luck * np.array([[60.0], [110.0], [220.0]])
    table = made_up(
        POOL,
        days=70,
        arms=3,
        infection=np.where((infection < death) & (infection < 70.0), infection, np.inf),
        death=np.where(death < 70.0, death, np.inf),
        cause=np.where(death < 70.0, 2.0, 0.0),
    )
    table.weekly["platelets"][1:] = 80.0
    design = TrialDesign.model_validate(design_fields(arms=ARMS, analysis=ANALYSIS, patients=PATIENTS, pool=POOL))
    (observation, romiplostim) = strategies_for(design.case, ("observation", "romiplostim"))
    analysis = full_analysis(design, table, np.zeros(3))
    truths = [comparison.truth for comparison in analysis.endpoints[0].comparisons]
    found = operating_characteristics(design, table, np.zeros(3), truths)
    strategies = (observation, romiplostim, romiplostim)
    return Trial(design, strategies, table, analysis, found, (), {"version": "1", "design_sha256": "abc"})


@pytest.fixture(scope="module")
def page(trial: Trial) -> str:
    return render_trial_page(trial)


def test_the_page_names_the_control_and_the_adjustment(page: str) -> None:
    assert not outline(page).open
    assert "Low dose, High dose or Placebo (control)" in page
    assert "Three parallel arms, allocation 1:1:1 (Placebo, Low dose, High dose)" in page
    assert "adjusted by Holm&#39;s method" in page
    assert "Compared with Placebo" in page
    assert page.count('scope="col">p, all arms') == page.count('scope="col">p, adjusted') == 1


def test_every_endpoint_has_a_line_for_each_comparison(trial: Trial, page: str) -> None:
    assert page.count('<th scope="rowgroup" rowspan="2">') == len(trial.design.endpoints) == 2
    for row in results(trial):
        assert len(row.arms) == len(row.counts) == 3
        assert [comparison.arm for comparison in row.comparisons] == ["Low dose", "High dose"]
        assert row.overall_p
    primary, secondary = results(trial)
    assert all(comparison.adjusted for comparison in primary.comparisons)
    assert not any(comparison.adjusted for comparison in secondary.comparisons)


def test_every_arm_has_a_column(trial: Trial) -> None:
    for row in baseline(trial):
        assert len(row.cells) == 4  # and the pool
    for row in harms(trial):
        assert len(row.cells) == 3
    assert sum(int(cell) for cell in baseline(trial)[0].cells[:3]) == PATIENTS
    assert claims(trial.design) == ("Low dose", "High dose", "Any of them", "All of them")
    for row in expectations(trial.design, trial.characteristics):
        assert len(row.cells) == 4


def test_every_arm_has_a_curve_and_numbers_at_risk(trial: Trial) -> None:
    drawing = str(curve_figure(trial.analysis.endpoints[0], ["Placebo", "Low dose", "High dose"]))
    for look in ARM_LOOKS[:3]:
        assert f'stroke="{look.color}" stroke-width="2.2"' in drawing
    first = re.findall(r">(Placebo|Low dose|High dose)</text>", drawing)
    assert first == ["Placebo", "Low dose", "High dose"]
    assert sum(curve.at_risk[0] for curve in trial.analysis.endpoints[0].curves) == PATIENTS


def test_every_claim_has_a_line_of_power(trial: Trial) -> None:
    drawing = str(power_figure(trial.characteristics, PATIENTS, claims(trial.design)))
    assert len(re.findall(r'fill="none" stroke="#\w+" stroke-width="2"', drawing)) == 4
    assert "Any of them" in drawing


def test_looks_differ_for_every_arm_and_claim() -> None:
    assert len(ARM_LOOKS) == MOST_ARMS
    assert len({look.color for look in ARM_LOOKS}) == MOST_ARMS
    assert len(set(claim_looks(MOST_ARMS))) == MOST_ARMS + 1
    assert claim_looks(2) == ARM_LOOKS[1:2]


def test_the_flow_adds_up_and_its_boxes_stand_in_line(trial: Trial) -> None:
    found = flow(trial)
    assert found.randomized == sum(arm.allocated for arm in found.arms) == PATIENTS
    boxes = [
        tuple(map(int, box))
        for box in re.findall(r'<rect x="(-?\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', str(flow_diagram(found)))
    ]
    below = boxes[3:]
    assert len(below) == 9
    for level in range(3):
        line = [box for box in sorted(below)[level::3]]
        assert len({(top, height) for _, top, _, height in line}) == 1


@pytest.mark.parametrize("arms", range(2, MOST_ARMS + 1))
def test_boxes_do_not_overlap_and_hold_their_text(arms: int) -> None:
    title = "Cyclophosphamide after the graft"
    counts = Flow(900, (), 800, tuple(ArmFlow(title, 100, 1, 2, 100) for _ in range(arms)))
    drawing = str(flow_diagram(counts))
    width = int(re.search(r'viewBox="0 0 (\d+) ', drawing)[1])  # pyright: ignore[reportOptionalSubscript]
    boxes = re.findall(r'<rect x="(-?\d+)" y="\d+" width="(\d+)"', drawing)[3:]
    lefts = sorted({int(left) for left, _ in boxes})
    (column,) = {int(size) for _, size in boxes}
    assert lefts[0] >= 0
    assert lefts[-1] + column <= width
    assert all(right - left > column for left, right in pairwise(lefts))
    assert max(len(line) for line in re.findall(r'text-anchor="middle">([^<]*)<', drawing)) * 7 <= column


def test_tables_count_every_arm_and_name_the_arm_of_a_comparison(trial: Trial) -> None:
    tables = trial_tables(trial)
    assert {name: len(next(iter(columns.values()))) for name, columns in tables.items()} == {
        "subjects": PATIENTS,
        "times_to_event": PATIENTS,
        "measurements": PATIENTS,
        "comparisons": 4,
        "power": 4 * len(trial.characteristics.curve),
        "pool": 3 * POOL,
    }
    counts = [list(tables["subjects"]["TRT01P"]).count(arm.title) for arm in trial.design.arms]
    assert counts == [22, 22, 22]
    comparisons = tables["comparisons"]
    assert comparisons["TRT01P"] == ["Low dose", "High dose"] * 2
    assert set(comparisons["CONTROL"]) == {"Placebo"}
    assert comparisons["PVAL"][2:] == comparisons["ADJPVAL"][2:]
    assert comparisons["SHR"][2:] == [None, None]
    assert tables["power"]["CLAIM"][:4] == ["Low dose", "High dose", ANY, EVERY]
    first = trial.analysis.endpoints[0].comparisons[0]
    assert (comparisons["DIFF"][0], comparisons["DIFFLOW"][0]) == (first.difference.value, first.difference.low)

"""The report says every target, every miss with its reason, and how well a value is known."""

import pytest

from hemograft import NOTICE
from hemograft.evidence import number, record, records
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.misses import REASONS
from hemograft.inference.must_hold import TRIALS, Line, bleeding_odds, chimerism_needed, must_hold
from hemograft.inference.report import calibration_report, verdict
from hemograft.inference.step import Step, one_by_one

STEP = Step(
    "toy",
    "A toy",
    (FreeParameter("hematopoiesis.mpp_rate", 0.05, 0.5),),
    ("center.auto_anc", "center.cord_anc"),
    one_by_one(lambda _numbers, _seed: {}),
    generations=1,
)
RESULTS = {"center.auto_anc": 10.6, "center.cord_anc": 31.0, "center.romiplostim_03": 1.27}
LINES = (Line("Autologous", ("center.auto_anc",)), Line("Romiplostim", ("center.romiplostim_03", "center.life_250")))


def test_verdicts():
    assert verdict(record("center.auto_anc"), RESULTS) == "inside"
    assert verdict(record("center.cord_anc"), RESULTS) == "**outside**"
    assert verdict(record("center.life_250"), RESULTS) == "not simulated"
    bound = record("wiskott_aldrich.myeloid_chimerism_threshold")  # no interval: at least 0.5
    assert verdict(bound, {bound.id: 0.55}) == "inside"
    assert verdict(bound, {bound.id: 0.45}) == "**outside**"


def test_nothing_is_left_out():
    text = calibration_report((STEP,), LINES, RESULTS, seed=5)
    assert NOTICE in text and "seed 5" in text
    for line in LINES:
        for identifier in line.records:
            assert identifier in text
    assert "1 free, 2 targets, 1 inside" in text
    assert "| 10.6 | inside |" in text and "| 31 | **outside** |" in text and "| - | not simulated |" in text
    assert REASONS["center.romiplostim_03"] in text
    assert f"| {number('hematopoiesis.mpp_rate'):.4g} |" in text
    assert "Must hold" not in calibration_report((STEP,), (), RESULTS, seed=5)


def test_held_out_results_stand_apart():
    assert "## Held out" not in calibration_report((STEP,), (), RESULTS, seed=1)
    text = calibration_report((STEP,), (), {**RESULTS, "wiskott_aldrich.myeloid_chimerism_threshold": 0.54}, seed=1)
    assert "0.54" in text.partition("## Held out")[2]


def test_the_lines_of_must_hold_name_records():
    lines = must_hold()
    assert len(lines) == len({line.claim for line in lines}) >= 15
    for line in lines:
        assert line.records, line.claim
        for identifier in line.records:
            assert identifier in records(), identifier


def test_reasons_belong_to_records():
    assert set(REASONS) <= set(records())


def test_bleeding_odds_and_chimerism_hold():
    odds = bleeding_odds(number, 1)["bleeding.odds_ratio_platelets_at_most_5"]
    assert 2.0 <= odds <= 4.8
    needed = chimerism_needed(number, 1)["wiskott_aldrich.myeloid_chimerism_threshold"]
    assert 0.5 <= needed < 0.8
    assert {trial.__name__ for trial in TRIALS} >= {"bleeding_odds", "chimerism_needed", "cord_engraftment"}


@pytest.mark.parametrize("width", [0.0])
def test_a_miss_without_a_reason_says_so(width):
    text = calibration_report((STEP,), (), {**RESULTS, "center.cord_anc": 60.0 + width}, seed=1)
    assert "center.cord_anc: 60. not understood" in text

"""More than two arms: each comparison is that of its two arms, and the family of them keeps what the plan promises."""

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import survdiff
from statsmodels.stats.oneway import anova_oneway

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.trials.comparison import compared, difference_interval, with_control
from hemograft.trials.endpoints import EndpointChoice
from hemograft.trials.full_analysis import full_analysis
from hemograft.trials.multiplicity import Multiplicity
from hemograft.trials.observations import TimesToEvent
from hemograft.trials.operating_characteristics import OperatingCharacteristics, operating_characteristics
from hemograft.trials.overall_test import overall_p
from tests.trials.conftest import SURVIVAL, MakeDesign, made_up

RELAPSE = EndpointChoice(endpoint="relapse", horizon=60.0)
DEATH = EndpointChoice(endpoint="overall_survival", horizon=60.0)
RESPONSE = EndpointChoice(endpoint="platelet_response", week=6)
COUNT = EndpointChoice(endpoint="platelet_count", week=6)
TESTS = [
    (RELAPSE, "gray"),
    (RELAPSE, "difference"),
    (DEATH, "log_rank"),
    (DEATH, "difference"),
    (DEATH, "restricted_mean"),
    (RESPONSE, "difference"),
    (COUNT, "difference"),
]
POOL = 4000
ALPHA = 0.05


def arms_named(count: int, **control: Any) -> list[dict[str, Any]]:
    return [
        {"name": f"arm_{place}", "strategy": "observation"} | (control if place == 0 else {}) for place in range(count)
    ]


def drawn(choice: EndpointChoice, patients: int, seed: int = 1) -> Any:
    """What one trial might have seen."""
    generator = np.random.default_rng(seed)
    if choice is RELAPSE:
        return TimesToEvent(generator.exponential(80.0, (1, patients)), generator.integers(0, 3, (1, patients)))
    if choice is DEATH:
        return TimesToEvent(generator.exponential(80.0, (1, patients)), generator.integers(0, 2, (1, patients)))
    if choice is RESPONSE:
        return generator.integers(0, 2, (1, patients)).astype(float)
    return np.where(generator.random((1, patients)) < 0.1, np.nan, generator.normal(40.0, 9.0, (1, patients)))


def only(outcome: Any, inside: np.ndarray) -> Any:
    if isinstance(outcome, TimesToEvent):
        return TimesToEvent(outcome.time[inside][np.newaxis], outcome.status[inside][np.newaxis])
    return outcome[inside][np.newaxis]


@pytest.mark.parametrize(("choice", "test"), TESTS)
def test_a_comparison_is_that_of_a_trial_of_its_two_arms(choice: EndpointChoice, test: str) -> None:
    arm = np.random.default_rng(7).integers(0, 4, (1, 160))
    outcome = drawn(choice, 160)
    for place in (1, 2, 3):
        pair = with_control(arm, place)
        inside = pair >= 0
        alone, two = only(outcome, inside), (arm[inside] == place).astype(np.int64)[np.newaxis]
        found, expected = compared(choice, outcome, pair, test), compared(choice, alone, two, test)
        assert found.p[0] == pytest.approx(expected.p[0], rel=1e-12)
        ends = difference_interval(choice, outcome, pair, found.difference)
        expected_ends = difference_interval(choice, alone, two, expected.difference)
        assert np.ravel(ends) == pytest.approx(np.ravel(expected_ends), rel=1e-12)


@pytest.mark.parametrize(("choice", "test"), TESTS)
def test_two_arms_together_are_their_comparison(choice: EndpointChoice, test: str) -> None:
    arm = np.random.default_rng(8).integers(0, 2, (1, 80))
    outcome = drawn(choice, 80)
    assert overall_p(choice, outcome, arm, 2, test) == pytest.approx(
        compared(choice, outcome, arm, test).p[0], rel=1e-9
    )


def test_all_arms_are_tested_together_as_elsewhere() -> None:
    arm = np.random.default_rng(9).integers(0, 3, (1, 120))
    responses, counts, deaths = drawn(RESPONSE, 120), drawn(COUNT, 120), drawn(DEATH, 120)
    table = [[int(((responses == value) & (arm == place)).sum()) for place in range(3)] for value in (0, 1)]
    pearson = float(stats.chi2_contingency(table, correction=False)[1])  # pyright: ignore[reportArgumentType]
    assert overall_p(RESPONSE, responses, arm, 3, "difference") == pytest.approx(pearson, rel=1e-9)
    known = ~np.isnan(counts)
    welch = anova_oneway([counts[(arm == place) & known] for place in range(3)], use_var="unequal")
    assert overall_p(COUNT, counts, arm, 3, "difference") == pytest.approx(welch.pvalue, rel=1e-9)
    log_rank = survdiff(deaths.time[0], deaths.status[0], arm[0])[1]
    assert overall_p(DEATH, deaths, arm, 3, "log_rank") == pytest.approx(log_rank, rel=1e-9)


def test_no_response_in_any_arm_is_no_difference() -> None:
    arm = np.arange(30)[np.newaxis] % 3
    assert overall_p(RESPONSE, np.zeros((1, 30)), arm, 3, "difference") == 1.0


def test_an_arm_without_events_is_tested_with_the_others_and_two_are_not() -> None:
    arm = np.arange(90)[np.newaxis] % 3
    outcome = drawn(RELAPSE, 90)
    quiet = np.where(arm == 2, 0, outcome.status)
    time = np.where(arm == 2, 90.0, outcome.time)
    p = overall_p(RELAPSE, TimesToEvent(time, quiet), arm, 3, "difference")
    # Wald's test of independent estimates is that of their weighted spread; the arm without events has all the weight
    values, variances = (
        np.array(each) for each in zip(*(incidence(time, quiet, arm == k) for k in (0, 1)), strict=True)
    )
    assert p == pytest.approx(stats.chi2.sf((values**2 / variances).sum(), 2), rel=1e-9)
    silent = np.where(arm == 1, 0, quiet)
    assert np.isnan(overall_p(RELAPSE, TimesToEvent(np.where(arm == 1, 90.0, time), silent), arm, 3, "difference"))


def incidence(time: np.ndarray, status: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
    found = aalen_johansen(time[inside], status[inside], 2).at([60.0])
    return float(found.incidence[0, 0]), float(found.variance[0, 0])


def test_means_without_spread_have_no_test_of_all_arms() -> None:
    arm = np.arange(30)[np.newaxis] % 3
    counts = np.where(arm == 1, 0.0, drawn(COUNT, 30))
    assert np.isnan(overall_p(COUNT, counts, arm, 3, "difference"))


@pytest.mark.parametrize(("choice", "test"), TESTS)
def test_an_arm_that_chance_left_empty_has_no_test_and_no_warning(choice: EndpointChoice, test: str) -> None:
    arm = np.array([np.arange(24) % 3, np.arange(24) % 2 * 2])
    outcome = drawn(choice, 24)
    both = (
        TimesToEvent(np.tile(outcome.time, (2, 1)), np.tile(outcome.status, (2, 1)))
        if isinstance(outcome, TimesToEvent)
        else np.tile(outcome, (2, 1))
    )
    found = compared(choice, both, with_control(arm, 1), test)
    low, high = difference_interval(choice, both, with_control(arm, 1), found.difference)
    for values in (found.p, low, high):
        assert np.isnan(values[1])


def counts_of(make_design: MakeDesign, plan: Multiplicity, shift: tuple[float, ...]) -> OperatingCharacteristics:
    """Replicate trials of 200 patients whose counts are normal with SD 10 and moved by ``shift`` in each arm."""
    analysis = {"primary": {"endpoint": "platelet_count", "week": 8}, "test": "difference", "multiplicity": plan}
    arms = len(shift)
    design = make_design(arms=arms_named(arms), analysis=analysis, patients=200, pool=POOL, replicates=3000)
    table = made_up(POOL, days=70, arms=arms)
    counts = np.random.default_rng(3).normal(60.0, 10.0, (arms, POOL)) + np.array(shift)[:, np.newaxis]
    table.weekly["platelets"][:] = counts[:, np.newaxis]
    truths = (counts[1:].mean(axis=1) - counts[0].mean()).tolist()
    return operating_characteristics(design, table, np.zeros(arms), truths)


@pytest.fixture
def one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """No power curve, which takes most of the time."""
    monkeypatch.setattr("hemograft.trials.operating_characteristics.SIZES", (1.0,))


def family_wise_error(level: float, comparisons: int) -> float:
    """Chance that any of some two-sided tests against one control, with arms of one size, is below ``level``."""
    limit = stats.norm.isf(level / 2.0)
    correlation = np.full((comparisons, comparisons), 0.5) + 0.5 * np.eye(comparisons)
    corner = np.full(comparisons, limit)
    inside = stats.multivariate_normal.cdf(corner, cov=correlation, lower_limit=-corner)  # pyright: ignore[reportArgumentType]
    return 1.0 - float(inside)


@pytest.mark.parametrize(
    ("plan", "level"), [("none", ALPHA), ("bonferroni", ALPHA / 3), ("holm", ALPHA / 3), ("hochberg", None)]
)
def test_the_family_wise_error_is_the_closed_form(
    make_design: MakeDesign, plan: Multiplicity, level: float | None
) -> None:
    found = counts_of(make_design, plan, (0.0, 0.0, 0.0, 0.0)).false_positive
    if level is None:  # between Holm's method, which it contains, and alpha
        assert family_wise_error(ALPHA / 3, 3) - 0.011 < found.any.share < ALPHA + 0.011
    else:
        assert found.any.share == pytest.approx(family_wise_error(level, 3), abs=0.011)
    assert found.every.share <= min(rate.share for rate in found.comparisons)
    assert max(rate.share for rate in found.comparisons) <= found.any.share


def test_power_of_each_any_and_every_comparison(make_design: MakeDesign) -> None:
    found = counts_of(make_design, "bonferroni", (0.0, 6.0, 3.0))
    size, limit = 200 / 3, stats.norm.isf(ALPHA / 4.0)
    for rate, shift in zip(found.power.comparisons, (6.0, 3.0), strict=True):
        assert rate.share == pytest.approx(stats.norm.cdf(shift / 10.0 / np.sqrt(2.0 / size) - limit), abs=0.05)
    strong, weak = (rate.share for rate in found.power.comparisons)
    assert found.power.any.share + found.power.every.share == pytest.approx(strong + weak, abs=1e-9)
    assert found.power.every.share > strong * weak  # they share the control
    assert [effect.coverage.share for effect in found.effects] == pytest.approx([0.95, 0.95], abs=0.015)
    assert [effect.estimate for effect in found.effects] == pytest.approx([6.0, 3.0], abs=0.7)
    needed = dict(found.needed)[0.8]
    assert needed.any is not None and needed.comparisons[1] is not None and needed.every is not None
    assert needed.any < needed.comparisons[1] <= needed.every


@pytest.mark.usefixtures("one_size")
def test_holm_finds_what_bonferroni_finds_and_more(make_design: MakeDesign) -> None:
    bonferroni, holm, hochberg = (
        counts_of(make_design, plan, (0.0, 5.0, 4.0)).power for plan in ("bonferroni", "holm", "hochberg")
    )
    assert bonferroni.any == holm.any
    assert bonferroni.every.share < holm.every.share <= hochberg.every.share
    assert holm.any.share <= hochberg.any.share


def test_the_full_analysis_compares_every_arm_with_the_control(make_design: MakeDesign) -> None:
    hazard = np.array([[1.0], [0.6], [1.5]])
    death = np.random.default_rng(5).exponential(size=POOL) * 500.0 / hazard
    analysis = SURVIVAL | {"secondary": [{"endpoint": "infection", "horizon": 200.0}]}
    design = make_design(arms=arms_named(3), analysis=analysis, follow_up=365, patients=900, pool=POOL)
    found = full_analysis(design, made_up(POOL, arms=3, death=death), np.zeros(3))
    primary, secondary = found.endpoints
    assert [arm.patients for arm in primary.arms] == [300, 300, 300]
    assert sum(sum(item.counts) for item in found.deaths) == 0  # no cause was made up
    better, worse = primary.comparisons
    for comparison, ratio, place in ((better, 0.6, 1), (worse, 1.5, 2)):
        assert comparison.truth == primary.truth[place] - primary.truth[0]
        assert comparison.difference.low < comparison.truth < comparison.difference.high
        assert comparison.hazard_ratio is not None
        assert comparison.hazard_ratio.low < ratio < comparison.hazard_ratio.high
        estimates = primary.arms[place].estimate.value - primary.arms[0].estimate.value
        assert comparison.difference.value == pytest.approx(estimates)
    ordered = sorted(primary.comparisons, key=lambda comparison: comparison.p)
    assert ordered[0].adjusted_p == 2.0 * ordered[0].p
    assert ordered[1].adjusted_p == max(ordered[1].p, 2.0 * ordered[0].p)
    assert primary.overall_p is not None and primary.overall_p < 0.001
    assert len(primary.curves) == 3
    assert all(np.isnan(one.p) and one.hazard_ratio is None for one in secondary.comparisons)  # nobody was infected
    assert secondary.overall_p is not None and np.isnan(secondary.overall_p)


def test_an_arm_that_chance_leaves_empty_is_refused(make_design: MakeDesign) -> None:
    strata = [{"covariate": name} for name in ("sex", "cytomegalovirus", "disease_risk")]
    design = make_design(arms=arms_named(8), patients=16, pool=64, allocation={"strata": strata})
    message = r"allocation: chance leaves the arm arm_\d without any of the 16 patients: add patients, or balance"
    with pytest.raises(ValueError, match=message):
        full_analysis(design, made_up(64, days=70, arms=8), np.zeros(8))

"""Comparisons against published and closed-form numbers, and power against the formulas that hold for simple truths."""

import numpy as np
import pytest
from scipy import stats

from hemograft.outcomes.statistics.estimate import Difference, Estimate
from hemograft.trials.comparison import compared, difference_interval, share_interval
from hemograft.trials.endpoints import EndpointChoice
from hemograft.trials.full_analysis import full_analysis
from hemograft.trials.observations import TimesToEvent
from hemograft.trials.operating_characteristics import (
    operating_characteristics,
    patients_needed,
    total_replicates,
    trial_sizes,
)
from tests.trials.conftest import SURVIVAL, MakeDesign, made_up

RESPONSE = EndpointChoice(endpoint="platelet_response", week=6)
COUNT = EndpointChoice(endpoint="platelet_count", week=6)
FROM_START = np.zeros(2)
POOL = 3000


def two_arms(treated: tuple[int, int], control: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Responses of (responders, patients) in each arm, and 1 for who is treated."""
    outcome = np.concatenate([np.arange(total) < good for good, total in (treated, control)]).astype(float)
    return outcome[np.newaxis], (np.arange(len(outcome)) < treated[1]).astype(int)[np.newaxis]


def test_wilsons_interval_of_a_published_example() -> None:
    low, high = share_interval(np.array([81 / 263]), np.array([263]))
    assert (low[0], high[0]) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe, Stat Med 1998;17:857, table I


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    # Newcombe, Stat Med 1998;17:873, table II, method 10
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_newcombes_interval_of_published_examples(
    treated: tuple[int, int], control: tuple[int, int], low: float, high: float
) -> None:
    outcome, who = two_arms(treated, control)
    found = compared(RESPONSE, outcome, who, "difference")
    ends = difference_interval(RESPONSE, outcome, who, found.difference)
    assert (ends[0][0], ends[1][0]) == pytest.approx((low, high), abs=5e-5)


def test_shares_are_tested_with_the_pooled_variance() -> None:
    outcome, who = two_arms((56, 70), (48, 80))
    table = np.array([[56, 14], [48, 32]])
    truth = float(stats.chi2_contingency(table, correction=False)[1])  # pyright: ignore[reportArgumentType]
    assert compared(RESPONSE, outcome, who, "difference").p[0] == pytest.approx(truth, rel=1e-10)
    assert compared(RESPONSE, outcome, who, "difference", sides=1).p[0] == pytest.approx(truth / 2, rel=1e-10)


def test_no_response_anywhere_is_no_difference() -> None:
    outcome, who = two_arms((0, 10), (0, 10))
    assert compared(RESPONSE, outcome, who, "difference").p[0] == 1.0


def test_means_are_compared_as_welch_does_and_leave_out_the_unknown() -> None:
    generator = np.random.default_rng(1)
    outcome = generator.normal(20.0, 5.0, 40) + np.where(np.arange(40) < 15, 4.0, 0.0)
    outcome[[3, 30]] = np.nan
    who = np.arange(40) < 15
    found = compared(COUNT, outcome[np.newaxis], who.astype(int)[np.newaxis], "difference")
    truth = stats.ttest_ind(outcome[who], outcome[~who], equal_var=False, nan_policy="omit")
    assert found.p[0] == pytest.approx(truth[1], rel=1e-9)
    assert found.difference.value[0] == pytest.approx(np.nanmean(outcome[who]) - np.nanmean(outcome[~who]))


def test_many_replicates_at_once_are_the_same_as_one_by_one() -> None:
    generator = np.random.default_rng(2)
    outcome = TimesToEvent(generator.exponential(100.0, (5, 40)), generator.integers(0, 3, (5, 40)))
    who = generator.integers(-1, 2, (5, 40))
    choice = EndpointChoice(endpoint="relapse", horizon=60.0)
    for test in ("gray", "difference"):
        together = compared(choice, outcome, who, test)
        for row in range(5):
            one = TimesToEvent(outcome.time[row : row + 1], outcome.status[row : row + 1])
            alone = compared(choice, one, who[row : row + 1], test)
            assert alone.p[0] == pytest.approx(together.p[row], rel=1e-12)
            assert alone.difference.value[0] == pytest.approx(together.difference.value[row], rel=1e-12)


def test_one_side_asks_whether_the_treated_do_better() -> None:
    """Less relapse is better, longer survival too."""
    time = np.concatenate([np.full(30, 50.0), np.full(30, 80.0), np.full(60, 365.0)])[np.newaxis]
    status = (time < 365.0).astype(int)
    patient = np.arange(120)
    who = ((patient >= 40) & (patient < 100)).astype(int)[
        np.newaxis
    ]  # 20 of 60 with the event, 40 of 60 in the control arm
    for name in ("relapse", "overall_survival"):
        choice = EndpointChoice(endpoint=name, horizon=100.0)
        assert compared(choice, TimesToEvent(time, status), who, "difference", sides=1).p[0] < 0.01
        assert compared(choice, TimesToEvent(time, status), 1 - who, "difference", sides=1).p[0] > 0.99


def exponential_deaths(hazard_ratio: float, year: float = 0.5, patients: int = POOL) -> np.ndarray:
    """Days of death, (2, patients), with one luck in both arms; a share ``year`` of the control dies in 365 days."""
    luck = np.random.default_rng(5).exponential(size=patients)
    rate = -np.log1p(-year) / 365.0
    return np.array([luck / rate, luck / (rate * hazard_ratio)])


def test_power_of_the_log_rank_test_is_schoenfelds(make_design: MakeDesign) -> None:
    design = make_design(analysis=SURVIVAL, days=70, follow_up=365, patients=200, pool=POOL, replicates=600)
    table = made_up(POOL, death=exponential_deaths(0.6))
    found = operating_characteristics(design, table, FROM_START, truths=[0.5**0.6 - 0.5])
    events = 100 * (0.5 + 1.0 - 0.5**0.6)
    schoenfeld = stats.norm.cdf(np.sqrt(events / 4.0) * -np.log(0.6) - 1.96)
    assert found.power.any.share == pytest.approx(schoenfeld, abs=0.05)
    assert found.false_positive.any.share == pytest.approx(0.05, abs=0.02)
    assert found.effects[0].coverage.share == pytest.approx(0.95, abs=0.02)
    assert found.effects[0].estimate == pytest.approx(0.5**0.6 - 0.5, abs=0.02)
    needed = dict(found.needed)[0.8].any
    assert needed is not None
    assert needed == pytest.approx(2.0 * 4.0 * ((1.96 + 0.8416) / np.log(0.6)) ** 2 / (events / 100.0), rel=0.15)


def test_equal_arms_are_never_told_apart_more_often_than_alpha(make_design: MakeDesign) -> None:
    analysis = {"primary": {"endpoint": "infection", "horizon": 365.0}, "test": "gray", "alpha": 0.1}
    design = make_design(analysis=analysis, follow_up=365, patients=100, pool=POOL, replicates=500)
    infection = exponential_deaths(1.0, 0.3) + np.array([[0.0], [1e-3]])
    death = np.random.default_rng(9).exponential(700.0, POOL)
    table = made_up(POOL, infection=np.where(infection < death, infection, np.inf), death=death)
    found = operating_characteristics(design, table, FROM_START, truths=[0.0])
    assert found.false_positive.any.share == pytest.approx(0.1, abs=0.03)
    assert found.power.any.share == pytest.approx(0.1, abs=0.03)


def test_results_do_not_depend_on_how_replicates_are_grouped(
    make_design: MakeDesign, monkeypatch: pytest.MonkeyPatch
) -> None:
    design = make_design(analysis=SURVIVAL, follow_up=365, patients=40, pool=200, replicates=30)
    table = made_up(200, death=exponential_deaths(0.5, patients=200))
    whole = operating_characteristics(design, table, FROM_START, truths=[0.2])
    monkeypatch.setattr("hemograft.trials.operating_characteristics.CELLS", 120)
    assert operating_characteristics(design, table, FROM_START, truths=[0.2]) == whole


def test_progress_counts_every_replicate(make_design: MakeDesign) -> None:
    design = make_design(analysis=SURVIVAL, follow_up=365, patients=40, pool=200, replicates=30)
    done: list[int] = []
    operating_characteristics(
        design, made_up(200, death=exponential_deaths(0.5, patients=200)), FROM_START, [0.2], advance=done.append
    )
    assert sum(done) == total_replicates(design) == 30 * (len(trial_sizes(design)) + 1)


def test_sizes_of_the_power_curve_fit_the_pool(make_design: MakeDesign) -> None:
    design = make_design(patients=40, pool=64)
    assert trial_sizes(design) == (10, 20, 30, 40, 60)


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_patients_needed_are_read_from_the_normal_law(power: float) -> None:
    shares = [(n, float(stats.norm.cdf(0.25 * np.sqrt(n) - 1.96))) for n in (30, 60, 90, 120, 180, 240)]
    assert patients_needed(shares, power) == np.ceil(((stats.norm.ppf(power) + 1.96) / 0.25) ** 2)


def test_no_number_of_patients_finds_what_is_not_there() -> None:
    assert patients_needed([(n, 0.05) for n in (30, 60, 120)], 0.8) is None


def test_the_full_analysis_estimates_what_the_pool_holds(make_design: MakeDesign) -> None:
    design = make_design(analysis=SURVIVAL, follow_up=365, patients=800, pool=POOL)
    table = made_up(POOL, death=exponential_deaths(0.6), cause=np.array([[2.0], [4.0]]))
    found = full_analysis(design, table, FROM_START)
    primary = found.endpoints[0]
    died = (table.columns["death"] <= 365.0).mean(axis=1)
    (comparison,) = primary.comparisons
    assert primary.truth == pytest.approx(tuple(1.0 - died), abs=1e-6)
    assert comparison.truth == primary.truth[1] - primary.truth[0]
    assert comparison.difference.low < comparison.truth < comparison.difference.high
    assert comparison.hazard_ratio is not None
    assert comparison.hazard_ratio.low < 0.6 < comparison.hazard_ratio.high
    assert comparison.subdistribution_ratio is None
    assert comparison.adjusted_p == comparison.p
    assert primary.overall_p is None
    assert [arm.patients for arm in primary.arms] == [400, 400]
    by_cause = {item.cause: item.counts for item in found.deaths}
    assert by_cause["infection"] == (primary.arms[0].events, 0)
    assert by_cause["graft_versus_host_disease"] == (0, primary.arms[1].events)
    curve = primary.curves[0]
    assert curve.at_risk[0] == 400
    assert (np.diff(curve.value) <= 0.0).all()
    assert ((curve.low <= curve.value) & (curve.value <= curve.high)).all()


def test_an_estimate_keeps_its_arms_apart() -> None:
    outcome, who = two_arms((6, 10), (2, 10))
    difference: Difference = compared(RESPONSE, outcome, who, "difference").difference
    assert isinstance(difference.first, Estimate)
    assert (difference.first.value[0], difference.second.value[0]) == pytest.approx((0.6, 0.2))

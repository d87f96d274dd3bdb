"""What holds for every sample: sums, order, replicates, and the estimates written out as their definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.gray import gray_test
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.log_rank import log_rank_test
from hemograft.outcomes.statistics.restricted_mean import restricted_mean

DAYS = np.arange(0.0, 9.0)


@st.composite
def samples(draw, replicates=1):
    """Times from 1 to 8, so that ties are common; 3 to 25 patients; two causes."""
    patients = draw(st.integers(3, 25))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    time = random.integers(1, 9, (replicates, patients)).astype(float)
    status = random.integers(0, 3, (replicates, patients))
    entry = np.floor(time * random.random((replicates, patients)) * draw(st.sampled_from([0.0, 1.0])))
    group = random.permuted(np.tile(np.arange(patients) % 2, (replicates, 1)), axis=1)
    return time, status, entry, group


@given(samples())
def test_incidences_and_survival_add_to_one(sample):
    time, status, entry, _ = (each[0] for each in sample)
    curve = aalen_johansen(time, status, 2, entry)
    assert curve.incidence.sum(axis=0) + curve.survival == pytest.approx(1.0)
    together = kaplan_meier(time, status > 0, entry)
    assert curve.survival == pytest.approx(together.survival)
    assert np.all(np.diff(curve.incidence) >= 0)
    assert np.all(curve.variance > -1e-15)


@given(samples())
def test_one_cause_is_one_minus_survival(sample):
    time, status, entry, _ = (each[0] for each in sample)
    dead = (status > 0).astype(int)
    one = aalen_johansen(time, dead, 1, entry).at(DAYS)
    survival = kaplan_meier(time, dead, entry).at(DAYS)
    assert one.incidence[0] == pytest.approx(1.0 - survival.survival, nan_ok=True)


@given(samples(), st.randoms(use_true_random=False))
def test_order_of_patients_changes_nothing(sample, random):
    time, status, entry, group = (each[0] for each in sample)
    order = list(range(len(time)))
    random.shuffle(order)
    one, other = (
        aalen_johansen(time[chosen], status[chosen], 2, entry[chosen]).at(DAYS) for chosen in (slice(None), order)
    )
    assert other.incidence == pytest.approx(one.incidence, nan_ok=True)
    assert other.variance == pytest.approx(one.variance, nan_ok=True, abs=1e-15)
    for test in (gray_test, log_rank_test):
        codes = status if test is gray_test else (status > 0).astype(int)
        p = [test(time[chosen], codes[chosen], group[chosen]).p for chosen in (slice(None), order)]
        assert p[1] == pytest.approx(p[0], nan_ok=True, rel=1e-6)


@given(samples(replicates=4))
def test_replicates_at_once_are_replicates_one_by_one(sample):
    time, status, entry, group = sample
    together = aalen_johansen(time, status, 2, entry).at(DAYS)
    among = kaplan_meier(time, status > 0, entry, among=group == 1)
    quantiles = [among.quantile(), *among.quantile_interval()]
    areas = restricted_mean(time, status > 0, 4.0, entry)
    gray, log_rank = gray_test(time, status, group), log_rank_test(time, status > 0, group, entry)
    for row in range(4):
        alone = aalen_johansen(time[row], status[row], 2, entry[row]).at(DAYS)
        assert np.array_equal(together.incidence[row], alone.incidence, equal_nan=True)
        assert np.array_equal(together.variance[row], alone.variance, equal_nan=True)
        curve = kaplan_meier(time[row], status[row] > 0, entry[row], among=group[row] == 1)
        assert [each[row] for each in quantiles] == [curve.quantile(), *curve.quantile_interval()]
        area = restricted_mean(time[row], status[row] > 0, 4.0, entry[row])
        assert areas.value[row] == pytest.approx(area.value, nan_ok=True)
        assert areas.variance[row] == pytest.approx(area.variance, nan_ok=True)
        assert gray.p[row] == pytest.approx(gray_test(time[row], status[row], group[row]).p, nan_ok=True)
        one = log_rank_test(time[row], status[row] > 0, group[row], entry[row])
        assert log_rank.p[row] == pytest.approx(one.p, nan_ok=True)


@given(samples())
def test_whom_a_mask_leaves_out_does_not_matter(sample):
    time, status, entry, group = (each[0] for each in sample)
    chosen = group == 0
    masked = aalen_johansen(time, status, 2, entry, among=chosen).at(DAYS)
    cut = aalen_johansen(time[chosen], status[chosen], 2, entry[chosen]).at(DAYS)
    assert masked.incidence == pytest.approx(cut.incidence, nan_ok=True)
    assert masked.variance == pytest.approx(cut.variance, nan_ok=True)


@given(samples())
@settings(max_examples=40)
def test_incidence_and_variance_by_definition(sample):
    """Sums over the days, as the definitions read, with left truncation."""
    time, status, entry, _ = (each[0] for each in sample)
    found = aalen_johansen(time, status, 2, entry).at(DAYS)
    at_risk = np.array([((entry < day) & (day <= time)).sum() for day in DAYS])
    events = np.array([[((time == day) & (status == cause)).sum() for day in DAYS] for cause in (1, 2)])
    free, incidence, earlier = 1.0, np.zeros((2, len(DAYS) + 1)), np.ones(len(DAYS))
    survival = np.ones(len(DAYS))
    for day in range(len(DAYS)):
        earlier[day] = free
        share = events[:, day] / max(at_risk[day], 1)
        incidence[:, day] = incidence[:, day - 1] + free * share
        free *= 1.0 - share.sum()
        survival[day] = free
    for cause in range(2):
        for now in range(len(DAYS)):
            variance = 0.0
            for day in np.flatnonzero(at_risk[: now + 1] > 0):
                left = incidence[cause, now] - incidence[cause, day]
                weight = left / survival[day] if survival[day] > 1e-12 else 0.0
                for which, factor in ((cause, 1.0 - weight), (1 - cause, -weight)):
                    count, number = events[which, day], at_risk[day]
                    tied = (count - 1) / (number - 1) if count > 1 else 0.0
                    variance += (earlier[day] * factor / number) ** 2 * count * (1.0 - tied)
            if not np.isnan(found.incidence[cause, now]):
                assert found.incidence[cause, now] == pytest.approx(incidence[cause, now])
                assert found.variance[cause, now] == pytest.approx(variance, abs=1e-15)


@given(samples(), st.floats(0.5, 3.0))
def test_tests_see_only_the_order_of_times(sample, power):
    time, status, _, group = (each[0] for each in sample)
    for test, codes in ((gray_test, status), (log_rank_test, (status > 0).astype(int))):
        one, other = test(time, codes, group), test(time**power, codes, group)
        assert other.statistic == pytest.approx(one.statistic, nan_ok=True)
        swapped = test(time, codes, 1 - group)
        assert swapped.statistic == pytest.approx(one.statistic, nan_ok=True, rel=1e-6)


def test_gray_keeps_its_level_and_finds_a_difference():
    random = np.random.default_rng(5)
    arm = np.arange(120) % 2

    def rejected(ratio):
        event = random.exponential(1.0 / (0.03 * np.where(arm == 1, ratio, 1.0)), (3000, 120))
        other, end = random.exponential(1.0 / 0.03, (3000, 120)), random.uniform(10.0, 60.0, (3000, 120))
        time = np.minimum(np.minimum(event, other), end)
        status = np.where(time == event, 1, np.where(time == other, 2, 0))
        return np.mean(gray_test(time, status, arm).p < 0.05)

    assert rejected(1.0) == pytest.approx(0.05, abs=0.015)
    assert rejected(2.5) > 0.6


def test_interval_covers_the_truth():
    """Incidence of two constant hazards, (a / (a + b)) (1 - exp(-(a + b) t)), in 95 % of log-log intervals."""
    random = np.random.default_rng(6)
    event, other = random.exponential(1.0 / 0.04, (3000, 100)), random.exponential(1.0 / 0.02, (3000, 100))
    time = np.minimum(np.minimum(event, other), random.uniform(10.0, 60.0, (3000, 100)))
    status = np.where(time == event, 1, np.where(time == other, 2, 0))
    found = aalen_johansen(time, status, 2).at(15.0)
    truth = 0.04 / 0.06 * (1.0 - np.exp(-0.06 * 15.0))
    low, high = (end[:, 0, 0] for end in found.interval())
    assert np.mean((low < truth) & (truth < high)) == pytest.approx(0.95, abs=0.015)
    assert found.incidence[:, 0, 0].mean() == pytest.approx(truth, abs=0.004)
    assert found.variance[:, 0, 0].mean() == pytest.approx(found.incidence[:, 0, 0].var(), rel=0.08)


def test_nothing_is_said_after_the_last_observation_of_somebody_event_free():
    open_end = aalen_johansen([1.0, 2.0, 3.0], [1, 2, 0], 2).at([3.0, 3.1])
    assert open_end.incidence[0] == pytest.approx([1 / 3, np.nan], nan_ok=True)
    closed = aalen_johansen([1.0, 2.0, 3.0], [1, 2, 1], 2).at([3.1, 100.0])
    assert closed.incidence[0] == pytest.approx([2 / 3, 2 / 3])
    assert np.isnan(kaplan_meier([1.0, 2.0], [1, 0]).at(5.0).survival)
    assert np.isnan(restricted_mean([1.0, 2.0], [1, 0], 5.0).value)
    assert restricted_mean([1.0, 2.0], [1, 1], 5.0).value == pytest.approx(1.5)


def test_no_test_without_events_or_with_an_empty_group():
    time, group = np.arange(1.0, 9.0), np.repeat([0, 1], 4)
    assert np.isnan(gray_test(time, np.zeros(8), group).p)
    assert np.isnan(log_rank_test(time, np.zeros(8), group).p)
    assert np.isnan(gray_test(time, np.ones(8), np.ones(8)).p)
    with pytest.raises(ValueError, match="one group only"):
        gray_test(time, np.ones(8), np.zeros(8))


def test_a_median_that_is_not_reached_is_infinite():
    curve = kaplan_meier(np.arange(1.0, 11.0), np.repeat([1, 0], [3, 7]))
    assert np.isinf(curve.quantile()) and curve.quantile(0.25) == 3.0


@pytest.mark.parametrize(
    ("time", "status", "entry", "words"),
    [
        ([1.0, 2.0], [1], None, "one of each for every patient"),
        ([], [], None, "one of each for every patient"),
        ([1.0, np.nan], [1, 0], None, "not finite"),
        ([1.0, np.inf], [1, 0], None, "not finite"),
        ([1.0, 2.0], [1, 3], None, "status 3 is none of 0 to 2"),
        ([1.0, 2.0], [-1, 0], None, "status -1 is none of 0 to 2"),
        ([1.0, 2.0], [1, 0], [0.0, 2.0], "entry 2 is not before time 2"),
    ],
)
def test_impossible_samples_are_refused(time, status, entry, words):
    with pytest.raises(ValueError, match=words):
        aalen_johansen(time, status, 2, entry)

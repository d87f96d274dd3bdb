"""Kaplan-Meier, the log-rank test and the restricted mean against R's survival, to nine digits."""

import numpy as np
import pytest
from golden_numbers import COHORTS, cohort, golden, near

from hemograft.outcomes.statistics.estimate import Difference
from hemograft.outcomes.statistics.kaplan_meier import kaplan_meier
from hemograft.outcomes.statistics.log_rank import log_rank_test
from hemograft.outcomes.statistics.number_at_risk import number_at_risk
from hemograft.outcomes.statistics.restricted_mean import restricted_mean

pytestmark = pytest.mark.parametrize("name", COHORTS)


def test_survival_with_its_interval(name):
    data, days = cohort(name), golden(name, "times")
    found = kaplan_meier(data["time"], data["status"] > 0).at(days)
    low, high = found.interval()
    assert found.survival == near(golden(name, "survival", "estimate"))
    assert np.sqrt(found.variance) == near(golden(name, "survival", "standard error"))
    assert low == near(golden(name, "survival", "low"))
    assert high == near(golden(name, "survival", "high"))


def test_median_and_lower_quartile_with_their_intervals(name):
    data = cohort(name)
    curve = kaplan_meier(data["time"], data["status"] > 0)
    for share, label in ((0.5, "median"), (0.25, "lower quartile")):
        found = [curve.quantile(share), *curve.quantile_interval(share)]
        assert found == near(golden(name, "survival", label))


def test_left_truncated_survival(name):
    data, days = cohort(name), golden(name, "times")
    found = kaplan_meier(data["time"], data["status"] > 0, entry=data["entry"]).at(days)
    assert found.survival == near(golden(name, "survival, entry", "estimate"))
    assert np.sqrt(found.variance) == near(golden(name, "survival, entry", "standard error"))


def test_numbers_at_risk(name):
    data, days = cohort(name), golden(name, "times")
    assert number_at_risk(data["time"], days) == near(golden(name, "survival", "at risk"))
    late = number_at_risk(data["time"], days, data["entry"], among=data["dose"] == 1)
    treated = data["dose"] == 1
    spans = list(zip(data["entry"][treated], data["time"][treated], strict=True))
    assert list(late) == [sum(entry < day <= end for entry, end in spans) for day in days]


def test_log_rank(name):
    data = cohort(name)
    dead, group = data["status"] > 0, data["group"] - 1
    found = log_rank_test(data["time"], dead, group)
    assert found.statistic == near(golden(name, "log-rank", "statistic")[0])
    stratified = log_rank_test(data["time"], dead, group, strata=data["stratum"])
    assert stratified.statistic == near(golden(name, "log-rank", "stratified")[0])


def test_left_truncated_log_rank_is_the_score_test_of_cox(name):
    data = cohort(name)
    untied = np.unique(data["time"], return_index=True)[1]
    time, dose, entry = (data[column][untied] for column in ("time", "dose", "entry"))
    found = log_rank_test(time, data["status"][untied] == 1, dose, entry)
    assert found.statistic == near(golden(name, "log-rank", "entry, untied")[0])


def test_restricted_mean_and_its_difference(name):
    data, dead = cohort(name), cohort(name)["status"] > 0
    horizon = golden(name, "restricted mean", "horizon")[0]
    arms = [restricted_mean(data["time"], dead, horizon, among=data["dose"] == dose) for dose in (0, 1)]
    for dose, found in enumerate(arms):
        assert found.value == near(golden(name, "restricted mean", "mean")[dose])
        assert found.standard_error == near(golden(name, "restricted mean", "standard error")[dose])
    difference = Difference(arms[1], arms[0])
    assert difference.value == near(np.diff(golden(name, "restricted mean", "mean"))[0])
    assert difference.p == near(golden(name, "restricted mean", "p of difference")[0])

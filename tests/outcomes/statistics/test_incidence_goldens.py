"""Aalen-Johansen and Gray's test against R's cmprsk and survival, to nine digits."""

import numpy as np
import pytest
from golden_numbers import COHORTS, cohort, golden, near

from hemograft.outcomes.statistics.aalen_johansen import aalen_johansen
from hemograft.outcomes.statistics.estimate import Difference, Estimate
from hemograft.outcomes.statistics.gray import gray_test

pytestmark = pytest.mark.parametrize("name", COHORTS)


@pytest.mark.parametrize("group", ["all", 1, 2, 3])
def test_incidence_and_variance_are_those_of_cuminc(name, group):
    data, causes = cohort(name), COHORTS[name]
    among = None if group == "all" else data["group"] == group
    found = aalen_johansen(data["time"], data["status"], causes, among=among).at(golden(name, "times"))
    for cause in range(causes):
        label = f"{group},{cause + 1}"
        assert found.incidence[cause] == near(golden(name, "incidence", label))
        assert found.variance[cause] == near(golden(name, "incidence variance", label))


def test_left_truncated_incidence_is_that_of_the_multi_state_curve(name):
    data, causes = cohort(name), COHORTS[name]
    found = aalen_johansen(data["time"], data["status"], causes, entry=data["entry"]).at(golden(name, "times"))
    for cause in range(causes):
        assert found.incidence[cause] == near(golden(name, "incidence, entry", f"{cause + 1}"))


def test_gray_of_three_groups(name):
    data = cohort(name)
    for cause in range(COHORTS[name]):
        found = gray_test(data["time"], data["status"], data["group"] - 1, cause + 1)
        assert found.statistic == near(golden(name, "gray", "statistic")[cause])
        assert found.p == near(golden(name, "gray", "p")[cause])
        assert found.degrees_of_freedom == 2


def test_gray_leaves_out_whom_no_group_has(name):
    data = cohort(name)
    two = np.where(data["group"] < 3, data["group"] - 1, -1)
    for cause in range(COHORTS[name]):
        found = gray_test(data["time"], data["status"], two, cause + 1)
        assert found.statistic == near(golden(name, "gray two groups", "statistic")[cause])


def test_gray_in_strata(name):
    data = cohort(name)
    for cause in range(COHORTS[name]):
        found = gray_test(data["time"], data["status"], data["group"] - 1, cause + 1, strata=data["stratum"])
        assert found.statistic == near(golden(name, "gray stratified", "statistic")[cause])
        assert found.p == near(golden(name, "gray stratified", "p")[cause])


def test_difference_of_two_arms(name):
    data, causes = cohort(name), COHORTS[name]
    for place, day in enumerate(golden(name, "times")):
        arms = [
            aalen_johansen(data["time"], data["status"], causes, among=data["dose"] == dose).at(day) for dose in (1, 0)
        ]
        found = Difference(*(Estimate(arm.incidence[..., 0], arm.variance[..., 0]) for arm in arms))
        for cause in range(causes):
            value = golden(name, "incidence difference", f"value,{cause + 1}")[place]
            p = golden(name, "incidence difference", f"p,{cause + 1}")[place]
            assert found.value[cause] == near(value)
            assert found.p[cause] == pytest.approx(p, rel=1e-9, nan_ok=True)
            low, high = (end[cause] for end in found.interval())
            assert 0.5 * (low + high) == near(value)
            if found.variance[cause] > 0:
                assert (low > 0 or high < 0) == (p < 0.05)

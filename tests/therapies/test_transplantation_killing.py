"""Killings of a clone add up, whichever begins or ends first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.therapies.marrow_killing import Killing, killing_interventions
from tests.therapies.ward import settings

RATES = st.floats(0.01, 5.0)
KILLINGS = st.lists(
    st.builds(
        lambda clone, first, days, progenitors, share: Killing(
            clone, float(first), float(first + days), progenitors, progenitors * share
        ),
        st.sampled_from(["host", "donor"]),
        st.integers(0, 20),
        st.integers(1, 20),
        RATES,
        st.floats(0.0, 1.0),
    ),
    min_size=1,
    max_size=5,
)


def delivered(killings: list[Killing], clone: str) -> tuple[float, float]:
    """Logs of progenitors and stem cells killed by the schedule."""
    progenitors = stem_cells = 0.0
    rate, sensitivity, now = 0.0, 1.0, 0.0
    for item in settings(killing_interventions(killings)):
        if not item.parameter.startswith(f"{clone}."):
            continue
        progenitors += rate * (item.day - now)
        stem_cells += rate * sensitivity * (item.day - now)
        now = item.day
        if item.parameter.endswith(".conditioning"):
            rate = item.value
        else:
            sensitivity = item.value
    assert (rate, sensitivity) == (0.0, 1.0), "rest at the end"
    return progenitors, stem_cells


@given(KILLINGS)
def test_the_schedule_delivers_the_sum_and_comes_to_rest(killings):
    for clone in {killing.clone for killing in killings}:
        own = [killing for killing in killings if killing.clone == clone]
        progenitors, stem_cells = delivered(killings, clone)
        assert progenitors == pytest.approx(sum(item.progenitors * (item.last - item.first) for item in own))
        assert stem_cells == pytest.approx(sum(item.stem_cells * (item.last - item.first) for item in own))


def test_the_end_of_one_leaves_the_other():
    long, short = Killing("host", 0.0, 10.0, 0.5, 0.5), Killing("host", 2.0, 5.0, 1.5, 0.0)
    rates = {
        item.day: item.value
        for item in settings(killing_interventions([long, short]))
        if item.parameter == "host.conditioning"
    }
    assert rates == {0.0: 0.5, 2.0: 2.0, 5.0: 0.5, 10.0: 0.0}


def test_patients_differ_and_those_without_killing_keep_a_sensitivity_of_one():
    some = Killing("donor", 1.0, 2.0, np.array([0.0, 2.0]), np.array([0.0, 0.5]))
    rate, sensitivity, _, _ = settings(killing_interventions([some]))
    assert rate.value.tolist() == [0.0, 2.0]
    assert sensitivity.value.tolist() == [1.0, 0.25]


def test_what_is_set_are_parameters_of_the_blood():
    names = BloodSystem(clones=("host", "donor")).parameter_names
    both = [Killing("host", 0.0, 1.0, 1.0, 1.0), Killing("donor", 0.0, 1.0, 1.0, 1.0)]
    assert {item.parameter for item in settings(killing_interventions(both))} <= set(names)

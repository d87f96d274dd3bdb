"""Cycles of chemotherapy: on the day, or when the counts allow, and at which dose."""

import numpy as np
import pytest

from hemograft.therapies.cytotoxic import ChemotherapyCycles, label_rules
from tests.therapies.ward import added, morning


def given(policy, platelets, neutrophils: float | list[float] = 4.0):
    """Doses by day, for the counts of each morning from day 0."""
    counts = np.broadcast_to(neutrophils, len(platelets))
    memory, doses = policy.begin(1), {}
    for day, (platelet, neutrophil) in enumerate(zip(platelets, counts, strict=True)):
        orders = policy.decide(morning(day, platelets=platelet, neutrophils=neutrophil), memory)
        memory = orders.memory
        for dose in added(orders.interventions):
            assert dose.state == "carboplatin.central"
            doses[day] = float(dose.amount[0])
    return doses


def cycles(rules=None, number_of=3, first_day=0):
    return ChemotherapyCycles("carboplatin", 600.0, number_of, 21, first_day, rules)


def test_without_rules_every_cycle_is_given_in_full_on_its_day():
    assert given(cycles(), [10.0] * 80) == {0: 600.0, 21: 600.0, 42: 600.0}
    assert given(cycles(first_day=5), [10.0] * 80) == {5: 600.0, 26: 600.0, 47: 600.0}


def test_good_counts_change_nothing():
    rules = label_rules("carboplatin")
    assert given(cycles(rules), [200.0] * 80) == {0: 600.0, 21: 600.0, 42: 600.0}


def test_a_cycle_waits_a_week_at_a_time_and_the_next_is_counted_from_it():
    counts = [200.0] * 10 + [80.0] * 20 + [150.0] * 60  # low on the mornings 10 to 29
    assert given(cycles(label_rules("carboplatin")), counts) == {0: 600.0, 35: 600.0, 56: 600.0}


def test_neutrophils_hold_a_cycle_back_too():
    low = [4.0] * 10 + [1.6] * 20 + [4.0] * 60
    assert list(given(cycles(label_rules("carboplatin")), [200.0] * 90, low)) == [0, 35, 56]
    assert list(
        given(ChemotherapyCycles("carboplatin", 600.0, 3, 21, 0, label_rules("docetaxel")), [200.0] * 90, low)
    ) == [
        0,
        21,
        42,
    ]


def test_a_deep_nadir_lowers_the_dose_once_each_time():
    counts = [200.0] * 10 + [40.0] + [200.0] * 25 + [40.0] + [200.0] * 60
    assert given(cycles(label_rules("carboplatin")), counts) == pytest.approx({0: 600.0, 21: 450.0, 42: 337.5})


def test_counts_before_the_first_cycle_are_not_its_nadir():
    counts = [40.0] * 5 + [200.0] * 40
    assert given(cycles(label_rules("carboplatin"), 1, 3), counts) == {10: 600.0}


def test_patients_are_treated_apart():
    policy = cycles(label_rules("carboplatin"), 1)
    orders = policy.decide(morning(0, platelets=np.array([50.0, 150.0])), policy.begin(2))
    (dose,) = added(orders.interventions)
    assert dose.amount.tolist() == [0.0, 600.0]
    later = policy.decide(morning(7, platelets=np.array([150.0, 150.0])), orders.memory)
    (dose,) = added(later.interventions)
    assert dose.amount.tolist() == [600.0, 0.0]

"""The efficiency frontier against published worked examples, and net benefit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.outcomes.cost_effectiveness import Verdict, efficiency_frontier, net_benefit, share_best

CHEAPEST, FRONTIER, DOMINATED, EXTENDED = Verdict
points = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8)


def test_a_lecture_with_two_rounds_of_extended_dominance():
    """Frick, Decision rules, Johns Hopkins University 2007, lecture 11: options 1 to 5. Option 1 falls to a mixture of
    2 and 4, and then option 4 to one of 2 and 3."""
    cost = np.array([300_000.0, 200_000.0, 450_000.0, 375_000.0, 400_000.0])
    effect = np.array([25.0, 20.0, 50.0, 40.0, 15.0])
    found = efficiency_frontier(cost, effect)
    assert found.verdicts == (EXTENDED, CHEAPEST, FRONTIER, EXTENDED, DOMINATED)
    assert found.ratio[2] == pytest.approx(250_000.0 / 30.0)
    assert np.isnan(found.ratio[[0, 1, 3, 4]]).all()


def test_published_screening_for_human_immunodeficiency_virus():
    """Paltiel et al, Ann Intern Med 2006;145:797, table 4: none, once, every 5 and 3 years, yearly; months of life."""
    cost = np.array([26_000.0, 27_000.0, 28_020.0, 28_440.0, 29_440.0])
    years = np.array([277.25, 277.57, 277.78, 277.83, 277.76]) / 12.0
    found = efficiency_frontier(cost, years)
    assert found.verdicts == (CHEAPEST, FRONTIER, FRONTIER, FRONTIER, DOMINATED)
    assert found.ratio[1:4] == pytest.approx([37_500.0, 58_286.0, 100_800.0], rel=1e-4)


def test_more_for_no_more_money_dominates():
    found = efficiency_frontier(np.array([5.0, 5.0, 6.0]), np.array([1.0, 2.0, 2.0]))
    assert found.verdicts == (DOMINATED, CHEAPEST, DOMINATED)


def test_equal_strategies_share_their_verdict():
    found = efficiency_frontier(np.array([1.0, 3.0, 3.0]), np.array([1.0, 2.0, 2.0]))
    assert found.verdicts == (CHEAPEST, FRONTIER, FRONTIER)
    assert found.ratio[1:].tolist() == [2.0, 2.0]


@given(points)
def test_the_frontier_is_where_some_willingness_to_pay_leads(drawn):
    """Whatever is worth most at any willingness lies on it, and ratios rise along it."""
    cost, effect = np.array(drawn, dtype=float).T
    found = efficiency_frontier(cost, effect)
    on_it = {index for index, verdict in enumerate(found.verdicts) if verdict in (CHEAPEST, FRONTIER)}
    ratios = sorted(set(found.ratio[np.isfinite(found.ratio)]))
    for willingness in (0.001, *(ratio + 1e-6 for ratio in ratios), 1e6):
        benefit = net_benefit(cost, effect, willingness)
        assert set(np.flatnonzero(benefit == benefit.max())) <= on_it
    along = [found.ratio[index] for index in sorted(on_it, key=lambda index: effect[index])]
    assert (np.diff([ratio for ratio in along if np.isfinite(ratio)]) >= 0.0).all()
    assert CHEAPEST in found.verdicts


@given(points)
def test_dominated_means_that_another_is_no_worse_in_either(drawn):
    cost, effect = np.array(drawn, dtype=float).T
    for index, verdict in enumerate(efficiency_frontier(cost, effect).verdicts):
        no_worse = (cost <= cost[index]) & (effect >= effect[index])
        better = no_worse & ((cost < cost[index]) | (effect > effect[index]))
        assert better.any() == (verdict == DOMINATED)


def test_net_benefit_and_who_has_the_greatest():
    cost = np.array([[0.0, 0.0, 0.0, 0.0], [100.0, 100.0, 100.0, 10.0]])
    years = np.array([[1.0, 1.0, 1.0, 1.0], [3.0, 1.0, 2.0, 1.1]])
    benefit = net_benefit(cost, years, 100.0)
    assert benefit[1].tolist() == pytest.approx([200.0, 0.0, 100.0, 100.0])
    assert share_best(np.round(benefit)).tolist() == [0.5, 0.5]

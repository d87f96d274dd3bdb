"""Diversity indices against their closed forms, bounds and a published worked formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.population.clonal_diversity import clonal_diversity, recaptured_richness

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any).map(np.array)


@pytest.mark.parametrize("clones", [1, 7, 400])
def test_equal_clones_are_as_diverse_as_can_be(clones):
    found = clonal_diversity(np.full(clones, 12))
    assert found.shannon == pytest.approx(np.log(clones))
    assert found.simpson == pytest.approx(1.0 - 1.0 / clones)
    assert found.gini == pytest.approx(0.0, abs=1e-12)
    assert (found.clones, found.richness, found.coverage) == (clones, clones, 1.0)
    assert found.largest_share == pytest.approx(min(1.0, 10 / clones))


def test_a_small_sample_by_hand():
    """Six reads of four clones: 3, 1, 1, 1, and three clones not seen."""
    found = clonal_diversity(np.array([0, 3, 1, 0, 1, 1, 0]))
    shares = np.array([0.5, 1 / 6, 1 / 6, 1 / 6])
    assert found.shannon == pytest.approx(-(shares * np.log(shares)).sum())
    assert found.simpson == pytest.approx(1.0 - (shares**2).sum())
    assert found.richness == 4 + 3 * 2 / 2
    assert found.coverage == pytest.approx(0.5)
    # mean absolute difference of 3,1,1,1 over twice the mean: (6 x 2 / 16) / (2 x 1.5)
    assert found.gini == pytest.approx(0.25)


@given(COUNTS)
def test_indices_keep_their_bounds(counts):
    found = clonal_diversity(counts)
    assert -1e-12 <= found.shannon <= np.log(found.clones) + 1e-9
    assert -1e-12 <= found.simpson <= 1.0 - 1.0 / found.clones + 1e-12
    assert -1e-12 <= found.gini < 1.0
    assert 0.0 <= found.coverage <= 1.0
    assert found.richness >= found.clones == np.count_nonzero(counts)
    assert min(1.0, 10 / found.clones) - 1e-12 <= found.largest_share <= 1.0 + 1e-12


@given(COUNTS, st.integers(2, 50))
def test_depth_alone_changes_no_index_of_shares(counts, factor):
    once, more = clonal_diversity(counts), clonal_diversity(counts * factor)
    assert (more.shannon, more.simpson, more.gini) == pytest.approx((once.shannon, once.simpson, once.gini), abs=1e-9)


@pytest.mark.parametrize("counts", [np.zeros(4, int), np.array([3, -1]), np.array([], int)])
def test_counts_without_a_clone_are_refused(counts):
    with pytest.raises(ValueError, match=r"counts hold no clone or a negative number; give"):
        clonal_diversity(counts)


def test_recapture_finds_the_number_of_equal_clones():
    generator = np.random.default_rng(8)
    first, second = (generator.multinomial(700, np.full(1000, 1e-3)) for _ in range(2))
    assert recaptured_richness(first, second) == pytest.approx(1000.0, rel=0.1)


def test_recapture_in_the_same_sample_finds_that_sample():
    seen = np.array([4, 0, 1, 9, 0])
    assert recaptured_richness(seen, seen) == pytest.approx(3.0)


def test_unequal_clones_hide_each_other():
    """Why capture and recapture is a lower bound here."""
    generator = np.random.default_rng(9)
    shares = generator.exponential(size=1000)
    first, second = (generator.multinomial(700, shares / shares.sum()) for _ in range(2))
    assert recaptured_richness(first, second) < 750.0
    assert clonal_diversity(first).richness < 1000.0

"""Clones of transduced stem cells follow the closed form of birth and death, and on average the blood engine."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from hemograft.evidence import number, record
from hemograft.hematopoiesis.parameters import CloneCondition, standard_parameters
from hemograft.hematopoiesis.stem_cells import stem_cell_rates
from hemograft.population.stem_cell_clones import (
    StemCellRates,
    amplified_reads,
    clone_interval,
    clone_sizes,
    expected_clones,
    founder_fate,
    niche_rates,
    sample_cells,
)
from hemograft.therapies.transplantation import GraftSource

COMMON = standard_parameters()
YEAR = 365
MARROW, BLOOD = GraftSource.BONE_MARROW, GraftSource.MOBILIZED_BLOOD


def listed(identifier: str) -> tuple[float, ...]:
    value = record(identifier).value
    assert isinstance(value, tuple)
    return value


def test_in_a_full_niche_replication_and_commitment_balance_once_in_forty_weeks():
    """Catlin et al 2011: once per 40 weeks (25 to 50)."""
    rates = niche_rates(1.0, 3 * YEAR, COMMON)
    assert rates.replication == pytest.approx(1.0 / 280.0, rel=1e-3)
    assert rates.commitment == pytest.approx(rates.replication, rel=1e-3)


def test_the_critical_process_has_its_textbook_law():
    rate, days = 0.004, 500
    survival, geometric = founder_fate(StemCellRates(np.full(days, rate), np.full(days, rate)), 0, days)
    assert survival == pytest.approx(1.0 / (1.0 + rate * days))
    assert geometric == pytest.approx(1.0 / (1.0 + rate * days))


def test_the_process_with_constant_rates_has_its_textbook_law():
    """Probability of extinction m (e^((b-m)t) - 1) / (b e^((b-m)t) - m), mean e^((b-m)t)."""
    birth, death, days = 0.03, 0.01, 120
    survival, geometric = founder_fate(StemCellRates(np.full(days, birth), np.full(days, death)), 0, days)
    growth = np.exp((birth - death) * days)
    assert 1.0 - survival == pytest.approx(death * (growth - 1.0) / (birth * growth - death))
    assert survival / geometric == pytest.approx(growth)


@given(st.floats(0.02, 1.0), st.integers(1, 300), st.integers(1, 300))
def test_two_stretches_of_time_make_one(occupancy, first, second):
    """The law of a founder is a fractional linear map of generating functions, which composes."""
    rates = niche_rates(occupancy, first + second, COMMON)

    def generating(stretch: tuple[int, int], at: float) -> float:
        survival, geometric = founder_fate(rates, *stretch)
        return 1.0 - survival + survival * geometric * at / (1.0 - (1.0 - geometric) * at)

    inner = generating((first, first + second), 0.3)
    assert generating((0, first), inner) == pytest.approx(generating((0, first + second), 0.3), rel=1e-9)


def test_simulated_clones_have_the_exact_extinction_and_mean():
    rates = niche_rates(0.2, 2 * YEAR, COMMON)
    founders = 20_000
    sizes = clone_sizes(founders, rates, [100, YEAR, 2 * YEAR], np.random.default_rng(1))
    for sample, day in zip(sizes, [100, YEAR, 2 * YEAR], strict=True):
        survival, geometric = founder_fate(rates, 0, day)
        assert (sample > 0).mean() == pytest.approx(survival, abs=4.0 * (survival * (1 - survival) / founders) ** 0.5)
        alive = sample[sample > 0]
        spread = (1.0 - geometric) ** 0.5 / geometric / len(alive) ** 0.5
        assert alive.mean() == pytest.approx(1.0 / geometric, abs=4.0 * spread)


def test_clones_together_refill_the_niche_as_the_engine_does():
    """Mean size of a founder's clone times the occupancy at the infusion is what the engine's equation gives."""

    def rate(_: float, occupancy: Any) -> Any:
        return stem_cell_rates(COMMON, CloneCondition(), occupancy, 0.0, occupancy, occupancy)[0]

    days = [50, 200, 3 * YEAR]
    engine = solve_ivp(rate, (0.0, days[-1]), [0.1], t_eval=days, rtol=1e-8).y[0]
    rates = niche_rates(0.1, days[-1], COMMON)
    for day, occupancy in zip(days, engine, strict=True):
        survival, geometric = founder_fate(rates, 0, day)
        assert 0.1 * survival / geometric == pytest.approx(occupancy, rel=0.02)


def test_extinct_clones_stay_extinct_and_the_generator_decides_all():
    rates = niche_rates(0.5, 900, COMMON)
    first, again = (clone_sizes(500, rates, [200, 500, 900], np.random.default_rng(5)) for _ in range(2))
    assert (first == again).all()
    assert not first[1:][:, first[0] == 0].any()
    assert (np.diff((first > 0).sum(axis=1)) < 0).all()


@pytest.mark.parametrize("days", [[10, 5], [5, 40], [-3]])
def test_sampling_days_out_of_order_or_beyond_the_rates_are_refused(days):
    with pytest.raises(ValueError, match=r"sampling_days are .*; give ascending days from 0 to 30"):
        clone_sizes(10, niche_rates(1.0, 30, COMMON), days, np.random.default_rng(1))


def test_clones_from_published_doses_lie_in_the_published_range():
    """Six et al 2020: 2,000 to 50,000 at least, from these doses; here everything infused counts as transduced."""
    low, high = listed("gene_therapy.repopulating_clones")
    sources = [MARROW] * 3 + [BLOOD] * 3
    doses, totals = (listed(f"gene_therapy.six_cd34_{kind}") for kind in ("per_kg", "total"))
    clones = [
        expected_clones(source, dose, total / dose, 1.0)
        for source, dose, total in zip(sources, doses, totals, strict=True)
    ]
    assert low < min(clones) < 2.5 * low
    assert 0.4 * high < max(clones) < high
    # the smallest and largest dose of the six give the fewest and the most
    assert np.argmin(clones) == np.argmin(totals) and np.argmax(clones) == np.argmax(totals)


@pytest.mark.parametrize(("weight", "fraction"), [(9.0, 0.5), (17.0, 0.9), (40.0, 0.9), (70.0, 0.5)])
def test_draws_for_usual_products_lie_among_active_clones(weight, fraction):
    """Calabria et al 2024: 770 to 35,000."""
    low, high = listed("gene_therapy.active_clones")
    expected = expected_clones(BLOOD, 1e7, weight, fraction)
    drawn = np.random.default_rng(2).poisson(expected, 200)
    assert low < drawn.min() and drawn.max() < high
    fewest, most = clone_interval(expected, number("population.engraftment"))
    assert 0.5 * low < fewest < expected < most < high
    assert ((fewest < drawn) & (drawn < most)).mean() > 0.95


def test_the_interval_is_the_poisson_one_where_patients_do_not_differ():
    fewest, most = clone_interval(1000.0, 0.0)
    assert (fewest, most) == (pytest.approx(938.0, abs=3.0), pytest.approx(1062.0, abs=5.0))


@given(st.integers(1, 2000), st.integers(1, 100_000), st.floats(0.05, 20.0))
def test_every_cell_and_every_read_is_counted_and_unsampled_clones_have_no_reads(cells, depth, evenness):
    generator = np.random.default_rng(3)
    sampled = sample_cells(np.array([5, 0, 40, 3]), cells, generator)
    assert sampled.sum() == cells and sampled[1] == 0
    reads = amplified_reads(sampled, depth, evenness, generator)
    assert reads.sum() == depth and not reads[sampled == 0].any()


def test_even_amplification_gives_reads_in_proportion_to_cells():
    cells = np.array([10, 20, 70])
    reads = amplified_reads(cells, 1_000_000, 1e6, np.random.default_rng(4))
    assert reads / 1e6 == pytest.approx(cells / 100.0, abs=0.003)

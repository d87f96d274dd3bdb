"""Allocation in permuted blocks, accrual, loss to follow-up and the cut-off of the data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.trials.enrollment import enroll, permuted_blocks, stratum_of
from tests.trials.conftest import MakeDesign, made_up


@given(
    weights=st.lists(st.integers(1, 4), min_size=2, max_size=8),
    multiple=st.integers(1, 3),
    patients=st.integers(1, 200),
    strata=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
def test_complete_blocks_are_balanced_in_every_stratum(
    weights: list[int], multiple: int, patients: int, strata: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    stratum = generator.integers(0, strata, patients)
    arms = permuted_blocks(generator, stratum, weights, multiple)
    block = multiple * sum(weights)
    for place in range(strata):
        inside = arms[stratum == place]
        for first in range(0, len(inside) - block + 1, block):
            assert np.bincount(inside[first : first + block]).tolist() == [multiple * w for w in weights]
        rest = inside[len(inside) - len(inside) % block :]
        assert (np.bincount(rest, minlength=len(weights)) <= multiple * np.array(weights)).all()


def test_blocks_differ_between_replicates(make_design: MakeDesign) -> None:
    found = enroll(make_design(), made_up(64, days=70), 24, range(50))
    assert len({tuple(row) for row in found.arm.tolist()}) > 45
    assert (found.arm.sum(axis=1) == 12).all()


def test_nobody_enters_a_trial_twice(make_design: MakeDesign) -> None:
    found = enroll(make_design(), made_up(64, days=70), 24, range(30))
    assert all(len(set(row)) == 24 for row in found.patient.tolist())


def test_a_replicate_is_the_same_alone_and_among_others(make_design: MakeDesign) -> None:
    design = make_design(conduct={"accrual": 90.0, "dropout_per_year": 0.2})
    table = made_up(64, days=70)
    together, alone = enroll(design, table, 24, range(10)), enroll(design, table, 24, range(7, 8))
    for name in ("patient", "arm", "entry", "lost", "observed"):
        np.testing.assert_array_equal(getattr(together, name)[7:8], getattr(alone, name))


def test_patients_enter_evenly_over_the_accrual(make_design: MakeDesign) -> None:
    found = enroll(make_design(conduct={"accrual": 100.0}), made_up(64, days=70), 24, range(400))
    assert (np.diff(found.entry, axis=1) >= 0.0).all()
    assert np.quantile(found.entry, (0.25, 0.5, 0.75)) == pytest.approx([25.0, 50.0, 75.0], abs=2.0)


def test_the_asked_share_is_lost_in_a_year(make_design: MakeDesign) -> None:
    found = enroll(make_design(conduct={"dropout_per_year": 0.2}), made_up(64, days=70), 24, range(2000))
    assert np.mean(found.lost < 365.25) == pytest.approx(0.2, abs=0.006)
    assert (found.observed <= 70.0).all()


def test_the_cut_off_ends_observation(make_design: MakeDesign) -> None:
    design = make_design(conduct={"accrual": 200.0, "after_last_entry": 30.0})
    found = enroll(design, made_up(64, days=70), 24, range(5))
    last = found.entry.max(axis=1, keepdims=True)
    np.testing.assert_allclose(found.observed, np.minimum(70.0, last + 30.0 - found.entry))


def test_strata_cross_their_covariates(make_design: MakeDesign) -> None:
    design = make_design(allocation={"strata": [{"covariate": "age", "cut": 50.0}, {"covariate": "sex"}]})
    table = made_up(100)
    stratum = stratum_of(design.allocation.strata, table)
    older, male = table.covariates["age"] >= 50.0, table.covariates["sex"] == "male"
    groups = {(bool(a), bool(b)): set(stratum[(older == a) & (male == b)]) for a in (0, 1) for b in (0, 1)}
    assert all(len(values) == 1 for values in groups.values())
    assert len(set.union(*groups.values())) == 4

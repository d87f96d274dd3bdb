"""The search: coordinates, loss, the width it reports, and that stopping and resuming changes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hemograft.evidence import number, records_with
from hemograft.hematopoiesis.steady_state import SteadyStateError
from hemograft.inference.centre import FREE_PARAMETERS, centre
from hemograft.inference.free_parameters import FreeParameter, above_one, coordinates_of, prior_penalty, values_at
from hemograft.inference.misfit import misfit
from hemograft.inference.search import FAILED, NEAR_BEST, losses, search
from hemograft.inference.step import Step, one_by_one
from hemograft.inference.targets import calibration_targets

COUNT = len(FREE_PARAMETERS)
FREE = (FreeParameter("hematopoiesis.mpp_rate", 0.05, 0.5), above_one("hematopoiesis.mpp_speed_stress", 3.0, 0.5))
TARGETS = ("center.auto_anc", "center.cord_anc")  # 10.5 (10 to 11) and 23 (20 to 27)


def _toy(free: tuple[FreeParameter, ...] = FREE, **changes) -> Step:
    """Both targets are met at twice the first prior centre, whatever the second parameter is."""

    def simulate(candidates, _seed: int) -> Mapping[str, np.ndarray]:
        found = candidates.number("hematopoiesis.mpp_rate") / 0.1
        return {"center.auto_anc": 10.5 * found, "center.cord_anc": 23.0 * found}

    return replace(Step("toy", "A toy", free, TARGETS, simulate, generations=30, generation_size=6), **changes)


def test_origin_is_the_prior_centre():
    values = values_at(FREE_PARAMETERS, np.zeros((3, COUNT)))
    for free in FREE_PARAMETERS:
        assert values[free.record] == pytest.approx([free.centre] * 3)
    assert np.array_equal(prior_penalty(FREE_PARAMETERS, np.zeros((3, COUNT))), np.zeros(3))


def test_coordinates_are_logarithms_within_bounds():
    """Of the value, or of its excess over 1 where it must exceed 1."""
    doubled = values_at(FREE_PARAMETERS, np.full((1, COUNT), np.log(2.0)))
    for free in FREE_PARAMETERS:
        expected = np.clip(free.offset + 2.0 * (free.centre - free.offset), free.low, free.high)
        assert doubled[free.record] == pytest.approx(expected)
    for far in (-50.0, 50.0):
        for free, values in zip(
            FREE_PARAMETERS, values_at(FREE_PARAMETERS, np.full((1, COUNT), far)).values(), strict=True
        ):
            assert free.low <= values[0] <= free.high


def test_coordinates_and_values_are_inverse():
    coordinates = np.array([0.3, -0.2])
    values = {record: float(found[0]) for record, found in values_at(FREE, coordinates[None, :]).items()}
    assert coordinates_of(FREE, values) == pytest.approx(coordinates)


@pytest.fixture(scope="module")
def near_the_prior() -> np.ndarray:
    return np.random.default_rng(1).normal(0.0, 0.05, (4, COUNT))


def test_losses_are_finite_positive_and_belong_to_their_candidate(near_the_prior):
    together = losses(centre(), near_the_prior, 1)
    assert together.shape == (4,)
    assert np.isfinite(together).all() and (together > 0.0).all() and (together < FAILED).all()
    assert losses(centre(), near_the_prior[2:3], 1) == pytest.approx(together[2:3], rel=1e-3)


def test_the_calibrated_centre_fits_better_than_the_prior():
    standing = coordinates_of(FREE_PARAMETERS, {free.record: number(free.record) for free in FREE_PARAMETERS})
    prior, fitted = losses(centre(), np.array([np.zeros(COUNT), standing]), 1)
    assert fitted < 0.2 * prior


def test_one_hopeless_candidate_does_not_spoil_the_others():
    honest = _toy()

    def with_a_failure(candidates, seed):
        if (candidates.values["hematopoiesis.mpp_rate"] > 1.0).any():
            raise SteadyStateError("patient 0 still changes")
        return honest.simulate(candidates, seed)

    found = losses(_toy(simulate=with_a_failure), np.array([[0.1, 0.0], [9.0, 0.0], [0.1, 0.0]]), 1)
    assert found[1] == FAILED
    assert found[0] == found[2] < FAILED


def test_misfit_grows_from_the_aim_outwards_and_never_without_end():
    target = {"center.auto_anc": calibration_targets()["auto_anc"]}
    results = np.array([10.5, 10.8, 11.0, 12.0, 30.0, np.inf])
    found = misfit(target, {"center.auto_anc": results}, 6)
    assert found[0] == 0.0
    assert np.all(np.diff(found) >= 0.0) and np.all(np.diff(found[:5]) > 0.0)
    assert np.isfinite(found).all()


def test_search_finds_the_target_and_says_what_it_does_not_determine():
    fit = search(_toy(), seed=3)
    assert fit.trials == 30 * 6
    assert fit.values["hematopoiesis.mpp_rate"] == pytest.approx(0.1, rel=0.02)
    assert fit.values["hematopoiesis.mpp_speed_stress"] == pytest.approx(3.0, rel=0.2)  # held by its prior alone
    width = {
        record: np.log((high - free.offset) / (low - free.offset))
        for free in FREE
        for record, (low, high) in fit.near.items()
        if record == free.record
    }
    assert width["hematopoiesis.mpp_rate"] < 0.5 * width["hematopoiesis.mpp_speed_stress"]
    for record, (low, high) in fit.near.items():
        assert low <= fit.values[record] <= high
    best = coordinates_of(FREE, fit.values)[None, :]
    assert losses(_toy(), best, 3)[0] == pytest.approx(fit.loss, abs=1e-9) and NEAR_BEST > 0.0


def test_one_parameter_is_found_without_a_population():
    fit = search(_toy(FREE[:1]), seed=3)
    assert fit.values["hematopoiesis.mpp_rate"] == pytest.approx(0.1, rel=0.02)
    assert fit.trials <= 31


def test_a_resumed_search_ends_where_an_uninterrupted_one_does(tmp_path: Path):
    seen: list[tuple[int, float]] = []

    def run(generations: int, checkpoint: Path):
        step = _toy(generations=generations)
        return search(step, seed=3, checkpoint=checkpoint, on_generation=lambda *report: seen.append(report))

    whole = run(30, tmp_path / "whole")
    reports, seen = seen, []
    run(20, tmp_path / "parts")
    resumed = run(30, tmp_path / "parts")
    assert resumed == whole
    assert seen == reports
    assert np.all(np.diff([best for _, best in reports]) <= 0.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts", "whole"]  # nothing half-written


def test_one_by_one_puts_trial_values_where_records_are_read():
    seen: list[tuple[float, float]] = []

    def simulate(numbers, seed: int) -> Mapping[str, float]:
        seen.append((numbers("hematopoiesis.mpp_rate"), number("hematopoiesis.mpp_rate")))
        return {"center.auto_anc": number("hematopoiesis.mpp_rate") * seed}

    step = replace(_toy(), simulate=one_by_one(simulate), targets=("center.auto_anc",))
    losses(step, np.array([[0.0, 0.0], [np.log(2.0), 0.0]]), 7)
    assert seen == [(0.05, 0.05), (0.1, 0.1)]
    before = number("hematopoiesis.mpp_rate")
    with records_with({"hematopoiesis.mpp_rate": 0.2}):
        assert step.results(10) == {"center.auto_anc": 2.0}
    assert number("hematopoiesis.mpp_rate") == before

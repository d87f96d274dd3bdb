"""The search itself: its coordinates, its loss, and that stopping and resuming changes nothing."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from hemograft.evidence import number, record, records
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.hematopoiesis.steady_state import SteadyStateError
from hemograft.inference import calibration
from hemograft.inference.calibration import FAILED, calibrate, losses, natural
from hemograft.inference.candidates import Candidates, crossing_day
from hemograft.inference.free_parameters import FREE_PARAMETERS

COUNT = len(FREE_PARAMETERS)
RECORDS = [free.record for free in FREE_PARAMETERS]


def test_origin_is_the_prior_centre():
    values = natural(np.zeros((3, COUNT)))
    for free in FREE_PARAMETERS:
        assert values[free.record] == pytest.approx([free.centre] * 3)


def test_coordinates_are_logarithms_within_bounds():
    """Of the value, or of its excess over 1 where it must exceed 1."""
    doubled = natural(np.full((1, COUNT), np.log(2.0)))
    for free in FREE_PARAMETERS:
        offset = 1.0 if free.low > 1.0 else 0.0
        expected = np.clip(offset + 2.0 * (free.centre - offset), free.low, free.high)
        assert doubled[free.record] == pytest.approx(expected)
    for far in (-50.0, 50.0):
        for free, values in zip(FREE_PARAMETERS, natural(np.full((1, COUNT), far)).values(), strict=True):
            assert free.low <= values[0] <= free.high


def test_free_parameters_are_records_that_say_so():
    assert len(set(RECORDS)) == COUNT
    for free in FREE_PARAMETERS:
        item = record(free.record)
        assert item.provenance == "calibrated", free.record
        assert item.use == "model", free.record
        assert free.low <= item.number <= free.high, free.record
        assert (free.log_sd > 0.0 and free.low < free.centre < free.high) or free.centre == free.high


def test_what_is_called_calibrated_is_what_the_search_moves():
    calibrated = {identifier for identifier, item in records().items() if item.provenance == "calibrated"}
    assert set(RECORDS) <= calibrated
    assert calibrated - set(RECORDS) <= {"eltrombopag.itp_potency"}  # found apart, by its response rate


def test_candidates_put_a_value_where_its_record_goes():
    name = "hematopoiesis.mpp_rate"
    candidates = Candidates({name: np.array([0.1, 0.2])}, 2)
    common = candidates.parameters(BloodSystem()).common
    assert np.array_equal(common.mpp_rate, [0.1, 0.2])
    for field in fields(CommonParameters):
        if field.name != "mpp_rate":
            assert getattr(common, field.name) == number(f"hematopoiesis.{field.name}")
    assert np.array_equal(candidates.with_factor(name, 10.0).number(name), [1.0, 2.0])
    assert np.array_equal(
        candidates.with_factor("graft.mobilized_blood.cmp", 0.1).number("graft.mobilized_blood.cmp").shape, [2]
    )


def test_crossing_days():
    days = np.array([[50.0, 8.0, 12.0, 8.0, 12.0, 16.0], [50.0] * 6, [8.0] * 6, [2.0, 4.0, 6.0, 8.0, 9.0, 10.0]]).T
    # the last rise counts; never below: day 0; never above: the horizon; exactly at the level on the last day
    assert crossing_day(days, 10.0) == pytest.approx([3.5, 0.0, 6.0, 5.0])


@pytest.fixture(scope="module")
def near_the_prior() -> np.ndarray:
    return np.random.default_rng(1).normal(0.0, 0.05, (4, COUNT))


def test_losses_are_finite_positive_and_belong_to_their_candidate(near_the_prior):
    together = losses(near_the_prior)
    assert together.shape == (4,)
    assert np.isfinite(together).all() and (together > 0.0).all() and (together < FAILED).all()
    assert losses(near_the_prior[2:3]) == pytest.approx(together[2:3], rel=1e-3)


def test_the_calibrated_centre_fits_better_than_the_prior():
    """The published values are the search's result: its loss is far below that of the prior's centre."""
    free = {parameter.record: parameter for parameter in FREE_PARAMETERS}
    coordinates = np.zeros((2, COUNT))
    for index, (name, parameter) in enumerate(free.items()):
        offset = 1.0 if parameter.low > 1.0 else 0.0
        coordinates[1, index] = np.log((number(name) - offset) / (parameter.centre - offset))
    prior, fitted = losses(coordinates)
    assert fitted < 0.5 * prior


def test_one_hopeless_candidate_does_not_spoil_the_others(near_the_prior, monkeypatch):
    honest = calibration.run_scenarios

    def with_a_failure(candidates: Candidates):
        if (candidates.values["hematopoiesis.mpp_rate"] > 1.0).any():
            raise SteadyStateError("patient 0 still changes")
        return honest(candidates)

    monkeypatch.setattr(calibration, "run_scenarios", with_a_failure)
    spoiled = near_the_prior[:2].copy()
    spoiled[1, RECORDS.index("hematopoiesis.mpp_rate")] = 10.0
    found = losses(spoiled)
    assert found[1] == FAILED
    assert 0.0 < found[0] < FAILED


def test_a_resumed_search_ends_where_an_uninterrupted_one_does(tmp_path: Path, monkeypatch):
    """Four generations at once, and two and two from the checkpoint; on a cheap loss, for the search is at issue."""
    pytest.importorskip("cma", reason="the extra hemograft[calibrate] is not installed")
    target = np.linspace(-0.2, 0.2, COUNT)
    monkeypatch.setattr(calibration, "losses", lambda coordinates: np.sum((coordinates - target) ** 2, axis=1))
    monkeypatch.setattr(calibration, "run_scenarios", lambda candidates: {"none": np.zeros(candidates.count)})
    seen: list[tuple[int, float]] = []

    def search(generations: int, checkpoint: Path):
        return calibrate(
            generations=generations, seed=3, checkpoint=checkpoint, on_generation=lambda *report: seen.append(report)
        )

    whole = search(4, tmp_path / "whole")
    reports, seen = seen, []
    search(2, tmp_path / "parts")
    resumed = search(4, tmp_path / "parts")
    assert resumed == whole
    assert seen == reports
    assert [generation for generation, _ in reports] == [1, 2, 3, 4]
    assert np.all(np.diff([best for _, best in reports]) <= 0.0)
    assert set(whole.values) == set(RECORDS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts", "whole"]  # nothing half-written

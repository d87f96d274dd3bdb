"""Steps in their order: each sees those before it, none sees those to come, and a stopped calibration goes on."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from hemograft.evidence import Use, number, record, records
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.pipeline import chosen_steps, run_steps, steps
from hemograft.inference.search import Fit
from hemograft.inference.step import Step, one_by_one

FIRST = FreeParameter("hematopoiesis.mpp_rate", 0.05, 0.5)
SECOND = FreeParameter("hematopoiesis.cmp_rate", 0.1, 0.5)


FITTED = {identifier.removeprefix("calibration.") for identifier in records() if identifier.startswith("calibration.")}
"""Steps that the parameter file holds; none before the first whole calibration."""


def _pair() -> tuple[Step, Step, list[tuple[float, float]]]:
    """Two one-parameter steps; the second's target depends on what the first found."""
    seen: list[tuple[float, float]] = []

    def first(numbers, _seed: int) -> Mapping[str, float]:
        seen.append((number("hematopoiesis.mpp_rate"), number("hematopoiesis.cmp_rate")))
        return {"center.auto_anc": 105.0 * numbers("hematopoiesis.mpp_rate")}

    def second(numbers, _seed: int) -> Mapping[str, float]:
        return {"center.cord_anc": 23.0 * numbers("hematopoiesis.cmp_rate") / number("hematopoiesis.mpp_rate")}

    one = Step("first", "First", (FIRST,), ("center.auto_anc",), one_by_one(first), generations=30)
    two = Step("second", "Second", (SECOND,), ("center.cord_anc",), one_by_one(second), generations=30)
    return one, two, seen


def test_a_step_sees_the_result_of_the_one_before_and_the_prior_of_the_one_after():
    one, two, seen = _pair()
    fits = run_steps((one, two), seed=1)
    assert fits["first"].values["hematopoiesis.mpp_rate"] == pytest.approx(0.1, rel=0.01)
    assert fits["second"].values["hematopoiesis.cmp_rate"] == pytest.approx(0.1, rel=0.03)
    assert {cmp for _, cmp in seen} == {0.1}
    assert number("hematopoiesis.mpp_rate") not in (0.05, 0.1)  # the records themselves never moved


def test_what_the_records_hold_does_not_change_the_fit():
    one, two, _ = _pair()
    assert run_steps((one, two), seed=1) == run_steps((one, two), seed=1)


def test_a_finished_step_is_not_run_again(tmp_path: Path):
    one, two, seen = _pair()
    whole = run_steps((one, two), seed=1, checkpoint=tmp_path)
    count = len(seen)
    again = run_steps((one, two), seed=1, checkpoint=tmp_path)
    assert len(seen) == count
    assert {name: Fit(**vars(fit)) for name, fit in again.items()}.keys() == whole.keys()
    for name, fit in whole.items():
        assert again[name].values == fit.values and again[name].loss == fit.loss
        assert {key: tuple(ends) for key, ends in again[name].near.items()} == fit.near


def test_the_work_of_another_calibration_is_refused(tmp_path: Path):
    one, _, _ = _pair()
    run_steps((one,), seed=1, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="another calibration"):
        run_steps((one,), seed=2, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="another calibration"):
        run_steps((replace(one, generations=5),), seed=1, checkpoint=tmp_path)


def test_steps_are_chosen_by_name_in_their_own_order():
    names = [step.name for step in steps()]
    assert len(names) == len(set(names))
    assert [step.name for step in chosen_steps([])] == names
    assert [step.name for step in chosen_steps([names[-1], names[0]])] == [names[0], names[-1]]
    with pytest.raises(ValueError, match="--step nonsense is unknown; it can be centre"):
        chosen_steps(["nonsense"])


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_a_step_fits_records_that_say_so_to_targets_that_are_not_validation(step: Step):
    assert step.free and step.targets
    for free in step.free:
        item = record(free.record)
        assert item.provenance == "calibrated" or step.name not in FITTED, free.record
        assert item.use == "model", free.record
        assert free.low <= item.number <= free.high, free.record
        assert free.log_sd > 0.0 and free.low < free.centre <= free.high
    for identifier, target in step.target_records.items():
        assert target.use is Use.CALIBRATE, identifier
        assert target.low is not None or target.high is not None, identifier


def test_no_record_is_moved_by_two_steps_and_every_calibrated_one_by_some():
    moved = [free.record for step in steps() for free in step.free]
    assert len(moved) == len(set(moved))
    calibrated = {
        identifier
        for identifier, item in records().items()
        if item.provenance == "calibrated" and item.use is Use.MODEL
    }
    assert calibrated <= set(moved)


def test_a_parameter_file_holds_every_step():
    assert not FITTED or {step.name for step in steps()} == FITTED - {"version"}
    for name in FITTED - {"version"}:
        (step,) = chosen_steps([name])
        assert record(f"calibration.{name}").targets == step.targets, name

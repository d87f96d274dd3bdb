"""Candidate parameter sets side by side, and when a count crosses a level."""

from dataclasses import fields

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.parameters import CommonParameters
from hemograft.inference.candidates import Candidates, crossing_day


def test_candidates_put_a_value_where_its_record_goes():
    name = "hematopoiesis.mpp_rate"
    candidates = Candidates({name: np.array([0.1, 0.2])}, 2)
    common = candidates.parameters(BloodSystem()).common
    assert np.array_equal(common.mpp_rate, [0.1, 0.2])
    for field in fields(CommonParameters):
        if field.name != "mpp_rate":
            assert getattr(common, field.name) == number(f"hematopoiesis.{field.name}")
    assert np.array_equal(candidates.with_factor(name, 10.0).number(name), [1.0, 2.0])
    assert candidates.with_factor("graft.mobilized_blood.cmp", 0.1).number("graft.mobilized_blood.cmp").shape == (2,)


def test_crossing_days():
    days = np.array([[50.0, 8.0, 12.0, 8.0, 12.0, 16.0], [50.0] * 6, [8.0] * 6, [2.0, 4.0, 6.0, 8.0, 9.0, 10.0]]).T
    # the last rise counts; never below: day 0; never above: the horizon; exactly at the level on the last day
    assert crossing_day(days, 10.0) == pytest.approx([3.5, 0.0, 6.0, 5.0])

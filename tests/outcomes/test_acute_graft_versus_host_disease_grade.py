"""Organ stages and grade of acute graft-versus-host disease, cell by cell of the published table."""

from itertools import product

import numpy as np
import pytest

from hemograft.outcomes.acute_graft_versus_host_disease_grade import (
    acute_grade,
    liver_stage,
    lower_gut_stage,
    skin_stage,
)


def test_skin_stages_by_surface_and_bullae():
    assert skin_stage([0.0, 0.1, 0.24, 0.25, 0.5, 0.51, 0.9], False).tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert skin_stage([0.0, 0.4, 0.51], True).tolist() == [0, 2, 4]


def test_liver_stages_by_bilirubin():
    assert liver_stage([0.8, 1.9, 2.0, 3.0, 3.1, 6.0, 6.1, 15.0, 15.1]).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4]
    assert liver_stage(7.0) == 3


def test_lower_gut_stages_of_adults():
    stool = [499, 500, 999, 1000, 1500, 1501]
    assert lower_gut_stage(stool, 70.0, True, False).tolist() == [0, 1, 1, 2, 2, 3]
    assert (lower_gut_stage(stool, 70.0, True, True) == 4).all()


def test_lower_gut_stages_of_children_go_by_weight():
    stool = np.array([9.9, 10.0, 19.9, 20.0, 30.0, 30.1])
    assert lower_gut_stage(20.0 * stool, 20.0, False, False).tolist() == [0, 1, 1, 2, 2, 3]
    # 51 kg and 9.9 mL/kg: 505 mL is stage 1 by the volumes of adults.
    assert lower_gut_stage(51.0 * 9.9, [50.0, 51.0], False, False).tolist() == [1, 1]
    assert lower_gut_stage(499.0, [49.0, 51.0], False, False).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("stages", "grade"),
    [
        ((0, 0, 0, 0), 0), ((1, 0, 0, 0), 1), ((2, 0, 0, 0), 1), ((3, 0, 0, 0), 2), ((4, 0, 0, 0), 4),
        ((0, 1, 0, 0), 2), ((0, 0, 1, 0), 2), ((0, 0, 0, 1), 2), ((2, 1, 1, 1), 2), ((0, 2, 0, 0), 3),
        ((0, 3, 0, 0), 3), ((0, 0, 0, 2), 3), ((3, 0, 1, 3), 3), ((0, 4, 0, 0), 4), ((0, 0, 0, 4), 4),
    ],
)  # fmt: skip
def test_grades_of_the_table(stages, grade):
    assert acute_grade(*stages) == grade


def test_a_worse_organ_never_lowers_the_grade():
    every = np.array(list(product(range(5), range(5), range(2), range(5)))).T
    grades = acute_grade(*every).reshape(5, 5, 2, 5)
    assert all((np.diff(grades, axis=organ) >= 0).all() for organ in range(4))
    assert np.unique(grades).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ((5, 0, 0, 0), "stage 5 of the skin does not exist: give 0 to 4"),
        ((0, 0, 2, 0), "stage 2 of the upper gut does not exist: give 0 to 1"),
        ((0, 0, 0, [1, -1]), "stage -1 of the lower gut does not exist"),
        ((0, 1.5, 0, 0), "stage 1.5 of the liver does not exist"),
    ],
)
def test_a_stage_that_does_not_exist_is_told(stages, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        acute_grade(*stages)

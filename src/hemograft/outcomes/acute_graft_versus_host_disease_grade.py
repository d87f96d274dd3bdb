"""Acute graft-versus-host disease: organ stages and overall grade of the MAGIC consortium.

Harris et al, Biol Blood Marrow Transplant 2016;22:4. The grade is no maximum of the stages: stage 3 of the skin alone
is grade II, stage 2 of the lower gut alone is grade III. It grades a disease that is diagnosed already.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hemograft.evidence import number, numbers_of

HIGHEST_STAGE = 4
HIGHEST_UPPER_GUT_STAGE = 1


def skin_stage(body_surface: ArrayLike, bullae: ArrayLike) -> NDArray[np.intp]:
    """Stage of the skin, 0 to 4.

    body_surface: share with active erythema, 0 to 1, shape (...); bullae: whether bullae and desquamation above 5 % of
    the surface come with it, which make erythroderma of more than half of the surface stage 4.
    """
    surface = np.asarray(body_surface, dtype=float)
    low, high = numbers_of("acute_graft_versus_host_disease.skin_edges")
    stage = (surface > 0.0).astype(np.intp) + (surface >= low) + (surface > high)
    return np.where((surface > high) & np.asarray(bullae), HIGHEST_STAGE, stage)


def liver_stage(bilirubin: ArrayLike) -> NDArray[np.intp]:
    """Stage of the liver, 0 to 4, from the total bilirubin in mg/dL, shape (...)."""
    value = np.asarray(bilirubin, dtype=float)
    first, *above = numbers_of("acute_graft_versus_host_disease.bilirubin_edges")
    return (value >= first).astype(np.intp) + (value[..., None] > np.array(above)).sum(axis=-1)


def lower_gut_stage(stool: ArrayLike, weight: ArrayLike, adult: ArrayLike, severe: ArrayLike) -> NDArray[np.intp]:
    """Stage of the lower gut, 0 to 4.

    stool: mL/day, the mean of three days, shape (...); weight: kg, by which the stool of a child is divided unless the
    child is heavier than 50 kg; adult: whether the patient is one; severe: whether there is severe abdominal pain, with
    or without ileus, or grossly bloody stool, which is stage 4 whatever the volume. All broadcast.
    """
    volume, mass = np.asarray(stool, dtype=float), np.asarray(weight, dtype=float)
    as_adult = np.asarray(adult) | (mass > number("acute_graft_versus_host_disease.adult_weight"))
    by_volume = np.where(
        as_adult,
        _stool_stage(volume, numbers_of("acute_graft_versus_host_disease.stool_edges_adult")),
        _stool_stage(volume / mass, numbers_of("acute_graft_versus_host_disease.stool_edges_child")),
    )
    return np.where(severe, HIGHEST_STAGE, by_volume)


def acute_grade(skin: ArrayLike, liver: ArrayLike, upper_gut: ArrayLike, lower_gut: ArrayLike) -> NDArray[np.intp]:
    """Overall grade, 0 to 4, from the stages of the organs: whole numbers that broadcast.

    Raises:
        ValueError: a stage is outside 0 to 4; the upper gut has 0 and 1 alone (persistent nausea, vomiting, anorexia).
    """
    stages = {"skin": skin, "liver": liver, "upper gut": upper_gut, "lower gut": lower_gut}
    for organ, stage in stages.items():
        highest = HIGHEST_UPPER_GUT_STAGE if organ == "upper gut" else HIGHEST_STAGE
        outside = np.asarray(stage)[~np.isin(stage, range(highest + 1))]
        if outside.size:
            raise ValueError(f"stage {outside.flat[0]} of the {organ} does not exist: give 0 to {highest}")
    surface, bile, above, below = np.broadcast_arrays(*stages.values())
    organs = np.maximum(bile, below)
    return np.select(
        [
            (surface == HIGHEST_STAGE) | (organs == HIGHEST_STAGE),
            organs >= 2,
            (surface == 3) | (organs == 1) | (above == 1),
            surface >= 1,
        ],
        [4, 3, 2, 1],
        0,
    )


def _stool_stage(volume: NDArray[np.float64], edges: tuple[float, ...]) -> NDArray[np.intp]:
    first, second, third = edges
    return (volume >= first).astype(np.intp) + (volume >= second) + (volume > third)

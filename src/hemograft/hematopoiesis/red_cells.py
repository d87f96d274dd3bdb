"""Red cells: erythroblasts driven by erythropoietin, then red cells by age; hemoglobin follows their number."""

from collections.abc import Sequence
from typing import Any

from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters
from hemograft.hematopoiesis.regulation import response


def erythropoietin(common: CommonParameters, hemoglobin: Any) -> Any:
    """Erythropoietin, multiple of normal: inverse sixth power of hemoglobin (g/dL), bounded at the ceiling.

    The steep log-linear rise of erythropoietin in anemia, written as a rational function so that it stays finite.
    """
    offset = 1.0 / (common.erythropoietin_ceiling - 1.0)
    relative = hemoglobin / common.normal_hemoglobin
    square = relative * relative
    return (1.0 + offset) / (square * square * square + offset)


def red_cell_rates(
    common: CommonParameters,
    clone: CloneCondition,
    erythroblasts: Sequence[Any],
    red_cells: Sequence[Any],
    inflow: Any,
    stimulus: Any,
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Derivatives of erythroblasts and red cells (relative to normal) for an erythropoietin ``stimulus``."""
    maturation = len(erythroblasts) / common.erythroblast_maturation_time
    death = clone.conditioning * common.erythroblast_conditioning_sensitivity
    d_erythroblasts: list[Any] = []
    upstream = response(common.erythroblast_expansion, stimulus) * inflow
    for stage in erythroblasts:
        d_erythroblasts.append(maturation * (upstream - stage) - death * stage)
        upstream = stage
    aging = len(red_cells) / common.red_cell_lifespan
    d_red_cells: list[Any] = []
    for age in red_cells:
        d_red_cells.append(aging * (upstream - age))
        upstream = age
    return tuple(d_erythroblasts), tuple(d_red_cells)

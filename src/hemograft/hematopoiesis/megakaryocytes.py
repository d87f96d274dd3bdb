"""Megakaryocytes carry two things through maturation: number (with the TPO receptors) and mass (the platelets).

TPO multiplies committed progenitors, raises ploidy (mass per cell) and hastens the early stages of maturation.
Counting receptors on number and output on mass is what lets aplasia have 18-29 times the normal TPO.
"""

from collections.abc import Sequence
from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters
from hemograft.hematopoiesis.regulation import response

ENDOMITOSIS_SHARE = number("megakaryocytes.endomitosis_share")
"""Share of maturation during which TPO acts on ploidy and speed; later stages only shed."""


def progenitor_rate(
    common: CommonParameters,
    clone: CloneCondition,
    progenitors: Any,
    inflow: Any,
    signal: Any,
    suppression: Any,
    kill: Any,
) -> tuple[Any, Any]:
    """Derivative of committed megakaryocyte progenitors and their outflow, for a TPO ``signal`` (1 = normal).

    ``suppression`` is the fraction of inflow that is prevented, ``kill`` (1/day) that of drugs.
    """
    expansion = clone.thrombopoietin_response * response(common.megakaryocyte_progenitor_expansion, signal)
    outflow = response(common.megakaryocyte_progenitor_acceleration, signal) * progenitors
    gain = common.megakaryocyte_progenitor_rate * (expansion * (1.0 - suppression) * inflow - outflow)
    return gain - (clone.conditioning + kill) * progenitors, outflow


def endomitosis_gain(ploidy: Any, stage: Any, stages: int) -> Any:
    """Mass gained per cell on entering the early ``stage`` (from 1), for a whole gain of ``ploidy``.

    Mass grows linearly with the stage, so that the whole gain is the same for any number of ``stages``.
    """
    return (stages + (ploidy - 1.0) * stage) / (stages + (ploidy - 1.0) * (stage - 1))


def maturation_rates(
    common: CommonParameters,
    clone: CloneCondition,
    number: Sequence[Any],
    mass: Sequence[Any],
    inflow: Any,
    signal: Any,
    death: Any,
    kill: Any,
) -> tuple[tuple[Any, ...], tuple[Any, ...], Any]:
    """Derivatives of number and mass through the stages, and the mass that sheds platelets (relative to normal).

    ``death`` (1/day) strikes every stage, the ``kill`` of drugs (1/day) only megakaryocytes in endomitosis.
    Conditioning spares the mature stages: sensitivity falls linearly with maturity.
    """
    stages = len(number)
    rate = stages / common.megakaryocyte_maturation_time
    early = round(ENDOMITOSIS_SHARE * stages)
    acceleration = response(common.megakaryocyte_acceleration, signal)
    ploidy = response(common.megakaryocyte_ploidy_gain, signal)
    d_number: list[Any] = []
    d_mass: list[Any] = []
    cells_in, mass_in = inflow, inflow
    for index in range(stages):
        is_early = index < early
        speed = acceleration if is_early else 1.0
        gain = endomitosis_gain(ploidy, index + 1, early) if is_early else 1.0
        sensitivity = common.megakaryocyte_conditioning_sensitivity * (1.0 - index / stages)
        lost = clone.megakaryocyte_death + death + clone.conditioning * sensitivity
        if is_early:
            lost = lost + kill
        cells_out, mass_out = speed * number[index], speed * mass[index]
        d_number.append(rate * (cells_in - cells_out) - lost * number[index])
        d_mass.append(rate * (gain * mass_in - mass_out) - lost * mass[index])
        cells_in, mass_in = cells_out, mass_out
    return tuple(d_number), tuple(d_mass), mass_in

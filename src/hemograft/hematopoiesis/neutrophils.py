"""Neutrophils: mitotic and maturing marrow cells, a reserve that G-CSF releases, and blood.

Reserve and blood kinetics after Craig, Humphries and Mackey 2016; expansion and transit answer to G-CSF.
"""

from collections.abc import Sequence
from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters
from hemograft.hematopoiesis.regulation import response, vacancy

DIVIDING_SHARE = number("neutrophils.dividing_share")
"""Share of maturation in the marrow during which precursors still divide, so that drugs against dividing cells kill."""


def neutrophil_rates(
    common: CommonParameters,
    clone: CloneCondition,
    marrow: Sequence[Any],
    reserve: Any,
    blood: Any,
    inflow: Any,
    gcsf: Any,
    kill: Any,
) -> tuple[tuple[Any, ...], Any, Any]:
    """Derivatives of the maturing stages, the reserve (relative to normal) and blood neutrophils (10^9/L).

    ``kill`` (1/day) is that of drugs against dividing cells.
    """
    rate = len(marrow) / common.neutrophil_maturation_time
    speed = response(common.neutrophil_acceleration, gcsf)
    release = response(common.neutrophil_reserve_mobilization, gcsf) * reserve
    death = clone.conditioning * common.marrow_neutrophil_conditioning_sensitivity
    d_marrow: list[Any] = []
    upstream = response(common.neutrophil_expansion, gcsf) * inflow
    dividing = round(DIVIDING_SHARE * len(marrow))
    for index, stage in enumerate(marrow):
        outflow = speed * stage
        lost = death + kill if index < dividing else death
        d_marrow.append(rate * (upstream - outflow) - lost * stage)
        upstream = outflow
    d_reserve = common.neutrophil_reserve_release * (upstream - release) - death * reserve
    d_blood = common.neutrophil_clearance * (common.normal_neutrophil_count * release - blood)
    return tuple(d_marrow), d_reserve, d_blood


def marrow_mass(common: CommonParameters, maturing: Any, reserve: Any) -> Any:
    """Neutrophils of one clone in the marrow, maturing ones and the reserve, relative to normal."""
    share = common.neutrophil_reserve_share
    return (1.0 - share) * maturing + share * reserve


def gcsf_rate(common: CommonParameters, gcsf: Any, marrow: Any, blood_ratio: Any, dose: Any) -> Any:
    """Derivative of G-CSF (multiple of normal per day).

    Neutrophils and their precursors clear it by their receptors, and its production rises where they are missing.
    ``marrow`` and ``blood_ratio`` are neutrophil masses relative to normal, ``dose`` the rate at which a drug adds.
    """
    share = common.gcsf_marrow_share
    receptors = share * marrow + (1.0 - share) * blood_ratio
    by_receptor = common.gcsf_receptor_clearance
    made = vacancy(common.gcsf_production_stress, receptors)
    return common.gcsf_turnover * (made - gcsf * (1.0 - by_receptor + by_receptor * receptors)) + dose

"""Stem cells answer to niche occupancy and to nothing else, above all not to the platelet count.

Self-renewal falls with the occupancy of the shared niche (after Stiehl and Marciniak-Czochra), so that host, donor
and corrected clones compete for it; division speeds up when the niche is empty.
"""

from typing import Any

from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters
from hemograft.hematopoiesis.regulation import vacancy


def stem_cell_rates(
    common: CommonParameters,
    clone: CloneCondition,
    stem_cells: Any,
    short_term: Any,
    niche_occupancy: Any,
    short_term_occupancy: Any,
) -> tuple[Any, Any, Any]:
    """Derivatives of stem cells and short-term stem cells (1/day, relative to the normal pools), and the flow of
    short-term stem cells into the MPP (relative to normal).

    The extinction term stops a pool of less than one cell from growing back (eps = one cell in 70 kg).
    """
    death = clone.stem_cell_death + clone.conditioning * clone.stem_cell_conditioning_sensitivity
    self_renewal = common.stem_cell_self_renewal
    renewal = self_renewal / (1.0 + (2.0 * self_renewal - 1.0) * niche_occupancy)
    division = vacancy(common.stem_cell_division_stress, niche_occupancy)
    viable = stem_cells / (stem_cells + common.stem_cell_extinction)
    d_stem = (
        common.stem_cell_division_rate * division * (2.0 * renewal - 1.0) * stem_cells * viable - death * stem_cells
    )
    commitment = 2.0 * (1.0 - renewal) * division * stem_cells
    d_short_term = common.short_term_turnover * (commitment - short_term) - death * short_term
    outflow = vacancy(common.short_term_stress, short_term_occupancy) * short_term
    return d_stem, d_short_term, outflow

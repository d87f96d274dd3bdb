"""Progenitors are division cascades, not self-renewing pools: bounded amplification, then exhaustion.

A pool that renews itself would carry a patient without stem cells; a cascade recovers fast, shows a dose response
and fails when nothing feeds it.
"""

from collections.abc import Sequence
from typing import Any

from hemograft.hematopoiesis.regulation import vacancy


def cascade_rates(
    cells: Sequence[Any],
    inflow: Any,
    occupancy: Any,
    *,
    rate: Any,
    amplification_stress: Any,
    speed_stress: Any,
    death: Any,
) -> tuple[tuple[Any, ...], Any]:
    """Derivatives of the sub-stages of one progenitor compartment and its outflow (relative to normal).

    An empty marrow (``occupancy`` below 1) raises both the cells made per division step and the speed.
    """
    amplification = vacancy(amplification_stress, occupancy)
    speed = vacancy(speed_stress, occupancy)
    derivatives: list[Any] = []
    upstream = inflow
    for stage in cells:
        outflow = speed * stage
        derivatives.append(rate * (amplification * upstream - outflow) - death * stage)
        upstream = outflow
    return tuple(derivatives), upstream

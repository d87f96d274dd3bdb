"""Platelets by age: senescence at 10.5 days plus a fixed endothelial demand (Hanson and Slichter 1985).

The demand of 7.1e9/L/day is shared by the pool, so that platelets live shorter when they are few. The spleen holds a
fixed share of the pool; the blood count is the rest. Transfused platelets are a chain of their own.
"""

from collections.abc import Sequence
from typing import Any

from hemograft.hematopoiesis.parameters import CommonParameters


def normal_pool(common: CommonParameters) -> Any:
    """Platelets of a healthy body in blood and spleen, as 10^9 per litre of blood."""
    return common.normal_platelet_count / (1.0 - common.normal_splenic_fraction)


def demand_rate(common: CommonParameters, pool: Any) -> Any:
    """Random loss to the endothelium, 1/day, for a ``pool`` in 10^9/L; the floor keeps it finite at zero."""
    return common.endothelial_demand / (pool + common.endothelial_demand_floor)


def normal_production(common: CommonParameters, stages: int) -> Any:
    """Production, 10^9/L/day of pool, that keeps the normal pool with a chain of ``stages`` ages.

    Closed form: a chain of n stages at rate r with random loss k holds (R/k)(1 - (r/(r + k))^n).
    """
    pool = normal_pool(common)
    aging = stages / common.platelet_senescence
    loss = demand_rate(common, pool)
    return pool * loss / (1.0 - (aging / (aging + loss)) ** stages)


def aging_rates(platelets: Sequence[Any], production: Any, lifespan: Any, loss: Any) -> tuple[Any, ...]:
    """Derivatives of a chain of platelet ages with random ``loss`` (1/day) at every age."""
    aging = len(platelets) / lifespan
    derivatives: list[Any] = []
    inflow = production
    for age in platelets:
        derivatives.append(inflow - (aging + loss) * age)
        inflow = aging * age
    return tuple(derivatives)

"""The autoimmune attack in multiples of its level before treatment: antibody against platelets, T cells against marrow.

Antibody follows its source at the turnover of immunoglobulin G, faster where its catabolism is raised (blocked FcRn,
infused immunoglobulin). The T-cell attack of aplastic anemia follows what treatment leaves of the T cells.
"""

from typing import Any

from hemograft.hematopoiesis.parameters import CommonParameters


def autoantibody_rate(common: CommonParameters, autoantibody: Any, production: Any, catabolism: Any) -> Any:
    """Derivative of the autoantibody level, 1/day; ``catabolism`` is a multiple of normal."""
    return common.antibody_turnover * (production - catabolism * autoantibody)


def t_cell_attack_rate(common: CommonParameters, attack: Any, activity: Any) -> Any:
    """Derivative of the T-cell attack, 1/day; it heads to ``activity``."""
    return common.t_cell_attack_turnover * (activity - attack)

"""Thrombopoietin is made at a constant rate and cleared by megakaryocyte number and by platelets.

The two sinks explain why aplasia has 18-29 times the normal level and immune destruction only 1.6-2.3 times.
Platelets cleared by antibody raise production (desialylated platelets, Ashwell-Morell receptor).
"""

from typing import Any

from hemograft.hematopoiesis.parameters import CommonParameters


def receptor_mass(common: CommonParameters, megakaryocytes: Any, pool_ratio: Any) -> Any:
    """TPO receptors relative to normal, from megakaryocyte number and platelet pool (both 1 at health)."""
    share = common.thrombopoietin_megakaryocyte_share
    return share * megakaryocytes + (1.0 - share) * pool_ratio


def thrombopoietin_rate(
    common: CommonParameters, thrombopoietin: Any, production: Any, receptors: Any, antibody_flux: Any
) -> Any:
    """Derivative of free TPO (multiple of normal per day).

    ``antibody_flux`` is the flow of platelets cleared by antibody relative to normal platelet production.
    """
    made = production * (1.0 + common.thrombopoietin_antibody_feedback * antibody_flux)
    return common.thrombopoietin_turnover * (made - thrombopoietin * receptors)

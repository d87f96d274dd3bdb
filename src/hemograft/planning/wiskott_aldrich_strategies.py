"""Splenectomy in Wiskott-Aldrich syndrome: platelets are no longer destroyed and shrunk as they leave the marrow."""

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.thrombocytopenia.wiskott_aldrich import without_spleen


def wiskott_aldrich_splenectomy(case: Case) -> Strategy:
    """The spleen is removed today."""
    return Strategy(
        name="splenectomy",
        description="Splenectomy today.",
        system=BloodSystem(),
        course=lambda _: supported(case),
        prepare=without_spleen,
        evidence=(
            "wiskott_aldrich.splenectomy_platelets",
            "wiskott_aldrich.splenic_clearance_share",
            "wiskott_aldrich.asplenic_production_ratio",
        ),
        assumptions=(
            RED_CELLS,
            "Everybody answers; sepsis after splenectomy and late relapse are not simulated.",
        ),
    )

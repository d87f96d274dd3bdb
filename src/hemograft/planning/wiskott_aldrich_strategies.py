"""Splenectomy in Wiskott-Aldrich syndrome: platelets are no longer destroyed and shrunk as they leave the marrow."""

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.planning.supportive_strategies import RED_CELLS, supported
from hemograft.thrombocytopenia.wiskott_aldrich import without_spleen

SEPSIS = "wiskott_aldrich.sepsis_after_splenectomy"


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
            SEPSIS,
        ),
        assumptions=(
            RED_CELLS,
            "Everybody answers; sepsis after splenectomy and late relapse are not simulated.",
        ),
        cautions=(
            "Sepsis after splenectomy is not simulated, and survival is not compared: without prophylactic antibiotics"
            f" {number(SEPSIS):.0%} of patients died of it within three years (Lum et al, N Engl J Med 1980;302:892)."
            " Its counts say nothing about that.",
        ),
    )

"""Bleeding grades of the World Health Organization, 0 to 4, with the findings that make each.

Findings after the detailed form used in trials of platelet transfusion (medicalalgorithms.com, WHO bleeding scale).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class BleedingGrade:
    """One grade: what it means, and findings any one of which is enough."""

    grade: int
    meaning: str
    findings: tuple[str, ...]


WHO_BLEEDING_GRADES: tuple[BleedingGrade, ...] = (
    BleedingGrade(0, "No bleeding.", ()),
    BleedingGrade(
        1,
        "Petechiae and minor bleeding.",
        (
            "petechiae of skin or mouth",
            "purpura of an inch or less",
            "nose or mouth bleeding of 30 minutes or less in a day",
            "microscopic blood in urine, or occult blood in stool",
            "vaginal spotting",
        ),
    ),
    BleedingGrade(
        2,
        "Clinically significant bleeding without need of red cells.",
        (
            "purpura above an inch, deep hematoma, or joint bleeding",
            "nose or mouth bleeding above 30 minutes in a day",
            "visible blood in urine, stool, vomit or sputum",
            "puncture sites that bleed above an hour in a day",
            "vaginal bleeding beyond spotting",
            "retinal bleeding without loss of vision",
        ),
    ),
    BleedingGrade(
        3,
        "Gross bleeding that needs red cells.",
        (
            "any bleeding that needs red cells beyond the usual",
            "grossly bloody body fluid with organ dysfunction or need of an intervention",
            "visibly bloody cerebrospinal fluid without symptoms",
            "moderate hemodynamic instability with need of red cells",
        ),
    ),
    BleedingGrade(
        4,
        "Debilitating, life-threatening or fatal bleeding.",
        (
            "fatal bleeding from any site",
            "bleeding in the central nervous system on imaging",
            "visibly bloody cerebrospinal fluid with symptoms",
            "retinal bleeding with loss of vision",
            "severe hemodynamic instability with need of red cells",
        ),
    ),
)

"""Conditioning where a case names none: what is usual in the diagnosis, and after whose graft."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

USUAL: Final = "myeloablative"
"""In every other diagnosis."""
BY_DIAGNOSIS: Mapping[str, str] = MappingProxyType(
    {
        "severe_aplastic_anemia": "cyclophosphamide_antithymocyte_globulin",
        "fanconi_anemia": "fanconi_low_dose",
    }
)
"""Cyclophosphamide and antithymocyte globulin are the standard of siblings in aplastic anemia (Peffault de Latour,
Hematology ASH Educ Program 2013;82), taken for unrelated donors and cord blood too (assumed); cells of Fanconi anemia
do not repair what full doses of alkylating drugs do."""
BY_DIAGNOSIS_HAPLOIDENTICAL: Mapping[str, str] = MappingProxyType(
    {"severe_aplastic_anemia": "fludarabine_cyclophosphamide_irradiation"}
)
"""As before cyclophosphamide after the graft (DeZern et al, Blood Adv 2020;4:1770)."""


def usual_conditioning(diagnosis: str, relation: str) -> str:
    """Name of the regimen or intensity for a graft from this ``relation`` in this ``diagnosis``."""
    usual = BY_DIAGNOSIS.get(diagnosis, USUAL)
    return BY_DIAGNOSIS_HAPLOIDENTICAL.get(diagnosis, usual) if relation == "haploidentical" else usual


def usual_conditioning_words() -> str:
    """The default in words, for the schema of a case."""
    others = [f"{name} in {diagnosis}" for diagnosis, name in BY_DIAGNOSIS.items()]
    related = [f"{name} in {diagnosis} if haploidentical" for diagnosis, name in BY_DIAGNOSIS_HAPLOIDENTICAL.items()]
    return f"a regimen or an intensity; without it {', '.join([USUAL, *others, *related])}"

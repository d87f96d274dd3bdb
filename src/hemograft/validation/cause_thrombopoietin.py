"""Thrombopoietin in diseases whose level was measured, at the platelet counts of their patients."""

from collections.abc import Callable

from hemograft.evidence import number
from hemograft.thrombocytopenia.acute_leukemia import acute_leukemia
from hemograft.thrombocytopenia.cause import Cause
from hemograft.thrombocytopenia.dengue import dengue_thrombocytopenia
from hemograft.thrombocytopenia.myelodysplastic_syndrome import myelodysplastic_syndrome
from hemograft.thrombocytopenia.wiskott_aldrich import wiskott_aldrich_syndrome
from hemograft.validation.estimate import Estimates, mean
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import ill_patients
from hemograft.validation.simulation import Simulation

MYELODYSPLASIA, DENGUE = 50.0, 40.0
"""10^9/L, median counts that the abstracts do not tell."""
CONVALESCENCE = 30
"""Days later, when counts are normal."""
CAUSES: dict[str, tuple[Callable[[], Cause], Callable[[], float]]] = {
    "acute_leukemia.thrombopoietin_lymphoblastic": (
        acute_leukemia,
        lambda: number("acute_leukemia.children_platelets_at_diagnosis"),
    ),
    "myelodysplastic_syndrome.thrombopoietin_ratio": (myelodysplastic_syndrome, lambda: MYELODYSPLASIA),
    "wiskott_aldrich.thrombopoietin_ratio": (
        wiskott_aldrich_syndrome,
        lambda: number("wiskott_aldrich.baseline_platelets"),
    ),
}
"""Cause and median count by the record of the level."""


def thrombopoietin(simulation: Simulation) -> Estimates:
    """Mean levels over normal; in dengue over each patient's own in convalescence."""
    at_rest = {
        identifier: mean(ill_patients(simulation, cause(), platelets()).seen.thrombopoietin)
        for identifier, (cause, platelets) in CAUSES.items()
    }
    fever = ill_patients(simulation, dengue_thrombocytopenia(), DENGUE).followed(CONVALESCENCE).thrombopoietin
    return {**at_rest, "dengue.thrombopoietin_ratio": mean(fever[0] / fever[-1])}


GROUPS = (
    Group(
        name="thrombopoietin",
        title="Thrombopoietin in acute leukemia, myelodysplastic and Wiskott-Aldrich syndrome, and dengue",
        records=(*CAUSES, "dengue.thrombopoietin_ratio"),
        run=thrombopoietin,
        assumed=(
            f"Median platelet counts: {MYELODYSPLASIA:g}x10^9/L in myelodysplastic syndrome and {DENGUE:g}x10^9/L in"
            " dengue, of the series at diagnosis or before splenectomy in the others."
        ),
        full=512,
        reduced=64,
    ),
)

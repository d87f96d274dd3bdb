"""Cases that the tests of planning and population share."""

from pathlib import Path
from typing import Any

from hemograft.planning.case import Case
from hemograft.planning.case_file import read_case

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DIAGNOSES = {
    "immune_thrombocytopenia": 14.0,
    "severe_aplastic_anemia": 9.0,
    "wiskott_aldrich_syndrome": 19.0,
    "congenital_amegakaryocytic_thrombocytopenia": 20.0,
    "cirrhosis_with_hypersplenism": 40.0,
    "drug_induced_marrow_suppression": 30.0,
    "myelodysplastic_syndrome": 30.0,
    "acute_leukemia": 60.0,
    "fanconi_anemia": 35.0,
    "inherited_thrombocytopenia": 35.0,
    "heparin_induced_thrombocytopenia": 60.0,
    "drug_induced_immune_thrombocytopenia": 14.0,
    "platelet_transfusion_refractoriness": 9.0,
    "thrombotic_thrombocytopenic_purpura": 14.0,
    "disseminated_intravascular_coagulation": 45.0,
    "human_immunodeficiency_virus_thrombocytopenia": 40.0,
    "hepatitis_c_thrombocytopenia": 45.0,
    "dengue_thrombocytopenia": 35.0,
    "cytomegalovirus_thrombocytopenia": 30.0,
    "chemotherapy_induced_thrombocytopenia": 40.0,
    "dilutional_thrombocytopenia": 60.0,
    "gestational_thrombocytopenia": 110.0,
}
"""A usual platelet count of each, 10^9/L."""


def example(diagnosis: str) -> Case:
    """The worked case of a diagnosis."""
    return read_case(EXAMPLES / f"{diagnosis}.yaml")


def case_of(diagnosis: str, platelets: float | None = None, **fields: Any) -> Case:
    """An adult of 70 kg with one platelet count (10^9/L), by default the usual one of the diagnosis."""
    count = DIAGNOSES[diagnosis] if platelets is None else platelets
    counts = [{"day": 0, "platelets": {"value": count, "unit": "10^9/L"}}]
    return Case.model_validate({"age": 30, "weight": 70, "diagnosis": diagnosis, "counts": counts} | fields)


def donor(label: str, source: str, cd34_per_kg: float = 5e6, **fields: Any) -> dict[str, Any]:
    """A donor option; a cord unit where the source says so."""
    relation = "cord_blood" if source == "cord_blood" else "matched_sibling"
    return {"label": label, "relation": relation, "source": source, "cd34_per_kg": cd34_per_kg} | fields

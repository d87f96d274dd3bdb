"""How long platelets live and how many are made, where both were measured; and what a hemorrhage leaves."""

from hemograft.thrombocytopenia.dilutional import dilutional_thrombocytopenia
from hemograft.thrombocytopenia.human_immunodeficiency_virus import human_immunodeficiency_virus_thrombocytopenia
from hemograft.validation.estimate import Estimates, mean
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import ill_patients
from hemograft.validation.simulation import Simulation

HOURS = 24.0
STUDIED, SEVERE = 46.0, 50.0
"""10^9/L: the mean count of the patients whose platelets were labeled, and severe thrombocytopenia."""
FULL = 2048


def labeled_platelets(simulation: Simulation) -> Estimates:
    """Mean life of platelets, and their production over that of the healthy."""
    ill = ill_patients(simulation, human_immunodeficiency_virus_thrombocytopenia(), STUDIED)
    return {
        "human_immunodeficiency_virus.platelet_life": mean(ill.platelet_life * HOURS),
        "human_immunodeficiency_virus.production_ratio": mean(ill.production),
    }


def massive_transfusion(simulation: Simulation) -> Estimates:
    """Mean number of blood volumes that were replaced where the count has become 50x10^9/L."""
    volumes = ill_patients(simulation, dilutional_thrombocytopenia(), SEVERE).cohort.severity
    return {"dilutional.safe_replacement": mean(volumes)}


GROUPS = (
    Group(
        name="labeled_platelets",
        title="Platelet life and production with human immunodeficiency virus (Cole 1998, Ballem 1992)",
        records=("human_immunodeficiency_virus.platelet_life", "human_immunodeficiency_virus.production_ratio"),
        run=labeled_platelets,
        assumed=f"The patients of both series have a median count of {STUDIED:g}x10^9/L, the mean of the first.",
        full=FULL,
    ),
    Group(
        name="massive_transfusion",
        title="Blood volumes replaced before severe thrombocytopenia (Ishida 2005)",
        records=("dilutional.safe_replacement",),
        run=massive_transfusion,
        assumed=f"Severe is below {SEVERE:g}x10^9/L; fluids and red cells without platelets within a day.",
        full=FULL,
    ),
)

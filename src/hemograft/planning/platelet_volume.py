"""Platelet size over a course, where the patient's own platelets are not of normal size."""

import numpy as np

from hemograft.hematopoiesis.observables import Observables
from hemograft.hematopoiesis.platelet_size import mean_platelet_volume, normal_platelet_volume
from hemograft.planning.case import Case
from hemograft.simulation.integrator import Array
from hemograft.simulation.run import Patients
from hemograft.therapies.gene_therapy import correction
from hemograft.thrombocytopenia.wiskott_aldrich import host_platelet_volume


def platelet_volume(case: Case, patients: Patients, seen: Observables) -> Array:
    """Mean platelet volume, fL, in the shape of the counts; NaN where size tells nothing or platelets are too few.

    ``patients`` are those who were treated, on day 0: platelets are small where the spleen is in place. Corrected cells
    lie between host and health by their vector copies.
    """
    if case.diagnosis != "wiskott_aldrich_syndrome":
        return np.full_like(seen.platelets, np.nan)
    splenic_fraction = patients.parameters[patients.system.parameter_names.index("condition.splenic_fraction")]
    host = host_platelet_volume(spleen=bool((splenic_fraction > 0.0).all()))
    graft = normal_platelet_volume()
    if case.gene_therapy is not None and "corrected" in patients.system.clones:
        graft = host + (graft - host) * correction(case.gene_therapy.vector_copy_number)
    return mean_platelet_volume(seen, host, graft)

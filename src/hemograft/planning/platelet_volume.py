"""Platelet size over a course, where the patient's own platelets are not of normal size."""

import numpy as np

from hemograft.hematopoiesis.observables import Observables
from hemograft.hematopoiesis.platelet_size import EMPTY_BLOOD, normal_platelet_volume
from hemograft.planning.case import Case
from hemograft.planning.strategy import Strategy
from hemograft.simulation.integrator import Array
from hemograft.therapies.gene_therapy import correction
from hemograft.thrombocytopenia.wiskott_aldrich import host_platelet_volume


def mean_platelet_volume(case: Case, strategy: Strategy, seen: Observables) -> Array:
    """Mean platelet volume, fL, in the shape of the counts; NaN where size tells nothing or platelets are too few.

    Platelets of the host, of the graft and of transfusions count by their number. Corrected cells lie between host and
    health by their vector copies.
    """
    if case.diagnosis != "wiskott_aldrich_syndrome":
        return np.full_like(seen.platelets, np.nan)
    normal = normal_platelet_volume()
    own = host_platelet_volume(spleen=case.spleen == "intact" and not strategy.splenectomy)
    graft = normal
    if case.gene_therapy is not None and "corrected" in strategy.system.clones:
        graft = own + (normal - own) * correction(case.gene_therapy.vector_copy_number)
    volume = (
        own * (seen.own_platelets - seen.donor_platelets)
        + graft * seen.donor_platelets
        + normal * (seen.platelets - seen.own_platelets)
    )
    countable = seen.platelets > EMPTY_BLOOD
    return np.where(countable, volume / np.where(countable, seen.platelets, 1.0), np.nan)

"""Wiskott-Aldrich syndrome: the count after splenectomy, and the donor share that a normal count needs."""

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem, stack_parameters
from hemograft.hematopoiesis.observables import observe
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.inference.must_hold import chimerism_needed
from hemograft.thrombocytopenia.wiskott_aldrich import wiskott_aldrich_syndrome, without_spleen
from hemograft.validation.estimate import Estimates, exact, mean
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import ill_patients
from hemograft.validation.simulation import Simulation


def splenectomy(simulation: Simulation) -> Estimates:
    """Mean count of the same patients, settled without a spleen."""
    cause = wiskott_aldrich_syndrome()
    cohort = ill_patients(simulation, cause, number("wiskott_aldrich.baseline_platelets")).cohort
    system = BloodSystem()
    operated = stack_parameters(without_spleen(system.unpack_parameters(cohort.parameters)), simulation.size)
    platelets = observe(system, steady_state(system, operated, cohort.state), operated).platelets
    return {"wiskott_aldrich.splenectomy_platelets": mean(np.asarray(platelets))}


def mixed_chimerism(simulation: Simulation) -> Estimates:
    """Donor share of neutrophils from which the typical patient has normal platelets."""
    return {identifier: exact(threshold) for identifier, threshold in chimerism_needed(number, simulation.seed).items()}


GROUPS = (
    Group(
        name="wiskott_aldrich_splenectomy",
        title="Splenectomy in Wiskott-Aldrich syndrome (Lum 1980)",
        records=("wiskott_aldrich.splenectomy_platelets",),
        run=splenectomy,
        assumed="Everybody answers and nobody relapses.",
        full=2048,
    ),
    Group(
        name="wiskott_aldrich_chimerism",
        title="Myeloid chimerism and platelets in Wiskott-Aldrich syndrome (Moratto 2011)",
        records=("wiskott_aldrich.myeloid_chimerism_threshold",),
        run=mixed_chimerism,
        assumed="The typical patient, whose marrow has settled at each donor share.",
        full=1,
        reduced=1,
    ),
)

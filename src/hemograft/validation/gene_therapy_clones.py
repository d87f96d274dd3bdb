"""Gene therapy: how many clones of corrected stem cells are at work, and how far they get without conditioning."""

import numpy as np

from hemograft.evidence import numbers_of
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.population.stem_cell_clones import expected_clones
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.simulation.streams import stream
from hemograft.therapies.bedside import Course
from hemograft.therapies.gene_therapy import CLONES, GeneTherapyProduct, corrected_clone, correction, infusion
from hemograft.therapies.transplantation import GraftSource
from hemograft.thrombocytopenia.fanconi_anemia import fanconi_anemia
from hemograft.validation.estimate import Estimates, mean, median
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import ill_patients
from hemograft.validation.simulation import Simulation

CD34_DOSE, WEIGHT, TRANSDUCED = 1e7, 17.0, 0.9
"""Cells per kg, kg, and share of stem cells with the vector, of a usual product for a child."""
FANCONI_DOSE, FANCONI_TRANSDUCED, FANCONI_PLATELETS = 1e6, 0.5, 50.0
"""Cells per kg, share with the vector, and 10^9/L, in early marrow failure."""
ONE_COPY = 1.0
TWO_YEARS = 730
SIX_SOURCES = (GraftSource.BONE_MARROW,) * 3 + (GraftSource.MOBILIZED_BLOOD,) * 3
"""Of the six patients, in the order of their records."""


def clones(simulation: Simulation) -> Estimates:
    """Median number of corrected stem cells that engraft for the long term, after a usual product and after six
    published ones."""
    people = draw_individuals(simulation.seed, range(simulation.size))
    usual = expected_clones(GraftSource.MOBILIZED_BLOOD, CD34_DOSE, WEIGHT, TRANSDUCED)
    doses, totals = (numbers_of(f"gene_therapy.six_cd34_{of}") for of in ("per_kg", "total"))
    six = [
        expected_clones(source, dose, total / dose, 1.0)
        for source, dose, total in zip(SIX_SOURCES, doses, totals, strict=True)
    ]
    return {
        "gene_therapy.active_clones": median(_drawn(people, np.full(simulation.size, usual))),
        "gene_therapy.repopulating_clones": median(_drawn(people, np.resize(six, simulation.size))),
    }


def _drawn(people: Individuals, expected: Array) -> Array:
    """Clones that engraft: chance around what is expected of each patient."""
    means = expected * people["engraftment"]
    return np.array(
        [
            float(stream(people.seed, patient, "validation.clones").poisson(clones))
            for patient, clones in zip(people.identifiers, means, strict=True)
        ]
    )


def marking(simulation: Simulation) -> Estimates:
    """Mean vector copies a neutrophil two years after corrected cells, in Fanconi anemia without conditioning."""
    ill = ill_patients(simulation, fanconi_anemia(), FANCONI_PLATELETS)
    people = ill.cohort.people
    product = GeneTherapyProduct(
        GraftSource.MOBILIZED_BLOOD,
        FANCONI_DOSE,
        FANCONI_TRANSDUCED,
        engraftment=people["engraftment"],
        megakaryocyte_engraftment=people["megakaryocyte_engraftment"],
    )
    system = BloodSystem(clones=CLONES)
    corrected = correction(ONE_COPY)
    patients = ill.cohort.in_system(system, lambda parameters: corrected_clone(parameters, corrected))
    course = Course((*ill.cause.course, *infusion(product, 0.0)))
    seen = simulate(patients, course, TWO_YEARS, integrator(system)).observables
    return {"gene_therapy.fanconi_marking": mean(ONE_COPY * np.asarray(seen.donor_chimerism[-1]))}


GROUPS = (
    Group(
        name="gene_therapy_clones",
        title="Clones of corrected stem cells (Calabria 2024, Six 2020)",
        records=("gene_therapy.active_clones", "gene_therapy.repopulating_clones"),
        run=clones,
        assumed=(
            f"The usual product has {CD34_DOSE / 1e6:g}x10^6 CD34+ cells per kg for a child of {WEIGHT:g} kg,"
            f" {TRANSDUCED:.0%} of them transduced; of the six published ones all cells count as transduced. The share"
            " of stem cells that engrafts for the long term is itself an assumption."
        ),
        full=4096,
    ),
    Group(
        name="fanconi_gene_therapy",
        title="Gene therapy of Fanconi anemia without conditioning (FANCOLEN-1, Rio 2024)",
        records=("gene_therapy.fanconi_marking",),
        run=marking,
        assumed=(
            f"{FANCONI_DOSE / 1e6:g}x10^6 CD34+ cells per kg, {FANCONI_TRANSDUCED:.0%} of them with one copy, at"
            f" {FANCONI_PLATELETS:g}x10^9/L platelets."
        ),
        full=1024,
        reduced=64,
    ),
)

"""Prophylactic tranexamic acid during the aplasia of a transplantation: the ratio of the hazards of bleeding."""

from dataclasses import replace

import numpy as np

from hemograft.evidence import number
from hemograft.inference.engraftment import simulated_transplants
from hemograft.population.individuals import draw_individuals
from hemograft.population.recipients import draw_recipients
from hemograft.therapies.tranexamic_acid import days_on_tranexamic_acid
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances, bleeding_hazard
from hemograft.validation.estimate import Estimates, resampled
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

DAYS, FOLLOWED = 30, 40
"""Days of the trial, and after the graft."""
WARD = BleedingCircumstances(inpatient=True, immune=False)


def treatt(simulation: Simulation) -> Estimates:
    """Cumulative hazard of a bleed in the 30 days from the first low count, with over without the drug."""
    people = draw_individuals(simulation.seed, range(simulation.size))
    recipients = draw_recipients("sibling_adults", simulation.seed, people.identifiers)
    run, _ = simulated_transplants(recipients, people, FOLLOWED)
    platelets, hemoglobin = run.observables.platelets, run.observables.hemoglobin
    day = np.arange(len(platelets))[:, np.newaxis]
    first = (platelets < number("tranexamic_acid.start_below")).argmax(axis=0)
    watched = (day >= first) & (day < first + DAYS)
    with_drug, without = (
        (bleeding_hazard(platelets, hemoglobin, replace(WARD, tranexamic_acid=drug)) * watched).sum(axis=0)
        for drug in (days_on_tranexamic_acid(platelets.T).T, False)
    )
    return {
        "tranexamic_acid.treatt_hazard_ratio": resampled(
            lambda treated, untreated: float(treated.sum() / untreated.sum()), with_drug, without, seed=simulation.seed
        )
    }


GROUPS = (
    Group(
        name="treatt",
        title="Tranexamic acid v placebo in hematologic malignancy (TREATT, Estcourt 2025)",
        records=("tranexamic_acid.treatt_hazard_ratio",),
        run=treatt,
        assumed="Recipients of sibling grafts; deaths, on which the drug does not act here, are left out.",
        full=2048,
    ),
)

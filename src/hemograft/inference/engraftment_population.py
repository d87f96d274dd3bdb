"""How recipients differ: spreads, effects of the dose and factors of children, from individual transplants.

The targets are readings of 187 transplants in children (cumulative incidences with death competing, medians by source and
dose, hazard ratios per doubling of the dose) and the medians of sibling transplants in adults. Each trial repeats the
transplants with virtual recipients and reads them in the same way.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.inference.engraftment import (
    Engraftment,
    engraftment_in_children,
    median_day,
    simulated_engraftment,
)
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.population.individuals import draw_individuals
from hemograft.population.recipients import Recipients, draw_recipients
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream
from hemograft.therapies.transplantation import GraftSource

FREE_PARAMETERS = (
    FreeParameter("graft.allogeneic_dose_exponent", 0.6, 0.4, low=0.1, high=1.0),
    FreeParameter("graft.platelet_yield_dose_exponent", 0.5, 0.5, high=2.0),
    FreeParameter("population.early_platelet_yield", 0.9, 0.4),
    FreeParameter("population.platelet_maturity_time", 0.6, 0.5),
    FreeParameter("population.megakaryocyte_engraftment", 0.5, 0.4),
    FreeParameter("population.engraftment", 0.2, 0.5),
    FreeParameter("population.allogeneic_toxicity", 0.15, 0.5),
    FreeParameter("population.neutrophil_maturation_time", 0.06, 0.4),
    FreeParameter("population.endothelial_injury", 0.8, 0.3),
    FreeParameter("population.child_engraftment", 1.0, 0.4),
    FreeParameter("population.child_megakaryocyte_engraftment", 1.0, 0.4),
    FreeParameter("population.child_allogeneic_toxicity", 1.0, 0.25),
    FreeParameter("population.child_endothelial_injury", 1.0, 0.5),
)
"""Priors: spreads that were found on virtual patients before there were rows to fit; children like adults."""
CHILDREN_TWICE = 2
"""Virtual recipients for each row."""
CHILDREN, ADULTS = 370, 128
CHILDREN_DAYS, ADULT_DAYS = 300, 60
CHILD_PLATELETS, ADULT_PLATELETS = 50.0, 20.0
SIBLINGS = {GraftSource.MOBILIZED_BLOOD: "mobilized", GraftSource.BONE_MARROW: "bone_marrow"}


def children(seed: int, rows: Recipients | None, count: int = CHILDREN) -> Recipients:
    """Whom a trial transplants: each row equally often, or without rows a population drawn from its records."""
    if rows is None:
        return draw_recipients("unrelated_children", seed, range(count))
    return rows.those(np.arange(count) % len(rows.age))


def days_of_death(seed: int, count: int) -> Array:
    """Deaths that compete with recovery, at a constant rate, shape (count,)."""
    rate = number("recipients.unrelated_children.death_before_recovery")
    return np.array([stream(seed, patient, "death_before_recovery").exponential(1.0 / rate) for patient in range(count)])


def transplants_in_children(
    recipients: Recipients, seed: int, numbers: Numbers = number, first: int = 0
) -> Engraftment:
    """One transplant for each of the recipients, with their own luck."""
    count = len(recipients.age)
    return simulated_engraftment(
        recipients,
        draw_individuals(seed, range(first, first + count), numbers),
        days=CHILDREN_DAYS,
        platelet_threshold=CHILD_PLATELETS,
        death=days_of_death(seed, count),
        numbers=numbers,
    )


def transplants_from_siblings(seed: int, numbers: Numbers = number, count: int = ADULTS) -> Mapping[str, float]:
    """Median days of adults, by target id."""
    results: dict[str, float] = {}
    for source, name in SIBLINGS.items():
        drawn = draw_recipients("sibling_adults", seed, range(count))
        of_source = replace(drawn, source=np.full(count, source), cd34_per_kg=_sibling_dose(source, count))
        seen = simulated_engraftment(
            of_source,
            draw_individuals(seed, range(count), numbers),
            days=ADULT_DAYS,
            platelet_threshold=ADULT_PLATELETS,
            numbers=numbers,
        )
        results[f"transplantation.sibling_{name}_neutrophil_day"] = median_day(seen.neutrophils)
        results[f"transplantation.sibling_{name}_platelet_day"] = median_day(seen.platelets)
    return results

"""How recipients differ: spreads, effects of the dose and factors of children, from individual transplants.

The targets are readings of 187 transplants in children (cumulative incidences with death competing, medians by source
and dose, hazard ratios per doubling of the dose) and the medians of sibling transplants in adults. Each trial repeats
the transplants with virtual recipients and reads them in the same way.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.inference.engraftment import (
    DOSE_BANDS,
    LANDMARKS,
    SOURCES,
    Engraftment,
    engraftment_in_children,
    median_day,
    simulated_engraftment,
)
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.population.individuals import draw_individuals
from hemograft.population.recipients import POPULATIONS, Recipients, draw_recipients
from hemograft.simulation.integrator import Array
from hemograft.simulation.streams import stream

FREE_PARAMETERS = (
    FreeParameter("graft.allogeneic_dose_exponent", 0.6, 0.4, low=0.1, high=1.0),
    FreeParameter("graft.platelet_yield_dose_exponent", 0.5, 0.5, high=2.0),
    FreeParameter("population.early_platelet_yield", 0.9, 0.4),
    FreeParameter("graft.early_platelet_yield_time", 250.0, 0.6),
    FreeParameter("population.early_platelet_yield_time", 0.6, 0.5),
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
TARGETS = (
    *(
        f"transplantation.children_{source}_{reading}"
        for source in SOURCES.values()
        for reading in ("platelet_day", "neutrophil_day", *(f"platelets_day_{day}" for day in LANDMARKS))
    ),
    *(
        f"transplantation.children_{count}_day_cd34_{band}"
        for count in ("platelet", "neutrophil")
        for band in DOSE_BANDS
    ),
    *(
        f"transplantation.log_sd_{count}_day_{source}"
        for count in ("platelet", "neutrophil")
        for source in SOURCES.values()
    ),
    *(f"transplantation.hazard_ratio_{count}_per_cd34_doubling" for count in ("platelets", "neutrophils")),
    *(
        f"transplantation.sibling_{source}_{count}_day"
        for source in SOURCES.values()
        for count in ("neutrophil", "platelet")
    ),
)
CHILDREN, ADULTS = 1480, 512
"""Virtual recipients in a trial: eight for each row, for with fewer a search fits their luck."""
JUDGED_TIMES = 1
"""The report looks at other recipients than the search, this many times as many."""
CHILDREN_DAYS, ADULT_DAYS = 240, 60
CHILD_PLATELETS = 50.0
"""10^9/L: recovery as the rows record it."""


def children(seed: int, rows: Recipients | None, count: int = CHILDREN) -> Recipients:
    """Whom a trial transplants: each row equally often, or without rows a population drawn from its records."""
    if rows is None:
        return draw_recipients("unrelated_children", seed, range(count))
    return rows.those(np.arange(count) % len(rows.age))


def days_of_death(seed: int, count: int) -> Array:
    """Deaths that compete with recovery, at a constant rate, shape (count,)."""
    rate = number("recipients.unrelated_children.death_before_recovery")
    return np.array(
        [stream(seed, patient, "death_before_recovery").exponential(1.0 / rate) for patient in range(count)]
    )


def transplants_in_children(recipients: Recipients, seed: int, numbers: Numbers = number) -> Engraftment:
    """One transplant for each of the recipients, with their own luck."""
    count = len(recipients.age)
    return simulated_engraftment(
        recipients,
        draw_individuals(seed, range(count), numbers),
        days=CHILDREN_DAYS,
        platelet_threshold=CHILD_PLATELETS,
        death=days_of_death(seed, count),
        numbers=numbers,
    )


def sibling_medians(seed: int, numbers: Numbers = number, count: int = ADULTS) -> Mapping[str, float]:
    """Median days of adults with a graft from a sibling, by target id."""
    drawn = draw_recipients("sibling_adults", seed, range(count))
    people = draw_individuals(seed, range(count), numbers)
    results: dict[str, float] = {}
    for source, name in SOURCES.items():
        seen = simulated_engraftment(
            replace(
                drawn,
                source=np.full(count, str(source)),
                cd34_per_kg=np.full(count, number(POPULATIONS["sibling_adults"].doses[source])),
            ),
            people,
            days=ADULT_DAYS,
            platelet_threshold=number("transplantation.platelet_engraftment_threshold"),
            numbers=numbers,
        )
        results[f"transplantation.sibling_{name}_neutrophil_day"] = median_day(seen.neutrophils)
        results[f"transplantation.sibling_{name}_platelet_day"] = median_day(seen.platelets)
    return results


def engraftment_population(rows: Recipients | None) -> Step:
    """The step, on the covariates of these rows, or without them on a population drawn from its records."""

    def simulate(numbers: Numbers, seed: int, times: int = 1) -> Mapping[str, float]:
        seen = transplants_in_children(children(seed, rows, times * CHILDREN), seed, numbers)
        return {**engraftment_in_children(seen), **sibling_medians(seed, numbers, times * ADULTS)}

    return Step(
        name="engraftment",
        title="How transplant recipients differ",
        free=FREE_PARAMETERS,
        targets=TARGETS,
        simulate=one_by_one(simulate),
        generations=25,
        note=(
            "Virtual recipients have the covariates of "
            + ("a population drawn from its records" if rows is None else f"{len(rows.age)} individual transplants")
            + "; two rows with recovery after death are left out, death competes, and the table is of other recipients"
            f" ({JUDGED_TIMES * CHILDREN} children) than the search saw."
        ),
        judge=one_by_one(lambda numbers, seed: simulate(numbers, seed + 1, JUDGED_TIMES)),
    )

"""Survival of severe aplastic anemia under immunosuppression: how much more dangerous neutropenia grows as it lasts."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.inference.aplastic_anemia_trials import HALF_YEAR, ID, suppressed_patients
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.outcomes.mortality import CountsOverTime, clinical_history
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.outcomes.transplant_risk import Recipient
from hemograft.population.individuals import Individuals
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances, bleeding_hazard

DEATH_6_MONTHS, SURVIVAL_5_YEARS = f"{ID}.immunosuppression_death_6_months", f"{ID}.immunosuppression_survival_5_years"
FIVE_YEARS = 5.0 * DAYS_PER_YEAR
PATIENTS = 1024
AGE = 35.0
"""Years, of all: the ages of the published patients are not printed with their survival."""


def aplastic_anemia_survival() -> Step:
    """The step, after the hazards of infection that it multiplies."""
    return Step(
        name="aplastic_anemia_survival",
        title="Survival of aplastic anemia under immunosuppression",
        free=(FreeParameter("outcomes.infection.prolonged_neutropenia_ratio", 4.3, 0.7),),
        targets=(DEATH_6_MONTHS, SURVIVAL_5_YEARS),
        simulate=one_by_one(survival),
        generations=30,
        note=(
            "Patients of 35 years at the median count of the trial of immunosuppression, with a second course where"
            " the disease comes back; no transplant or clonal evolution."
        ),
    )


def survival(numbers: Numbers, seed: int) -> Mapping[str, float]:
    """Deaths within six months and survival at five years after the first course."""
    people, counts = _first_course(seed, number("immunosuppression.odds"))
    death = clinical_history(people, Recipient(age=AGE, disease="aplastic_anemia"), counts, None, numbers=numbers).death
    return {DEATH_6_MONTHS: float(np.mean(death <= HALF_YEAR)), SURVIVAL_5_YEARS: float(np.mean(death > FIVE_YEARS))}


@lru_cache(maxsize=2)
def _first_course(seed: int, odds: float) -> tuple[Individuals, CountsOverTime]:
    """The patients and the counts that endanger them for five years; ``odds`` is what those hang on."""
    del odds
    days = int(FIVE_YEARS)
    people, seen = suppressed_patients(seed, PATIENTS, days)
    outpatient = BleedingCircumstances(immune=False)
    counts = CountsOverTime(
        day=np.arange(1.0, days + 1.0),
        width=np.ones(days),
        neutrophils=seen.neutrophils[1:],
        bleeding=bleeding_hazard(seen.platelets, seen.hemoglobin, outpatient)[1:],
    )
    return people, counts

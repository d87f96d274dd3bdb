"""Transplantation or immunosuppression first in aplastic anemia: quality-adjusted life years of the same patients."""

from functools import partial

import numpy as np

from hemograft.outcomes.quality_of_life import quality_adjusted_years
from hemograft.planning.case import Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy_run import run_strategy
from hemograft.population.individuals import draw_individuals
from hemograft.trials.results import PatientTable
from hemograft.validation.estimate import Estimates, mean
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

RECORD = "utility.aplastic_anemia_difference_10_years"
DAYS, FOLLOW_UP = 365, 3652
STRATEGIES = ("transplant_sibling", "immunosuppression")


def difference_in_10_years(simulation: Simulation) -> Estimates:
    """Mean gain by transplantation first, years."""
    table = simulation.patients(partial(_years, simulation.seed), "first_treatment", [DAYS, FOLLOW_UP])
    transplanted, suppressed = (table.columns[strategy].astype(float) for strategy in STRATEGIES)
    return {RECORD: mean(transplanted - suppressed)}


def _years(seed: int, part: range) -> PatientTable:
    case = Case.model_validate(
        {
            "age": 40,
            "weight": 60,
            "diagnosis": "severe_aplastic_anemia",
            "counts": [{"day": 0, "platelets": "9 10^9/L", "neutrophils": "0.3 10^9/L", "hemoglobin": "7.9 g/dL"}],
            "donors": [
                {
                    "label": "sibling",
                    "relation": "matched_sibling",
                    "source": "bone_marrow",
                    "cd34_per_kg": 3e6,
                    "conditioning": "cyclophosphamide_antithymocyte_globulin",
                }
            ],
        }
    )
    people = draw_individuals(seed, part)
    columns = {
        strategy.name: quality_adjusted_years(
            run_strategy(case, strategy, case_cohort(case, people), DAYS, FOLLOW_UP).history
        ).astype(np.float32)
        for strategy in strategies_for(case, STRATEGIES)
    }
    return PatientTable({}, np.zeros((0, len(part)), dtype=np.int32), columns, {})


FIRST_TREATMENT = Group(
    name="first_treatment_of_aplastic_anemia",
    title="Transplantation or immunosuppression first in aplastic anemia, 10 years (PMID 36595144)",
    records=(RECORD,),
    run=difference_in_10_years,
    assumed=(
        "Adults of 40 years with a sibling's marrow. A second course in relapse, no clonal evolution or later"
        " transplantation after immunosuppression; utilities are those after transplantation for leukemia; years are"
        " not discounted."
    ),
    models=(RECORD,),
    reasons={
        RECORD: "Whoever answers neither the first course nor a second one gets no transplant here, stays neutropenic"
        " and dies of it."
    },
)

"""The virtual patients of a case: same diagnosis, count, spleen and hemoglobin as the patient."""

from hemograft.planning.case import Case
from hemograft.planning.starting_counts import starting_counts
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import Individuals
from hemograft.thrombocytopenia.catalog import CAUSES


def case_cohort(case: Case, people: Individuals) -> Cohort:
    """These people with the patient's disease, each at rest with a severity of their own.

    Raises:
        UnexplainedCountError: the diagnosis cannot explain the patient's platelet count.
    """
    start = starting_counts(case)
    return thrombocytopenic_cohort(
        CAUSES[case.diagnosis](),
        start.platelets,
        people,
        asplenic=case.spleen == "removed",
        hemoglobin=start.hemoglobin,
    )

"""The virtual patients of a case: same diagnosis, count, spleen and hemoglobin as the patient."""

from dataclasses import replace

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.planning.starting_counts import starting_counts
from hemograft.planning.suppressing_drug import case_cause, drugs_on_board
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import Individuals


def case_cohort(case: Case, people: Individuals) -> Cohort:
    """These people with the patient's disease, each at rest with a severity of their own.

    Raises:
        UnexplainedCountError: the diagnosis cannot explain the patient's platelet count.
    """
    start = starting_counts(case)
    if impairment := _impairment(case):
        damage = people["megakaryocyte_impairment"] * number(impairment)
        people = replace(people, factors={**people.factors, "megakaryocyte_impairment": damage})
    return thrombocytopenic_cohort(
        case_cause(case),
        start.platelets,
        people,
        system=BloodSystem(drugs=drugs_on_board(case)),
        asplenic=case.spleen == "removed",
        hemoglobin=start.hemoglobin,
    )


def _impairment(case: Case) -> str:
    """The record of how damaged megakaryocytes are against chronic patients with a spleen; nothing for those."""
    if case.newly_diagnosed:
        return "immune_thrombocytopenia.newly_diagnosed_impairment"
    if case.diagnosis == IMMUNE_THROMBOCYTOPENIA and case.spleen == "removed":
        return "immune_thrombocytopenia.splenectomized_impairment"
    return ""

"""What goes on in the patient whatever is done: the disease by itself, and antibodies against transfused platelets."""

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import DRUG_INDUCED, Case
from hemograft.planning.suppressing_drug import case_cause, drug_stopped
from hemograft.thrombocytopenia.drug_induced_immune import sensitizing_drug_stopped
from hemograft.thrombocytopenia.heparin_induced import heparin_stopped
from hemograft.thrombocytopenia.platelet_transfusion_refractoriness import alloimmune_destruction

STOPPED = {
    "heparin_induced_thrombocytopenia": heparin_stopped,
    "drug_induced_immune_thrombocytopenia": sensitizing_drug_stopped,
}
"""Diagnoses in which the drug acts through an antibody, and what ends on the day of its last dose."""


def drug_was_stopped(case: Case) -> bool:
    """Whether the suppressing drug is no longer given on day 0."""
    drug = case.suppressing_drug
    return drug is not None and drug.stop is not None and case.day_of(drug.stop) <= 0.0


def natural_course(case: Case) -> tuple[Intervention, ...]:
    """Dated changes from day 0 on that belong to every strategy of the case."""
    changes: list[Intervention] = [*case_cause(case).course]
    drug = case.suppressing_drug
    if drug is not None and drug.stop is not None:
        last = max(case.day_of(drug.stop), 0.0)
        if case.diagnosis in STOPPED:
            changes.append(STOPPED[case.diagnosis](last))
        elif case.diagnosis == DRUG_INDUCED:
            changes += drug_stopped(case, last)
    if case.alloimmunized:
        changes.append(SetParameter(0.0, "condition.transfused_destruction", alloimmune_destruction()))
    return tuple(changes)

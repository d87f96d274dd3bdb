"""What goes on in the patient whatever is done: the disease by itself, and antibodies against transfused platelets."""

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import Case
from hemograft.planning.suppressing_drug import case_cause, drug_stopped
from hemograft.thrombocytopenia.drug_induced_immune import sensitizing_drug_stopped
from hemograft.thrombocytopenia.heparin_induced import heparin_stopped
from hemograft.thrombocytopenia.platelet_transfusion_refractoriness import alloimmune_destruction

STOPPED = {
    "heparin_induced_thrombocytopenia": heparin_stopped,
    "drug_induced_immune_thrombocytopenia": sensitizing_drug_stopped,
}
"""Diagnoses in which the drug acts through an antibody, and what ends on the day of its last dose."""


def drug_stop(case: Case) -> float | None:
    """Day on which the suppressing drug was or will be stopped anyway; None where it goes on."""
    drug = case.suppressing_drug
    return None if drug is None or drug.stop is None else case.day_of(drug.stop)


def natural_course(case: Case) -> tuple[Intervention, ...]:
    """Dated changes from day 0 on that belong to every strategy of the case."""
    changes: list[Intervention] = [*case_cause(case).course]
    if (stop := drug_stop(case)) is not None:
        last = max(stop, 0.0)
        changes.append(STOPPED[case.diagnosis](last) if case.diagnosis in STOPPED else drug_stopped(case, last))
    if case.alloimmunized:
        changes.append(SetParameter(0.0, "condition.transfused_destruction", alloimmune_destruction()))
    return tuple(changes)

"""What goes on in the patient whatever is done: the disease by itself, and antibodies against transfused platelets."""

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import Case
from hemograft.therapies.transfusion import alloimmune_destruction
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.drug_induced import drug_removed


def drug_stop(case: Case) -> float | None:
    """Day on which the suppressing drug was or will be stopped anyway; None where it goes on."""
    drug = case.suppressing_drug
    return None if drug is None or drug.stop is None else case.day_of(drug.stop)


def natural_course(case: Case) -> tuple[Intervention, ...]:
    """Dated changes from day 0 on that belong to every strategy of the case."""
    changes: list[Intervention] = [*CAUSES[case.diagnosis]().course]
    if (stop := drug_stop(case)) is not None:
        changes.append(drug_removed(max(stop, 0.0)))
    if case.alloimmunized:
        changes.append(SetParameter(0.0, "condition.transfused_destruction", alloimmune_destruction()))
    return tuple(changes)

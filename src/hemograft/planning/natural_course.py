"""What goes on in the patient whatever is done: the disease by itself, and antibodies against transfused platelets."""

from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.planning.case import Case
from hemograft.therapies.transfusion import alloimmune_destruction
from hemograft.thrombocytopenia.congenital_amegakaryocytic import stem_cell_loss


def natural_course(case: Case) -> tuple[Intervention, ...]:
    """Dated changes from day 0 on that belong to every strategy of the case."""
    changes: list[Intervention] = []
    if case.diagnosis == "congenital_amegakaryocytic_thrombocytopenia":
        changes.append(SetParameter(0.0, "host.stem_cell_death", stem_cell_loss()))
    if case.alloimmunized:
        changes.append(SetParameter(0.0, "condition.transfused_destruction", alloimmune_destruction()))
    return tuple(changes)

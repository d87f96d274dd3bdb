"""What holds back or kills marrow cells of every clone: the patient's condition and all drugs together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hemograft.hematopoiesis.drug import DrugSignal
from hemograft.hematopoiesis.parameters import PatientCondition


@dataclass(frozen=True)
class Toxicity:
    """Suppression is a fraction of a flow, kill a rate (1/day); see `DrugSignal` for the cells that each strikes."""

    megakaryopoiesis_suppression: Any
    shedding_suppression: Any
    progenitor_kill: Any
    granulocyte_kill: Any
    megakaryocyte_kill: Any

    @staticmethod
    def of(condition: PatientCondition, signals: Sequence[DrugSignal]) -> "Toxicity":
        """Fractions act one after the other on what the others left; kills add."""
        return Toxicity(
            megakaryopoiesis_suppression=_combined(
                condition.megakaryopoiesis_suppression, (signal.megakaryopoiesis_suppression for signal in signals)
            ),
            shedding_suppression=_combined(
                condition.shedding_suppression, (signal.shedding_suppression for signal in signals)
            ),
            progenitor_kill=sum((signal.progenitor_kill for signal in signals), start=0.0),
            granulocyte_kill=sum((signal.granulocyte_kill for signal in signals), start=0.0),
            megakaryocyte_kill=sum((signal.megakaryocyte_kill for signal in signals), start=0.0),
        )


def _combined(first: Any, others: Iterable[Any]) -> Any:
    prevented = first
    for fraction in others:
        prevented = prevented + (1.0 - prevented) * fraction
    return prevented

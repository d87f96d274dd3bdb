"""What can be done to a patient, as plain data: a change of state or of a parameter on a day.

Doses, transfusions, grafts and infusions are stops of the solver with one of these changes. The same data become
SBML events.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AddToState:
    """Adds ``amount`` (one number, or one a patient) to a state variable on a day."""

    day: float
    state: str
    amount: Any


@dataclass(frozen=True)
class SetParameter:
    """Sets a parameter (one number, or one a patient) from a day on, for these ``patients`` (all, or a mask)."""

    day: float
    parameter: str
    value: Any
    patients: Any = True


Intervention = AddToState | SetParameter

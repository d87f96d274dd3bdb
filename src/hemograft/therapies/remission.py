"""Remission: the source of an immune attack falls, and comes back after a time of the patient's own.

The attack itself follows its source at its own turnover: antibody within weeks, T cells within months.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array

STEP = 7.0
"""Days. A relapse begins at the end of a week, so that a schedule has few stops however many patients it is for."""


@dataclass(frozen=True)
class Remission:
    """What is ``left`` of the source of the attack, and for how many ``days``; both of shape (patients,)."""

    left: Array
    days: Array

    @staticmethod
    def by_odds(odds: Any, days: Array) -> "Remission":
        """A source halted with these odds against going on."""
        return Remission(1.0 / (1.0 + odds), days)

    def together(self, other: "Remission") -> "Remission":
        """Two treatments at once: each acts on what the other left, for as long as the longer one."""
        return Remission(self.left * other.left, np.maximum(self.days, other.days))

    @property
    def weeks(self) -> Array:
        """Days until the end of the week of the relapse."""
        return STEP * np.ceil(self.days / STEP)

    def schedule(self, parameter: str, first_day: float) -> tuple[SetParameter, ...]:
        """``parameter`` falls on ``first_day`` and returns to 1: one stop a week of relapse, not one a patient."""
        weeks = self.weeks
        relapses = (SetParameter(first_day + float(end), parameter, 1.0, weeks == end) for end in np.unique(weeks))
        return (SetParameter(first_day, parameter, self.left), *relapses)

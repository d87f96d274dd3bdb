"""Remission: the source of an immune attack falls, and comes back after a time of the patient's own.

The attack itself follows its source at its own turnover: antibody within weeks, T cells within months.
"""

import numpy as np

from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.bedside import Array

STEP = 7.0
"""Days. A relapse begins at the end of a week, so that a schedule has few stops however many patients it is for."""


def remission(parameter: str, first_day: float, left: Array, days: Array) -> tuple[SetParameter, ...]:
    """``parameter`` falls to ``left`` of 1 on ``first_day`` and returns to 1 after ``days``.

    ``left`` and ``days`` have shape (patients,); the schedule has one stop a week of relapse, not one a patient.
    """
    lasting = STEP * np.ceil(days / STEP)
    relapses = (
        SetParameter(first_day + float(end), parameter, np.where(lasting <= end, 1.0, left))
        for end in np.unique(lasting)
    )
    return (SetParameter(first_day, parameter, left), *relapses)

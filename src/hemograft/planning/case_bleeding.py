"""What a case says about bleeding beside the counts."""

from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.planning.case import IMMUNE_THROMBOCYTOPENIA, Case
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances


def days_of_fever(case: Case) -> float:
    """How many days of the plan a fever of the case lasts; in dengue until its destruction of platelets ends."""
    if case.diagnosis == "dengue_thrombocytopenia":
        return number("dengue.destruction_ends") - number("dengue.day_of_case")
    return number("bleeding.fever_days")


def bleeding_circumstances(
    case: Case, day: Any, *, inpatient: Any = False, tranexamic_acid: Any = False
) -> BleedingCircumstances:
    """Cause, coagulation and fever; in hospital and on tranexamic acid where told (one for all, or one a count).

    ``day`` of the plan, one for all or one a count, says whether a fever goes on; coagulation stays as it was found.
    """

    def measured(value: float | None) -> float:
        return np.nan if value is None else value

    return BleedingCircumstances(
        inpatient=inpatient,
        immune=case.diagnosis == IMMUNE_THROMBOCYTOPENIA,
        fever=case.fever & (np.asarray(day) < days_of_fever(case)),
        international_normalized_ratio=measured(case.international_normalized_ratio),
        partial_thromboplastin_time=measured(case.partial_thromboplastin_time),
        tranexamic_acid=tranexamic_acid,
    )

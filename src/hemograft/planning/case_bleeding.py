"""What a case says about bleeding beside the counts."""

from typing import Any

import numpy as np

from hemograft.planning.case import Case
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances


def bleeding_circumstances(
    case: Case, *, inpatient: Any = False, tranexamic_acid: Any = False
) -> BleedingCircumstances:
    """Cause, coagulation and fever; in hospital and on tranexamic acid where told (one for all, or one a count)."""

    def measured(value: float | None) -> float:
        return np.nan if value is None else value

    return BleedingCircumstances(
        inpatient=inpatient,
        immune=case.diagnosis == "immune_thrombocytopenia",
        fever=case.fever,
        international_normalized_ratio=measured(case.international_normalized_ratio),
        partial_thromboplastin_time=measured(case.partial_thromboplastin_time),
        tranexamic_acid=tranexamic_acid,
    )

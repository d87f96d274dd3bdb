"""Response of aplastic anemia to treatment: blood counts above the levels of the trials."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number

Response = Literal["no_longer_severe", "complete_response"]
"""Names of the records ``severe_aplastic_anemia.<response>_<lineage>``."""


Counts = NDArray[np.floating]


def has_response(
    response: Response, *, neutrophils: Counts, platelets: Counts, hemoglobin: Counts
) -> NDArray[np.bool_]:
    """Whether all three lineages exceed the levels of a response; counts of one shape, nan for the dead."""
    counts = {"neutrophils": neutrophils, "platelets": platelets, "hemoglobin": hemoglobin}
    above = [values > number(f"severe_aplastic_anemia.{response}_{lineage}") for lineage, values in counts.items()]
    return np.logical_and.reduce(above)

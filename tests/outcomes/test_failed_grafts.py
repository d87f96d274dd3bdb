"""Death after a graft has failed: what spares a patient after a graft spares nobody without one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.outcomes.hazard_ratios import MORTALITY, hazard_ratio
from hemograft.outcomes.mortality import Transplanted, clinical_history
from tests.outcomes.recipients_at_hand import (
    REFERENCE,
    SIBLING,
    changed,
    people_at_hand,
    quiet_timeline,
    steady_counts,
)

PATIENTS, DAYS = 4000, 60
NUMBERS = changed(infection__fatality=0.1, infection__after_graft_failure=2.0)


@pytest.mark.parametrize(("age", "disease", "spared"), [(8.0, "inherited", True), (60.0, "malignant", False)])
def test_infections_of_a_failed_graft_kill_as_often_as_in_the_reference_at_least(age, disease, spared):
    patient = replace(REFERENCE, age=age, disease=disease)
    ratio = float(hazard_ratio(MORTALITY, patient, SIBLING, number))
    assert (ratio < 0.5) is spared

    def hazard_of_death(**events: Any) -> float:
        transplanted = Transplanted(SIBLING, quiet_timeline(PATIENTS, **events))
        counts = steady_counts(PATIENTS, DAYS, neutrophils=0.05)
        found = clinical_history(people_at_hand(PATIENTS), patient, counts, transplanted, numbers=NUMBERS)
        return float(-np.log1p(-np.isfinite(found.death).mean()))

    expected = 2.0 * max(ratio, 1.0) / ratio
    assert hazard_of_death(graft_failure=0.0) / hazard_of_death() == pytest.approx(expected, rel=0.25)

"""Global severity of chronic graft-versus-host disease by the rule of 2014."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import ArrayLike

from hemograft.outcomes.chronic_graft_versus_host_disease_severity import ORGANS, ChronicSeverity, chronic_severity

WELL: dict[str, ArrayLike] = dict.fromkeys(ORGANS, 0)


@pytest.mark.parametrize(
    ("scores", "severity"),
    [
        ({}, "NONE"),
        ({"skin": 1}, "MILD"),
        ({"skin": 1, "mouth": 1}, "MILD"),
        ({"skin": 1, "mouth": 1, "eyes": 1}, "MODERATE"),
        ({"liver": 2}, "MODERATE"),
        ({"lungs": 1}, "MODERATE"),
        ({"lungs": 2}, "SEVERE"),
        ({"genital_tract": 3}, "SEVERE"),
        ({"lungs": 3}, "SEVERE"),
    ],
)
def test_severity_of_known_patients(scores, severity):
    assert chronic_severity(WELL | scores) == ChronicSeverity[severity]


def test_a_worse_organ_never_lowers_the_severity_and_patients_are_apart():
    every = np.array(list(product(range(4), repeat=4))).T
    organs = dict(zip(("skin", "eyes", "liver", "lungs"), every, strict=True))
    severity = chronic_severity(WELL | organs).reshape(4, 4, 4, 4)
    assert all((np.diff(severity, axis=organ) >= 0).all() for organ in range(4))
    assert severity[1, 1, 0, 0] == ChronicSeverity.MILD


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nails": 1}, "organ nails is unknown: give a score of 0 to 3 for each of skin, mouth"),
        ({"eyes": 4}, "score 4 of eyes does not exist: give 0 to 3"),
    ],
)
def test_a_bad_score_is_told(change, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        chronic_severity(WELL | change)


def test_an_organ_that_was_not_examined_is_asked_for():
    with pytest.raises(ValueError, match=r"^organ lungs is missing: give a score of 0 to 3"):
        chronic_severity({name: 0 for name in ORGANS if name != "lungs"})

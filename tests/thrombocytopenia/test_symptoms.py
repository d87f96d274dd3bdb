"""Signs by count: skin bleeding on its line, bands without gaps, grades that know themselves."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, records
from hemograft.thrombocytopenia.bleeding_grades import WHO_BLEEDING_GRADES
from hemograft.thrombocytopenia.skin_bleeding import bruising_probability
from hemograft.thrombocytopenia.symptoms import symptom_bands, symptoms_at

COUNTS = st.floats(0.0, 1000.0)


@given(COUNTS, COUNTS)
def test_more_platelets_never_bruise_more(one, other):
    few, many = bruising_probability(np.array(sorted((one, other))))
    assert 0.0 <= many <= few <= 1.0


def test_bruising_at_the_count_of_diagnosis_is_as_published():
    assert bruising_probability(number("symptoms.presentation_count")) == pytest.approx(0.648)
    assert bruising_probability(np.array([100.0, 250.0])) == pytest.approx([0.0, 0.0])


def test_bruising_is_a_straight_line():
    low, middle, high = bruising_probability(np.array([10.0, 40.0, 70.0]))
    assert low - middle == pytest.approx(middle - high)


@given(COUNTS)
def test_every_count_is_in_the_band_that_names_it(platelets):
    band = symptoms_at(platelets)
    assert band.lowest <= platelets < (math.inf if band.highest is None else band.highest)


def test_bands_follow_each_other():
    bands = symptom_bands()
    assert [band.lowest for band in bands] == [0.0, 10.0, 20.0, 50.0, 100.0, 150.0]
    assert [band.highest for band in bands[:-1]] == [band.lowest for band in bands[1:]]
    assert bands[-1].highest is None
    assert all(set(band.evidence) <= set(records()) and band.evidence for band in bands)


def test_fewer_platelets_have_no_fewer_signs():
    signs = [len(band.signs) for band in symptom_bands()]
    assert signs == sorted(signs, reverse=True)


@pytest.mark.parametrize("platelets", [-1.0, math.nan])
def test_an_impossible_count_has_no_signs(platelets):
    with pytest.raises(ValueError, match=r"^platelets is (-1|nan): write a count of 0 or more"):
        symptoms_at(platelets)


def test_bleeding_grades_are_those_of_the_scale():
    assert [grade.grade for grade in WHO_BLEEDING_GRADES] == [0, 1, 2, 3, 4]
    assert not WHO_BLEEDING_GRADES[0].findings and all(grade.findings for grade in WHO_BLEEDING_GRADES[1:])
    findings = [finding for grade in WHO_BLEEDING_GRADES for finding in grade.findings]
    assert len(set(findings)) == len(findings)

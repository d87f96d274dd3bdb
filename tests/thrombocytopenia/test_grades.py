"""Grades and severities: their limits belong to the side that the definitions say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.thrombocytopenia.grades import (
    AplasticAnemiaSeverity,
    ImmuneThrombocytopeniaCount,
    ImmuneThrombocytopeniaPhase,
    aplastic_anemia_severity,
    immune_thrombocytopenia_count,
    immune_thrombocytopenia_phase,
    is_severe_immune_thrombocytopenia,
    platelet_grade,
)

COUNTS = st.floats(0.0, 500.0)
SHARES = st.floats(0.0, 1.0)


def test_platelet_grades():
    counts = np.array([0.0, 24.9, 25.0, 49.9, 50.0, 74.9, 75.0, 149.9, 150.0, 400.0])
    assert platelet_grade(counts).tolist() == [4, 4, 3, 3, 2, 2, 1, 1, 0, 0]
    assert platelet_grade(88.0) == 1
    assert platelet_grade(np.array([[130.0], [145.0]]), 140.0).tolist() == [[1], [0]]


@given(COUNTS, COUNTS)
def test_fewer_platelets_never_have_a_lower_grade(one, other):
    few, many = sorted((one, other))
    assert platelet_grade(few) >= platelet_grade(many)
    assert immune_thrombocytopenia_count(few) >= immune_thrombocytopenia_count(many)


def test_phases_of_immune_thrombocytopenia():
    phases = immune_thrombocytopenia_phase(np.array([0.0, 2.9, 3.0, 12.0, 12.1, 100.0]))
    new, persistent, chronic = ImmuneThrombocytopeniaPhase
    assert phases.tolist() == [new, new, persistent, persistent, chronic, chronic]


def test_counts_of_immune_thrombocytopenia():
    counts = immune_thrombocytopenia_count(np.array([9.9, 10.0, 29.9, 30.0, 99.9, 100.0]))
    not_low, uncommon, possible, typical = ImmuneThrombocytopeniaCount
    assert counts.tolist() == [typical, possible, possible, uncommon, uncommon, not_low]


def test_bleeding_makes_immune_thrombocytopenia_severe():
    severe = is_severe_immune_thrombocytopenia(np.array([True, False, False]), np.array([False, True, False]))
    assert severe.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("neutrophils", "platelets", "reticulocytes", "cellularity", "residual", "severity"),
    [
        (0.4, 15.0, 30.0, 0.1, 0.9, AplasticAnemiaSeverity.SEVERE),
        (0.19, 15.0, 30.0, 0.1, 0.9, AplasticAnemiaSeverity.VERY_SEVERE),
        (0.2, 15.0, 30.0, 0.1, 0.9, AplasticAnemiaSeverity.SEVERE),
        (0.5, 19.9, 19.9, 0.1, 0.9, AplasticAnemiaSeverity.SEVERE),
        (0.5, 19.9, 20.0, 0.1, 0.9, AplasticAnemiaSeverity.NONSEVERE),
        (0.1, 20.0, 20.0, 0.1, 0.9, AplasticAnemiaSeverity.NONSEVERE),
        (0.4, 15.0, 10.0, 0.25, 0.3, AplasticAnemiaSeverity.NONSEVERE),
        (0.4, 15.0, 10.0, 0.5, 0.29, AplasticAnemiaSeverity.SEVERE),
        (0.1, 5.0, 10.0, 0.51, 0.1, AplasticAnemiaSeverity.NONSEVERE),
    ],
)
def test_severity_of_aplastic_anemia(neutrophils, platelets, reticulocytes, cellularity, residual, severity):
    assert aplastic_anemia_severity(neutrophils, platelets, reticulocytes, cellularity, residual) == severity


def test_reticulocytes_by_machine_have_a_higher_limit():
    patient = (0.4, 30.0, 40.0, 0.1, 0.1)
    assert aplastic_anemia_severity(*patient) == AplasticAnemiaSeverity.NONSEVERE
    assert aplastic_anemia_severity(*patient, automated_reticulocytes=True) == AplasticAnemiaSeverity.SEVERE


@given(st.floats(0.0, 3.0), COUNTS, COUNTS, SHARES, SHARES, st.floats(0.0, 1.0))
def test_lower_counts_are_never_less_severe(neutrophils, platelets, reticulocytes, cellularity, residual, factor):
    before = aplastic_anemia_severity(neutrophils, platelets, reticulocytes, cellularity, residual)
    after = aplastic_anemia_severity(
        factor * neutrophils, factor * platelets, factor * reticulocytes, factor * cellularity, residual
    )
    assert after >= before

"""The severity that explains a count is found wherever there is one, and refused in a sentence where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemograft.hematopoiesis.blood_system import healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.population.severity import UnexplainedCountError, severity_for
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.thrombocytopenia.ill_people import HOST, at_count, at_severity

COUNTS = {
    "immune_thrombocytopenia": [3.0, 8.0, 24.0, 50.0, 90.0, 140.0, 200.0],
    "severe_aplastic_anemia": [3.0, 8.0, 24.0, 50.0, 90.0, 140.0, 200.0],
    "wiskott_aldrich_syndrome": [3.0, 8.0, 24.0, 50.0],
    "congenital_amegakaryocytic_thrombocytopenia": [3.0, 8.0, 24.0, 50.0, 90.0, 140.0, 200.0],
    "cirrhosis_with_hypersplenism": [8.0, 24.0, 50.0, 90.0, 110.0],
    "drug_induced_marrow_suppression": [3.0, 8.0, 24.0, 50.0, 90.0, 140.0, 200.0],
}


@pytest.mark.parametrize("name", COUNTS)
def test_every_count_is_explained_to_a_thousandth(name):
    cause, counts = CAUSES[name](), np.array(COUNTS[name])
    severity, seen = at_count(cause, counts)
    assert seen.platelets == pytest.approx(counts, rel=1e-3)
    assert np.all(np.diff(severity) < 0.0)
    assert severity.max() < cause.severity_range[1] and severity.min() > cause.severity_range[0]


@settings(max_examples=10)
@given(st.sampled_from(["immune_thrombocytopenia", "severe_aplastic_anemia"]), st.floats(4.0, 220.0))
def test_the_state_found_is_at_rest(name, count):
    cause, parameters = CAUSES[name](), HOST.healthy_parameters()
    guess = stack_state(healthy_state(HOST), 1)
    severity, state = severity_for(HOST, parameters, cause, np.array([count]), guess)
    flat = stack_parameters(cause.apply(parameters, severity), 1)
    assert steady_state(HOST, flat, state) == pytest.approx(state, rel=1e-4, abs=1e-6)


def test_patients_are_explained_together_as_alone():
    cause = CAUSES["immune_thrombocytopenia"]()
    counts = np.array([10.0, 30.0, 100.0])
    together = at_count(cause, counts)[0]
    alone = [at_count(cause, counts[patient : patient + 1])[0][0] for patient in range(3)]
    assert together == pytest.approx(alone, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "count", "reason"),
    [
        ("cirrhosis_with_hypersplenism", 200.0, r"even its mildest form leaves about \d+"),
        ("wiskott_aldrich_syndrome", 190.0, r"even its mildest form leaves about \d+"),
        ("immune_thrombocytopenia", 300.0, r"even its mildest form leaves about 250"),
        ("immune_thrombocytopenia", 1.0, r"it would need a severity above 30 /day of antibody clearance"),
    ],
)
def test_a_count_beyond_the_cause_is_refused_in_a_sentence(name, count, reason):
    who = rf"platelets {count:.3g}x10\^9/L cannot be explained by {CAUSES[name]().label}"
    sentence = rf"^{who}: {reason}[.0-9]*; check the count or the diagnosis$"
    with pytest.raises(UnexplainedCountError, match=sentence):
        at_count(CAUSES[name](), np.array([count]))


def test_one_patient_above_the_mildest_disease_gets_the_mildest():
    """In a cohort around a count that the cause explains."""
    cause = CAUSES["cirrhosis_with_hypersplenism"]()
    severity, seen = at_count(cause, np.array([40.0, 60.0, 130.0]))
    assert severity[2] == pytest.approx(cause.severity_range[0], abs=1e-3)
    assert seen.platelets[:2] == pytest.approx([40.0, 60.0], rel=1e-3)
    mildest = at_severity(cause, np.array([cause.severity_range[0]])).platelets[0]
    assert seen.platelets[2] == pytest.approx(mildest, rel=1e-3) and mildest < 130.0

"""A cohort: patients who share a disease and a count, at rest, each in a steady state of their own."""

import numpy as np
import pytest

from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.observables import observe
from hemograft.population.cohort import HOST, Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import draw_individuals
from hemograft.population.severity import UnexplainedCountError
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.therapies.romiplostim import romiplostim
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import DIAGNOSES

PEOPLE = draw_individuals(4, range(8))


def cohort_of(diagnosis: str, platelets: float | None = None, *, asplenic: bool = False) -> Cohort:
    count = DIAGNOSES[diagnosis] if platelets is None else platelets
    return thrombocytopenic_cohort(CAUSES[diagnosis](), count, PEOPLE, asplenic=asplenic)


CHRONIC = [
    diagnosis
    for diagnosis in DIAGNOSES
    if CAUSES[diagnosis]().onset is None and diagnosis != "gestational_thrombocytopenia"  # which is never severe
]


@pytest.mark.parametrize("diagnosis", CHRONIC)
@pytest.mark.parametrize("share", [0.5, 1.0, 1.8])
def test_each_patient_rests_at_a_count_of_their_own(diagnosis: str, share: float) -> None:
    platelets = share * DIAGNOSES[diagnosis]
    cohort = cohort_of(diagnosis, platelets)
    low, high = CAUSES[diagnosis]().severity_range
    assert cohort.severity.shape == (8,)
    assert ((cohort.severity >= low) & (cohort.severity < high)).all()
    counts = observe(HOST, cohort.state, cohort.parameters).platelets
    # A disease that cannot be mild enough for a patient's count is as mild as it can be, and the count is lower.
    target = platelets * PEOPLE["own_count"]
    assert (counts < 1.001 * target).all()
    assert np.isclose(counts, target, rtol=1e-3).sum() >= 6
    rates = np.array(np.broadcast_arrays(*HOST.derivative(np, cohort.state, cohort.parameters)))
    # Where red cells were transfused, those and what erythropoietin drives are not at rest.
    still = [place for place, name in enumerate(HOST.state_names) if "red_cell" not in name and "erythro" not in name]
    assert (np.abs(rates[still]) / np.maximum(np.abs(cohort.state[still]), 1.0)).max() < 1e-7
    assert (cohort.state >= 0.0).all()


@pytest.mark.parametrize("diagnosis", [name for name in DIAGNOSES if CAUSES[name]().onset is not None])
def test_an_acute_cause_has_brought_each_patient_to_a_count_of_their_own(diagnosis: str) -> None:
    cohort = cohort_of(diagnosis)
    counts = observe(HOST, cohort.state, cohort.parameters).platelets
    np.testing.assert_allclose(counts, DIAGNOSES[diagnosis] * PEOPLE["own_count"], rtol=1e-3)
    assert (cohort.severity > 0.0).all()


def test_a_normal_count_is_refused_for_every_diagnosis() -> None:
    for diagnosis in DIAGNOSES:
        with pytest.raises(UnexplainedCountError, match="200x10"):
            cohort_of(diagnosis, 200.0)


def test_without_a_spleen_none_pools_in_it() -> None:
    place = HOST.parameter_names.index("condition.splenic_fraction")
    assert (cohort_of("severe_aplastic_anemia", asplenic=True).parameters[place] == 0.0).all()
    assert (cohort_of("severe_aplastic_anemia").parameters[place] > 0.0).all()


def test_the_same_patients_enter_the_model_of_a_treatment_with_their_own_answer() -> None:
    cohort = cohort_of("immune_thrombocytopenia")
    system = BloodSystem(clones=("host", "donor"), drugs=(romiplostim(),))
    patients = cohort.in_system(system)
    assert (patients.identifiers, patients.seed) == (range(8), 4)
    before = observe(HOST, cohort.state, cohort.parameters)
    after = observe(system, patients.state, patients.parameters)
    np.testing.assert_allclose(after.platelets, before.platelets, rtol=1e-4)
    np.testing.assert_allclose(after.neutrophils, before.neutrophils, rtol=1e-4)
    equivalent = patients.parameters[system.parameter_names.index("romiplostim.equivalent")]
    np.testing.assert_allclose(equivalent * PEOPLE["agonist_potency"], equivalent[0] * PEOPLE["agonist_potency"][0])
    tablets = BloodSystem(drugs=(eltrombopag(chronic_liver_disease=False),))
    other = cohort.in_system(tablets).parameters[tablets.parameter_names.index("eltrombopag.equivalent")]
    np.testing.assert_allclose(
        other / other[0], equivalent / equivalent[0]
    )  # a patient's answer is one to all agonists


def test_a_cohort_is_not_changed_by_entering_a_model() -> None:
    cohort = cohort_of("immune_thrombocytopenia")
    state, parameters = cohort.state.copy(), cohort.parameters.copy()
    patients = cohort.in_system(HOST)
    patients.state[:] = -1.0
    patients.parameters[:] = -1.0
    assert np.array_equal(cohort.state, state)
    assert np.array_equal(cohort.parameters, parameters)


@pytest.mark.parametrize(("given", "expected"), [(None, 7.0), (9.5, 9.5)])
def test_an_anemic_patient_starts_at_the_hemoglobin_of_the_case(given: float | None, expected: float) -> None:
    """Untreated aplasia would have hardly any red cells of its own left; patients live on transfused ones."""
    cohort = thrombocytopenic_cohort(CAUSES["severe_aplastic_anemia"](), 9.0, PEOPLE, hemoglobin=given)
    assert observe(HOST, cohort.state, cohort.parameters).hemoglobin == pytest.approx(np.full(8, expected))
    well = thrombocytopenic_cohort(CAUSES["immune_thrombocytopenia"](), 14.0, PEOPLE, hemoglobin=given)
    assert (well.state[HOST.state_names.index("transfused_red_cells")] == 0.0).all()

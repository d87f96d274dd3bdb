"""Gene therapy: the product splits into two clones, correction is partial, and corrected cells win where it matters."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.hematopoiesis.observables import Observables
from hemograft.hematopoiesis.parameters import BloodParameters, CloneCondition
from hemograft.hematopoiesis.platelet_size import mean_platelet_volume, normal_platelet_volume
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.gene_therapy import CLONES, GeneTherapyProduct, corrected_clone, correction, infusion
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions
from hemograft.thrombocytopenia.fanconi_anemia import fanconi_anemia
from hemograft.thrombocytopenia.wiskott_aldrich import host_platelet_volume, wiskott_aldrich_syndrome
from tests.therapies.ward import added

SYSTEM, HOST = BloodSystem(clones=CLONES), BloodSystem()
BLOOD = GraftSource.MOBILIZED_BLOOD
YEAR = 365
LOG_KILL = 9.0
"""Natural logarithms of host stem cells killed before the cells, by 90 mg h/L of busulfan."""


def amounts(interventions: tuple[Intervention, ...]) -> dict[str, float]:
    return {item.state: item.amount for item in added(interventions)}


@given(st.floats(1e5, 5e7), st.floats(0.01, 0.99))
def test_corrected_and_uncorrected_cells_are_all_that_was_infused(dose, fraction):
    whole = amounts(graft_interventions(Graft(BLOOD, dose, 0.0, clone="host")))
    given_cells = amounts(infusion(GeneTherapyProduct(BLOOD, dose, fraction), 0.0))
    for state, amount in whole.items():
        corrected = given_cells[state.replace("host.", "corrected.")]
        assert corrected == pytest.approx(fraction * amount)
        assert corrected + given_cells[state] == pytest.approx(amount)
    assert len(given_cells) == 2 * len(whole)


def test_a_product_of_transduced_cells_alone_leaves_the_host_clone_alone():
    assert all(state.startswith("corrected.") for state in amounts(infusion(GeneTherapyProduct(BLOOD, 5e6, 1.0), 7.0)))


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.2, np.array([0.5, 0.0])])
def test_an_impossible_transduced_fraction_is_refused(fraction):
    with pytest.raises(ValueError, match=r"transduced_fraction is .*; give a share above 0 and at most 1"):
        infusion(GeneTherapyProduct(BLOOD, 5e6, fraction), 0.0)


@given(st.floats(0.0, 30.0), st.floats(0.01, 5.0))
def test_more_copies_correct_more_but_never_all(copies, more):
    assert 0.0 <= correction(copies) < correction(copies + more) < 1.0


def test_half_the_correction_comes_at_the_recorded_copies():
    assert correction(0.0) == 0.0
    assert correction(number("gene_therapy.half_correction_copies")) == pytest.approx(0.5)


def test_the_corrected_clone_lies_between_disease_and_health_in_each_patient():
    severe = np.array([0.2, 0.5])
    host = CloneCondition(platelet_yield=0.3, platelet_clearance=severe, thrombopoietin_response=0.1)
    patient = replace(SYSTEM.healthy_parameters(), clones=(host, CloneCondition()))
    part = corrected_clone(patient, 0.75).clones[1]
    assert part.platelet_clearance == pytest.approx(0.25 * severe)
    assert part.platelet_yield == pytest.approx(0.3 + 0.75 * 0.7)
    assert part.thrombopoietin_response == pytest.approx(0.775)
    for name, value in vars(corrected_clone(patient, 0.0).clones[1]).items():
        assert value == pytest.approx(getattr(host, name))
    assert corrected_clone(patient, 1.0).clones[1].platelet_clearance == pytest.approx(0.0)
    assert corrected_clone(patient, 1.0).clones[0] is host


def followed(
    parameters: BloodParameters, state: np.ndarray, schedule: tuple[Intervention, ...], years: int
) -> Observables:
    flat = stack_parameters(parameters, state.shape[1])
    patients = Patients(SYSTEM, state, flat, range(state.shape[1]), None)
    trajectory = simulate(patients, Course(schedule), years * YEAR, integrator(SYSTEM))
    return trajectory.observables


def in_two_clones(state: np.ndarray) -> np.ndarray:
    result = stack_state(healthy_state(SYSTEM), state.shape[1])
    for row, name in enumerate(HOST.state_names):
        result[SYSTEM.state_names.index(name)] = state[row]
    return result


@pytest.fixture(scope="module")
def boys() -> Observables:
    """Three boys with Wiskott-Aldrich syndrome and 15e9/L; 10, 50 and 90 % transduced with 2 copies, 3 years later."""
    cause, before = wiskott_aldrich_syndrome(), HOST.healthy_parameters()
    severity, state = severity_for(HOST, before, cause, np.full(3, 15.0), stack_state(healthy_state(HOST), 3))
    ill = cause.apply(before, severity).clones[0]
    patient = replace(SYSTEM.healthy_parameters(), clones=(ill, CloneCondition()))
    product = GeneTherapyProduct(BLOOD, 1e7, np.array([0.1, 0.5, 0.9]))
    emptied = (SetParameter(0.0, "host.conditioning", LOG_KILL / 4.0), SetParameter(4.0, "host.conditioning", 0.0))
    schedule = (*emptied, *infusion(product, 6.0))
    return followed(corrected_clone(patient, correction(2.0)), in_two_clones(state), schedule, 3)


def test_platelets_rise_with_the_corrected_share_and_stay_subnormal(boys):
    """Sereni et al 2019: counts stay low after gene therapy. Eight patients (recalled): most 50 to 100e9/L."""
    platelets = boys.platelets[-1]
    assert platelets[0] < platelets[1] < platelets[2] < 150.0
    band = record("gene_therapy.wiskott_aldrich_platelets")
    assert band.low is not None and band.high is not None
    assert 0.7 * band.low < platelets[1] and band.low < platelets[2] < 1.3 * band.high


def test_the_corrected_share_of_blood_is_that_of_the_product_once_the_niche_was_emptied(boys):
    assert boys.donor_chimerism[-1] == pytest.approx([0.1, 0.5, 0.9], abs=0.02)


def test_platelet_size_is_nearly_normal_long_before_the_count(boys):
    """Sereni et al 2019: size is restored early; corrected cells make platelets of normal size."""
    normal = normal_platelet_volume()
    size = (mean_platelet_volume(boys, host_platelet_volume(spleen=True), normal) / normal)[-1]
    count = boys.platelets[-1] / 250.0
    assert (size > count).all()
    assert size[2] > 0.95 and count[2] < 0.6
    assert 0.5 < size[0] < size[1] < size[2] < 1.0


def test_without_conditioning_corrected_cells_gain_only_where_the_disease_kills_the_others():
    """The advantage of corrected cells in Fanconi anemia (Rio et al 2019), by the death of uncorrected stem cells."""
    loss = np.array([0.0, 0.001, 0.003])
    patient = replace(SYSTEM.healthy_parameters(), clones=(CloneCondition(stem_cell_death=loss), CloneCondition()))
    start = in_two_clones(stack_state(healthy_state(HOST), 3))
    observables = followed(patient, start, infusion(GeneTherapyProduct(BLOOD, 4e6, 0.5), 0.0), 5)
    two_years, five_years = observables.donor_chimerism[[2 * YEAR, 5 * YEAR]]
    assert (np.diff(two_years) > 0.0).all()
    assert five_years[0] == pytest.approx(two_years[0], rel=0.2) and two_years[0] < 0.06
    assert (five_years[1:] > 1.5 * two_years[1:]).all()
    assert five_years[2] > 3.0 * five_years[0]


def test_fanconi_anemia_reaches_the_marking_that_counts_as_engraftment_without_conditioning():
    """Rio et al 2024: 0.1 copies a cell at two years; here with one copy in a corrected cell."""
    cause, before = fanconi_anemia(), HOST.healthy_parameters()
    severity, state = severity_for(HOST, before, cause, np.array([50.0]), stack_state(healthy_state(HOST), 1))
    ill = cause.apply(before, severity).clones[0]
    patient = corrected_clone(replace(SYSTEM.healthy_parameters(), clones=(ill, CloneCondition())), correction(1.0))
    schedule = (*cause.course, *infusion(GeneTherapyProduct(BLOOD, 1e6, 0.5), 0.0))
    observables = followed(patient, in_two_clones(state), schedule, 2)
    assert observables.donor_chimerism[-1] > number("gene_therapy.fanconi_marking")
    assert observables.platelets[-1] > 1.2 * 50.0

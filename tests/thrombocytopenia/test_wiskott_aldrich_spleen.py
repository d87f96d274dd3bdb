"""Wiskott-Aldrich syndrome on the blood engine: splenectomy, mixed chimerism, platelet size."""

from dataclasses import replace

import numpy as np
import pytest

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.parameters import CloneCondition
from hemograft.hematopoiesis.platelet_size import mean_platelet_volume, normal_platelet_volume
from hemograft.hematopoiesis.steady_state import Array, steady_state
from hemograft.population.severity import severity_for
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.thrombocytopenia.wiskott_aldrich import (
    host_platelet_volume,
    wiskott_aldrich_syndrome,
    without_spleen,
)
from tests.thrombocytopenia.ill_people import HOST

CAUSE = wiskott_aldrich_syndrome()
MIXED = BloodSystem(clones=("host", "donor"))
LOWER_NORMAL = 150.0
"""10^9/L."""
COUNTS = np.array([10.0, 20.0, 40.0])


def severities(counts: Array) -> tuple[Array, Array]:
    guess = stack_state(healthy_state(HOST), len(counts))
    return severity_for(HOST, HOST.healthy_parameters(), CAUSE, counts, guess)


def after_splenectomy(counts: Array) -> tuple[Observables, Array]:
    severity, state = severities(counts)
    flat = stack_parameters(without_spleen(CAUSE.apply(HOST.healthy_parameters(), severity)), len(counts))
    rested = steady_state(HOST, flat, state)
    return observe(HOST, rested, flat), rested


def test_splenectomy_brings_normal_counts():
    """Lum et al 1980: 19.9 to 262.7e9/L in the mean, all 16 above 100."""
    target = record("wiskott_aldrich.splenectomy_platelets")
    assert target.low is not None and target.high is not None
    platelets = after_splenectomy(np.append(COUNTS, number("wiskott_aldrich.baseline_platelets")))[0].platelets
    assert platelets.min() > 100.0
    assert target.low <= platelets[-1] <= target.high


def test_losing_the_splenic_pool_alone_would_not_explain_it():
    """Half as many again is all that an empty spleen adds; the rest is destruction that ends."""
    severity, state = severities(COUNTS)
    ill = CAUSE.apply(HOST.healthy_parameters(), severity)
    flat = stack_parameters(replace(ill, condition=replace(ill.condition, splenic_fraction=0.0)), len(COUNTS))
    platelets = observe(HOST, steady_state(HOST, flat, state), flat).platelets
    assert platelets == pytest.approx(1.5 * COUNTS, rel=0.05)


def test_platelet_size_is_halved_and_normal_after_splenectomy():
    """Ochs et al 1980; Corash et al 1985."""
    severity, state = severities(COUNTS)
    flat = stack_parameters(CAUSE.apply(HOST.healthy_parameters(), severity), len(COUNTS))
    before, (after, _) = observe(HOST, state, flat), after_splenectomy(COUNTS)
    normal_volume = normal_platelet_volume()
    small = mean_platelet_volume(before, host_platelet_volume(spleen=True), normal_volume)
    normal = mean_platelet_volume(after, host_platelet_volume(spleen=False), normal_volume)
    # below the volume at which the syndrome is suspected, and within the reference range
    assert (small < number("wiskott_aldrich.mean_platelet_volume")).all() and (small > 4.0).all()
    assert normal == pytest.approx(normal_volume)


def test_size_cannot_be_measured_without_platelets():
    empty = observe(HOST, 0.0 * stack_state(healthy_state(HOST), 2), stack_parameters(HOST.healthy_parameters(), 2))
    assert np.isnan(mean_platelet_volume(empty, 5.0, 10.0)).all()


def test_a_boy_without_a_spleen_may_have_any_count_up_to_normal():
    """The cause reads the absent spleen: output is normal then, and a count of 200 needs little clearance."""
    well = HOST.healthy_parameters()
    asplenic = replace(well, condition=replace(well.condition, splenic_fraction=0.0))
    guess = stack_state(healthy_state(HOST), 2)
    severity, _ = severity_for(HOST, asplenic, CAUSE, np.array([60.0, 200.0]), guess)
    assert 0.0 < severity[1] < severity[0] < 1.0
    assert CAUSE.apply(asplenic, severity).clones[0].platelet_yield == 1.0


def mixtures(donor_shares: Array, count: float) -> Observables:
    """Blood after 300 days in which host and donor share the niche in these proportions, one patient each."""
    patients = len(donor_shares)
    severity, _ = severities(np.full(patients, count))
    ill = CAUSE.apply(HOST.healthy_parameters(), severity).clones[0]
    parameters = replace(MIXED.healthy_parameters(), clones=(ill, CloneCondition()))
    one, state = stack_state(healthy_state(HOST), patients), stack_state(healthy_state(MIXED), patients)
    for row, name in enumerate(HOST.state_names):
        if name.startswith("host.") and not name.endswith("maturity"):
            state[MIXED.state_names.index(name)] = (1.0 - donor_shares) * one[row]
            state[MIXED.state_names.index(name.replace("host.", "donor."))] = donor_shares * one[row]
    flat = stack_parameters(parameters, patients)
    people = Patients(MIXED, state, flat, range(patients), None)
    rested = simulate(people, Course(()), 300, integrator(MIXED)).final_state
    return observe(MIXED, rested, flat)


@pytest.mark.parametrize("count", COUNTS)
def test_myeloid_chimerism_below_half_leaves_platelets_subnormal(count):
    """Moratto et al 2011, Burroughs et al 2020: below 50 % donor myeloid cells thrombocytopenia persists."""
    threshold = number("wiskott_aldrich.myeloid_chimerism_threshold")
    shares = np.array([0.05, 0.2, 0.35, 0.49, 0.7, 0.8, 0.95])
    seen = mixtures(shares, count)
    assert seen.donor_chimerism == pytest.approx(shares, abs=0.01)
    assert (np.diff(seen.platelets) > 0.0).all()
    below = shares < threshold
    assert (seen.platelets[below] < LOWER_NORMAL).all()
    assert (seen.platelets[~below] > LOWER_NORMAL).all()


def test_counts_cross_the_lower_limit_of_normal_a_little_above_half():
    shares = np.linspace(0.4, 0.8, 41)
    platelets = mixtures(shares, 20.0).platelets
    crossing = float(np.interp(LOWER_NORMAL, platelets, shares))
    assert crossing == pytest.approx(number("wiskott_aldrich.myeloid_chimerism_threshold"), abs=0.1)


def test_full_donor_engraftment_gives_higher_counts_than_a_low_one():
    """Burroughs et al 2020: above 95 % against 5 to 49 %."""
    seen = mixtures(np.array([0.27, 0.98]), 20.0)
    assert seen.platelets[1] > 2.0 * seen.platelets[0]


def test_platelets_of_a_mixed_chimera_are_large_out_of_proportion():
    """Donor platelets live longer, so that a fifth of the marrow makes most of the platelets and of their size."""
    shares = np.array([0.2, 0.5])
    seen, normal = mixtures(shares, 20.0), normal_platelet_volume()
    size = mean_platelet_volume(seen, host_platelet_volume(spleen=True), normal) / normal
    assert (seen.donor_platelets / seen.platelets > shares + 0.3).all()
    assert (size > 0.5 + 0.5 * shares + 0.15).all() and (size < 1.0).all()

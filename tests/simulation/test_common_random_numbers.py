"""A patient's luck is addressed by seed, patient and purpose: no treatment, chunk or order changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.population.individuals import TRAITS, draw_individuals
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.simulation.streams import normal_draws, stream
from hemograft.therapies.bedside import Course, Morning, Orders
from hemograft.therapies.transfusion import PlateletTransfusion

SYSTEM = BloodSystem()


@dataclass(frozen=True)
class Luck:
    """Remembers every patient's luck."""

    seen: list[np.ndarray] = field(default_factory=list)

    def begin(self, patients: int) -> None: ...

    def decide(self, morning: Morning, memory: None) -> Orders:
        self.seen.append(morning.luck["platelet_recovery"])
        return Orders()


def run(identifiers: range, course: Course, days: int = 6) -> Trajectory:
    count = len(identifiers)
    parameters = stack_parameters(SYSTEM.healthy_parameters(), count)
    parameters[SYSTEM.parameter_names.index("condition.antibody_destruction")] = 8.0
    patients = Patients(SYSTEM, stack_state(healthy_state(SYSTEM), count), parameters, identifiers, seed=12)
    return simulate(patients, course, days, integrator(SYSTEM))


def luck(identifiers: Sequence[int] | range, course: Course) -> np.ndarray:
    diary = Luck()
    run(range(identifiers[0], identifiers[-1] + 1), Course(course.schedule, (*course.policies, diary)))
    return np.array(diary.seen)


def test_two_strategies_share_a_patients_luck():
    observed = luck(range(6), Course())
    treated = luck(range(6), Course((AddToState(0.0, "gcsf", 3.0),), (PlateletTransfusion(70.0, 30.0),)))
    assert np.array_equal(observed, treated)
    assert observed.std() == pytest.approx(1.0, abs=0.3)


@pytest.mark.parametrize(
    "parts", [[range(0, 12)], [range(0, 5), range(5, 12)], [range(8, 12), range(3, 8), range(0, 3)]]
)
def test_chunks_and_their_order_change_nobodys_course(parts):
    """Counts, noise and units of every patient, to the last bit."""
    course = Course(policies=(PlateletTransfusion(70.0, 20.0),))
    whole = run(range(12), course)
    assert whole.platelet_units.sum() > 12
    for part in parts:
        alone = run(part, course)
        assert np.array_equal(alone.observables.platelets, whole.observables.platelets[:, part.start : part.stop])
        assert np.array_equal(alone.platelet_units, whole.platelet_units[:, part.start : part.stop])


@given(st.integers(0, 2**63), st.integers(0, 2**31), st.sampled_from(["platelet_recovery", "platelets_assay"]))
def test_an_address_gives_its_draws_again(seed, patient, purpose):
    assert np.array_equal(stream(seed, patient, purpose).random(4), stream(seed, patient, purpose).random(4))


def test_every_address_has_draws_of_its_own():
    """Neighbouring seeds, patients and purposes, including the traits: no two streams coincide or correlate."""
    purposes = ("platelet_recovery", "platelets_assay", "neutrophils_assay", *(f"trait.{trait}" for trait in TRAITS))
    draws = np.array(
        [
            stream(seed, patient, purpose).standard_normal(400)
            for seed in (0, 1)
            for patient in range(5)
            for purpose in purposes
        ]
    )
    correlation = np.corrcoef(draws) - np.eye(len(draws))
    # The largest of ~12,000 chance correlations of 400 pairs is about 4.1 / sqrt(400).
    assert np.abs(correlation).max() < 5.0 / np.sqrt(400)
    assert kstest(draws.ravel(), "norm").pvalue > 0.01


def test_a_longer_horizon_keeps_the_days_before():
    short, long = normal_draws(5, range(3), "platelet_recovery", 10), normal_draws(5, range(3), "platelet_recovery", 50)
    assert np.array_equal(long[:10], short)
    assert short.shape == (10, 3)


def test_traits_belong_to_the_patient():
    whole, part = draw_individuals(3, range(20)), draw_individuals(3, range(7, 12))
    for trait in TRAITS:
        assert np.array_equal(part[trait], whole[trait][7:12])
    assert not np.array_equal(draw_individuals(4, range(20))["own_count"], whole["own_count"])

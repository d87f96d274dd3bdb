"""heyoka and SciPy integrate the same right-hand side: they agree over a whole transplant, doses and all."""

from dataclasses import fields

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.hematopoiesis.observables import Observables
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transfusion import PlateletTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)

SYSTEM = BloodSystem(clones=("host", "donor"))
DAYS = 40
SCHEDULE: tuple[Intervention, ...] = (
    *conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, 5.0),
    *graft_interventions(Graft(GraftSource.BONE_MARROW, 3e6, 7.0)),
    *allogeneic_toxicity(GraftSource.BONE_MARROW, 7.0),
    AddToState(9.25, "transfused_platelets_1", 50.0),
)


def run(solver: str, tolerance: float, *, bedside: bool = False) -> Trajectory:
    start = stack_state(healthy_state(SYSTEM), 1), stack_parameters(SYSTEM.healthy_parameters(), 1)
    policies = (PlateletTransfusion(weight=70.0, trigger=10.0),) if bedside else ()
    patients = Patients(SYSTEM, *start, range(1), seed=4 if bedside else None)
    return simulate(patients, Course(SCHEDULE, policies), DAYS, integrator(SYSTEM, tolerance, solver))


def worst_difference(one: Trajectory, other: Trajectory) -> float:
    """Largest difference of any daily observable, over its size or 1 where it is smaller."""
    return max(
        float(np.nanmax(np.abs(first - second) / np.maximum(np.abs(second), 1.0)))
        for first, second in (
            (getattr(one.observables, f.name), getattr(other.observables, f.name)) for f in fields(Observables)
        )
    )


def test_heyoka_and_scipy_agree_over_a_transplant():
    heyoka, scipy = run("heyoka", 1e-8), run("scipy", 1e-9)
    assert worst_difference(heyoka, scipy) < 1e-6
    assert np.abs(heyoka.final_state - scipy.final_state).max() < 1e-5  # of states up to 400
    assert heyoka.observables.platelets.min() < 10.0  # something happened
    assert heyoka.observables.donor_chimerism[-1] > 0.99


def test_a_looser_tolerance_errs_more_and_still_little():
    """The default is good for the display; the calibration runs a step looser."""
    reference = run("heyoka", 1e-8)
    default, loose = (worst_difference(run("heyoka", tolerance), reference) for tolerance in (1e-6, 1e-5))
    assert default < loose < 1e-3
    assert default < 1e-4


def test_bedside_decisions_are_those_of_the_patient_not_of_the_solver():
    heyoka, scipy = run("heyoka", 1e-8, bedside=True), run("scipy", 1e-8, bedside=True)
    assert np.array_equal(heyoka.platelet_units, scipy.platelet_units)
    assert heyoka.platelet_units.sum() >= 2.0
    assert worst_difference(heyoka, scipy) < 1e-5

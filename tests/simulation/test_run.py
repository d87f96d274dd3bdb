"""A course day by day: where it stops, what a dose does, what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course, Morning, Orders
from hemograft.therapies.lusutrombopag import lusutrombopag

PLAIN = BloodSystem()
TABLETS = BloodSystem(drugs=(lusutrombopag(),))


def people(system: BloodSystem = PLAIN, count: int = 1, seed: int | None = None) -> Patients:
    state, parameters = stack_state(healthy_state(system), count), stack_parameters(system.healthy_parameters(), count)
    return Patients(system, state, parameters, range(count), seed)


@dataclass
class Recorder:
    """A solver that lets time pass without effect and remembers every stop."""

    stops: list[float] = field(default_factory=list)

    def advance(self, state: Array, parameters: Array, start: float, stop: float) -> Array:
        self.stops.append(stop)
        return state

    def sample(self, state: Array, parameters: Array, start: float, times: Sequence[float]) -> Array:
        assert start < times[0] and list(times) == sorted(times)
        self.stops.append(times[-1])
        return np.array([state] * len(times))


@dataclass(frozen=True)
class Diary:
    """A policy that orders nothing and remembers the mornings."""

    mornings: list[Morning] = field(default_factory=list)

    def begin(self, patients: int) -> int:
        return 0

    def decide(self, morning: Morning, memory: int) -> Orders:
        assert morning.day == memory  # memory comes back as it was returned
        self.mornings.append(morning)
        return Orders(memory=memory + 1)


def stops(*schedule: Intervention, days: int = 30, **more: Any) -> list[float]:
    solver = Recorder()
    simulate(people(), Course(schedule, **more), days, solver)
    return solver.stops


def run(course: Course, days: int, system: BloodSystem = PLAIN, count: int = 1) -> Trajectory:
    return simulate(people(system, count), course, days, integrator(system))


def test_a_course_that_watches_no_counts_stops_at_its_interventions_alone():
    assert stops() == [30.0]
    assert stops(AddToState(0.0, "gcsf", 1.0)) == [1.0, 30.0]
    assert stops(AddToState(4.0, "gcsf", 1.0)) == [4.0, 5.0, 30.0]
    # within a day, at the moment itself, once for all that happens then; and at the next morning
    together = AddToState(4.25, "gcsf", 1.0), SetParameter(4.25, "red_cell_lifespan", 100.0)
    assert stops(*together) == [4.0, 4.25, 5.0, 30.0]


def test_a_policy_stops_every_morning():
    assert stops(policies=(Diary(),), days=4) == [1.0, 2.0, 3.0, 4.0]
    assert stops(AddToState(1.5, "gcsf", 1.0), policies=(Diary(),), days=3) == [1.0, 1.5, 2.0, 3.0]


@pytest.mark.parametrize("policies", [(), (Diary(),)], ids=["unwatched", "watched"])
def test_every_day_is_observed_once(policies):
    schedule = AddToState(2.0, "gcsf", 5.0), AddToState(3.5, "transfused_platelets_1", 50.0)
    solver = integrator(PLAIN)
    seen = simulate(people(count=2), Course(schedule, tuple(Diary() for _ in policies)), 9, solver)
    assert seen.observables.platelets.shape == seen.platelet_units.shape == (10, 2)
    # each day of one long course is the end of a short one
    for days in (1, 2, 4, 9):
        short = simulate(people(count=2), Course(schedule), days, solver)
        assert seen.observables.platelets[days] == pytest.approx(short.observables.platelets[-1], rel=1e-5)


def test_what_lies_beyond_the_horizon_does_not_happen():
    later = (AddToState(3.0, "gcsf", 9.0), AddToState(7.0, "gcsf", 9.0))
    assert stops(*later, days=3) == [3.0]
    assert run(Course(later), 3).final_state == pytest.approx(run(Course(), 3).final_state)


def test_interventions_happen_in_order_whatever_the_order_given():
    twice = AddToState(0.5, "gcsf", 1.0), SetParameter(1.5, "condition.splenic_fraction", 0.0)
    forth, back = (run(Course(schedule), 3) for schedule in (twice, twice[::-1]))
    assert np.array_equal(forth.final_state, back.final_state)
    # 250 of 385 in the pool are in the blood until the spleen is out.
    assert forth.observables.platelets[:, 0] == pytest.approx([250.0, 250.0, 250.0 / 0.65, 250.0 / 0.65])


def test_at_one_moment_the_last_setting_holds():
    first, second = (SetParameter(1.0, "condition.splenic_fraction", share) for share in (0.2, 0.5))
    assert run(Course((first, second)), 2).observables.platelets[-1] == pytest.approx(0.5 * 250.0 / 0.65)
    assert run(Course((second, first)), 2).observables.platelets[-1] == pytest.approx(0.8 * 250.0 / 0.65)


DEPOT = "lusutrombopag.depot"


def test_doses_land_whole():
    """What left the depot of a tablet is its first-order share; two doses on a day add up."""
    (drug,) = TABLETS.drugs
    absorption = drug.standard[drug.parameters.index("absorption")]
    doses = AddToState(0.0, DEPOT, 2.0), AddToState(0.0, DEPOT, 1.0), AddToState(1.5, DEPOT, 3.0)
    depot = TABLETS.state_names.index(DEPOT)
    left = run(Course(doses), 2, TABLETS).final_state[depot, 0]
    assert left == pytest.approx(3.0 * np.exp(-2.0 * absorption) + 3.0 * np.exp(-0.5 * absorption), rel=1e-5, abs=1e-7)
    assert np.all(run(Course(), 2, TABLETS).final_state[depot:] == 0.0)


def test_what_is_absorbed_is_in_the_body_or_eliminated():
    """Mass balance of a tablet: without elimination nothing is lost."""
    course = Course((SetParameter(0.0, "lusutrombopag.elimination", 0.0), AddToState(0.25, DEPOT, 3.0)))
    body = run(course, 5, TABLETS).final_state[TABLETS.state_names.index(DEPOT) :]
    assert len(body) == 4
    assert body.sum() == pytest.approx(3.0, rel=1e-5)


def test_a_dose_a_patient():
    amounts = np.array([0.0, 50.0, 100.0])
    seen = run(Course((AddToState(0.0, "transfused_platelets_1", amounts),)), 1, count=3).observables.platelets
    assert np.diff(seen[1]).min() > 10.0
    assert seen[0] == pytest.approx(250.0)


@pytest.mark.parametrize(
    ("intervention", "message"),
    [
        (AddToState(0.0, "romiplostim.depot", 1.0), "state 'romiplostim.depot' is not part of this model"),
        (SetParameter(0.0, "donor.conditioning", 1.0), "parameter 'donor.conditioning' is not part of this model"),
        (AddToState(-0.5, "gcsf", 1.0), "an intervention lies on day -0.5; schedules start at day 0"),
    ],
)
def test_what_cannot_be_done_is_refused(intervention, message):
    with pytest.raises(ValueError, match=message):
        run(Course((intervention,)), 2)


def test_patients_are_left_as_they_were():
    patients = people(count=2)
    before = patients.state.copy(), patients.parameters.copy()
    course = Course((SetParameter(0.0, "condition.antibody_destruction", 3.0), AddToState(0.0, "gcsf", 5.0)))
    simulate(patients, course, 3, integrator(PLAIN))
    assert np.array_equal(patients.state, before[0]) and np.array_equal(patients.parameters, before[1])


def test_a_policy_sees_each_morning_before_its_orders():
    diary = Diary()
    simulate(people(), Course(policies=(diary,)), 5, integrator(PLAIN))
    assert [morning.day for morning in diary.mornings] == [0, 1, 2, 3, 4, 5]
    # Without a seed the ward reads exact counts and luck is average.
    assert all(morning.platelets == pytest.approx([250.0], rel=1e-6) for morning in diary.mornings)
    assert all(morning.luck["platelet_recovery"] == [0.0] for morning in diary.mornings)


def test_assay_noise_has_its_published_size():
    diary = Diary()
    simulate(people(count=200, seed=3), Course(policies=(diary,)), 20, Recorder())
    for assay, coefficient in {"platelets": 0.05, "neutrophils": 0.1, "hemoglobin": 0.02}.items():
        measured = np.log(np.array([getattr(morning, assay) for morning in diary.mornings]))
        assert measured.std() == pytest.approx(coefficient, rel=0.05)

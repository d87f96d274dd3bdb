"""Lusutrombopag before a procedure in liver disease: the trials, with their rule for stopping, and practice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number, numbers_of
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course, Morning, Orders
from hemograft.therapies.lusutrombopag import lusutrombopag, lusutrombopag_course
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism
from hemograft.validation.estimate import Estimates, median, share
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import IllPatients, ill_patients
from hemograft.validation.simulation import Simulation

GOOD, ENTRY = 50.0, 50.0
"""10^9/L: the count that spares a transfusion, and the one below which patients enter."""
FOLLOWED = 35
"""Days."""
FIRST_STOP = 4
"""Day 5 of treatment, the first on which a tablet may be left out."""
ALIKE = (
    "Patients differ in count and in their answer to agonists alone, and every tablet is taken: no cirrhosis here is"
    " too far advanced to respond."
)


@dataclass(frozen=True)
class TrialCourse:
    """A tablet a day for a week, until the count is high enough and has risen enough.

    Memory: the count of the first morning, and whose course has ended.
    """

    def begin(self, patients: int) -> tuple[Array, NDArray[np.bool_]]:
        """Nobody has stopped."""
        return np.zeros(patients), np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: tuple[Array, NDArray[np.bool_]]) -> Orders:
        """Today's tablet."""
        first, stopped = memory
        if morning.day == 0:
            first = morning.platelets
        count, rise = numbers_of("lusutrombopag.trial_stop_rule")
        if morning.day >= FIRST_STOP:
            stopped = stopped | ((morning.platelets >= count) & (morning.platelets - first >= rise))
        within = morning.day < number("lusutrombopag.label_duration")
        dose = np.where(stopped | (not within), 0.0, number("lusutrombopag.label_dose"))
        return Orders((AddToState(morning.day, "lusutrombopag.depot", dose),), memory=(first, stopped))


def trial(simulation: Simulation) -> Estimates:
    """Share with 50x10^9/L at least once, and median days at or above it among all."""
    counts = _counts(_entering(simulation), Course((), (TrialCourse(),)))
    return {
        "lusutrombopag.trial_response": share((counts >= GOOD).any(axis=0)),
        "lusutrombopag.trial_days_above_50": median((counts >= GOOD).sum(axis=0).astype(float)),
    }


def practice(simulation: Simulation) -> Estimates:
    """Share with 50x10^9/L after the whole week of tablets."""
    counts = _counts(_entering(simulation), Course(lusutrombopag_course(0)))
    return {"cirrhosis.real_world_response": share((counts >= GOOD).any(axis=0))}


def _entering(simulation: Simulation) -> IllPatients:
    return ill_patients(simulation, cirrhosis_with_hypersplenism(), number("cirrhosis.baseline_platelets"))


def _counts(ill: IllPatients, course: Course) -> Array:
    """Daily counts of those who enter below the limit, 10^9/L, shape (days + 1, patients)."""
    system = BloodSystem(drugs=(lusutrombopag(),))
    run = simulate(ill.cohort.in_system(system), course, FOLLOWED, integrator(system))
    return run.observables.platelets[:, ill.seen.platelets < ENTRY]


GROUPS = (
    Group(
        name="lusutrombopag_trials",
        title="Lusutrombopag v placebo in liver disease (L-PLUS 1 and 2)",
        records=("lusutrombopag.trial_response", "lusutrombopag.trial_days_above_50"),
        run=trial,
        assumed=(
            f"Counts spread around {number('cirrhosis.baseline_platelets'):g}x10^9/L, and those below {ENTRY:g} enter;"
            " tablets end by the rule of the second trial in both; nobody is transfused."
        ),
        reasons={"lusutrombopag.trial_response": ALIKE},
        full=2048,
    ),
    Group(
        name="lusutrombopag_practice",
        title="Lusutrombopag in practice (BMC Gastroenterol 2020)",
        records=("cirrhosis.real_world_response",),
        run=practice,
        assumed="As in the trials, with all seven tablets.",
        reasons={"cirrhosis.real_world_response": ALIKE},
        full=2048,
    ),
)

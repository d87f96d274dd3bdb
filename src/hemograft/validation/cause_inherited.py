"""Eltrombopag in inherited thrombocytopenia: 50 mg for three weeks, then 75 mg for three more where that was not
enough."""

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.thrombocytopenia.inherited_thrombocytopenia import inherited_thrombocytopenia
from hemograft.validation.estimate import Estimates, mean, share
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import IllPatients, ill_patients
from hemograft.validation.simulation import Simulation

ID = "inherited_thrombocytopenia"
FIRST_DOSE, SECOND_DOSE = 50.0, 75.0
"""mg daily."""
REVIEW, END = 21, 42
"""Days."""
ENOUGH, ENTRY = 100.0, 50.0
"""10^9/L: a major response, and the count below which patients with MYH9-related disease entered."""


def two_doses(simulation: Simulation) -> Estimates:
    """The rise of the mean count and the share with a major response; of those below 50, that of any response."""
    ill = ill_patients(simulation, inherited_thrombocytopenia(), number(f"{ID}.baseline_platelets"))
    before, after = np.asarray(ill.seen.platelets), _last_counts(ill)
    low = before < ENTRY
    answered = (after >= ENOUGH) | (after >= 3.0 * before)
    return {
        f"{ID}.eltrombopag_rise": mean(after - before),
        f"{ID}.eltrombopag_major_response": share(after > ENOUGH),
        f"{ID}.eltrombopag_response_myh9": share(answered[low]),
    }


def _last_counts(ill: IllPatients) -> Array:
    """Counts at the end of each patient's course: at the review where they were enough, else after the second dose."""
    system = BloodSystem(drugs=(eltrombopag(),))
    patients = ill.cohort.in_system(system)

    def after(days: int, *doses: Intervention) -> Array:
        return simulate(patients, Course(doses), days, integrator(system)).observables.platelets[-1]

    first = tuple(AddToState(float(day), "eltrombopag.depot", FIRST_DOSE) for day in range(REVIEW))
    reviewed = after(REVIEW, *first)
    more = np.where(reviewed >= ENOUGH, 0.0, SECOND_DOSE)
    second = tuple(AddToState(float(day), "eltrombopag.depot", more) for day in range(REVIEW, END))
    return np.where(reviewed >= ENOUGH, reviewed, after(END, *first, *second))


GROUPS = (
    Group(
        name="inherited_eltrombopag",
        title="Eltrombopag in inherited thrombocytopenia (Zaninetti 2020, Pecci 2010)",
        records=(
            f"{ID}.eltrombopag_rise",
            f"{ID}.eltrombopag_major_response",
            f"{ID}.eltrombopag_response_myh9",
        ),
        run=two_doses,
        assumed=(
            f"{FIRST_DOSE:g} mg for {REVIEW} days, then {SECOND_DOSE:g} mg for as long below {ENOUGH:g}x10^9/L; counts"
            f" spread around the published mean; MYH9-related disease is those of them who enter below {ENTRY:g}."
        ),
        full=2048,
    ),
)

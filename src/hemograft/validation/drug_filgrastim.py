"""Neutrophils of volunteers in the three days after filgrastim."""

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.filgrastim import filgrastim
from hemograft.validation.estimate import Estimates, exact
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

WEIGHT, HOURS = 70.0, 24
DOSES = (5, 10)
"""ug/kg."""
READ = (1, 2, 3)
"""Days after the dose."""
EMPTY = (
    "The marrow's reserve gives its cells within hours, so that the count is highest at eight hours and four fifths of"
    " it are gone at a day; volunteers' counts stay high for three."
)


def record_of(dose: int, day: int) -> str:
    """The record of the count that many days after a dose."""
    return f"target.v20.neutrophils_{dose}_ug_{HOURS * day}_hours"


def volunteers(simulation: Simulation) -> Estimates:
    """Counts of the typical volunteer."""
    del simulation
    system = BloodSystem(drugs=(filgrastim(),))
    count = len(DOSES)
    healthy = stack_parameters(system.healthy_parameters(), count)
    patients = Patients(system, stack_state(healthy_state(system), count), healthy, range(count), None)
    injection = AddToState(0.0, "filgrastim.depot", np.array(DOSES) * WEIGHT)
    counts = simulate(patients, Course((injection,)), max(READ), integrator(system)).observables.neutrophils
    return {record_of(dose, day): exact(float(counts[day, place])) for place, dose in enumerate(DOSES) for day in READ}


GROUPS = (
    Group(
        name="filgrastim_in_health",
        title="Neutrophils after filgrastim (volunteers, V20)",
        records=tuple(record_of(dose, day) for dose in DOSES for day in READ),
        run=volunteers,
        assumed="One subcutaneous injection; the typical volunteer of 70 kg.",
        reasons={record_of(dose, day): EMPTY for dose in DOSES for day in READ},
        full=1,
        reduced=1,
    ),
)

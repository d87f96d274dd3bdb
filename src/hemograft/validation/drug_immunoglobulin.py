"""What is left of infused immunoglobulin a month later."""

import numpy as np

from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import Patients, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.intravenous_immunoglobulin import intravenous_immunoglobulin
from hemograft.validation.estimate import Estimates, exact
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

DAYS, WEIGHT = 29, 70.0
DOSES = np.array([0.2, 0.4])
"""g/kg."""


def volunteers(simulation: Simulation) -> Estimates:
    """Rise of immunoglobulin G in the typical volunteer, the mean of both doses."""
    del simulation
    drug = intravenous_immunoglobulin(WEIGHT)
    system = BloodSystem(drugs=(drug,))
    count = len(DOSES)
    healthy = stack_parameters(system.healthy_parameters(), count)
    patients = Patients(system, stack_state(healthy_state(system), count), healthy, range(count), None)
    infusion = AddToState(0.0, "intravenous_immunoglobulin.central", DOSES * WEIGHT)
    left = simulate(patients, Course((infusion,)), DAYS, integrator(system)).final_state
    volume = drug.standard[drug.parameters.index("central_volume")]
    levels = left[system.state_names.index("intravenous_immunoglobulin.central")] / volume
    return {"intravenous_immunoglobulin.level_after_29_days": exact(float(levels.mean()))}


GROUPS = (
    Group(
        name="immunoglobulin_level",
        title="Immunoglobulin G a month after an infusion (volunteers)",
        records=("intravenous_immunoglobulin.level_after_29_days",),
        run=volunteers,
        assumed="The typical volunteer of 70 kg; published and simulated numbers are the means of both doses.",
        full=1,
        reduced=1,
    ),
)

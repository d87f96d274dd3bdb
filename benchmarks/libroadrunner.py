"""The same year, from the SBML file that we export, in libroadrunner."""

import numpy as np
import roadrunner

from benchmarks.accuracy import Run, Setting
from benchmarks.cohort import DAYS, VARIED, Array, Cohort
from hemograft.interop.sbml import sbml_document


def roadrunner_daily(cohort: Cohort, setting: Setting) -> Run:
    """libroadrunner on the SBML file of the first patient; others differ by the varied parameters."""
    system = cohort.system
    text = sbml_document(
        system, list(cohort.state[:, 0]), list(cohort.parameters[:, 0]), cohort.schedule, name="benchmark"
    )
    simulator = roadrunner.RoadRunner(text)
    simulator.timeCourseSelections = ["platelet_count", "neutrophil_count", "hemoglobin"]
    simulator.integrator.maximum_num_steps = 1_000_000
    for name, value in setting.items():
        setattr(simulator.integrator, name, value)
    rows = {name: cohort.parameters[system.parameter_names.index(name)] for name in VARIED}

    def run() -> Array:
        counts = np.empty((3, DAYS + 1, cohort.patients))
        for patient in range(cohort.patients):
            simulator.resetAll()
            for name, values in rows.items():
                simulator.setValue(name, values[patient])
            counts[:, :, patient] = np.asarray(simulator.simulate(0, DAYS, DAYS + 1)).T
        return counts

    return run

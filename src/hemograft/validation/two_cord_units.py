"""Two cord units: whose neutrophils are in the blood on day 21."""

from functools import partial

import numpy as np

from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.case_parts import Donor
from hemograft.planning.transplant_strategy import transplant_strategy
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import simulate
from hemograft.trials.results import PatientTable
from hemograft.validation.estimate import Estimates, share
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

RECORD = "double_cord.single_unit_day_21"
DAY = 21
SINGLE = 0.95
"""Share of the donors' neutrophils from which the other unit is not seen (assumed limit of the assay)."""
ENGRAFTED = 0.01
"""10^9/L of donor neutrophils from which chimerism is measured."""


def single_unit(simulation: Simulation) -> Estimates:
    """Share with one unit among those with donor cells to tell."""
    table = simulation.patients(partial(_units, simulation.seed), "two_cord_units", DAY)
    larger, smaller = np.sort([table.columns["first"], table.columns["second"]], axis=0)[::-1]
    counted = larger + smaller >= ENGRAFTED
    return {RECORD: share(larger[counted] >= SINGLE * (larger + smaller)[counted])}


def _units(seed: int, part: range) -> PatientTable:
    """Neutrophils of both units on day 21, 10^9/L."""
    case = Case.model_validate(
        {
            "age": 24,
            "weight": 65,
            "diagnosis": "acute_leukemia",
            "counts": [{"day": 0, "platelets": "90 10^9/L", "neutrophils": "1.7 10^9/L", "hemoglobin": "9.6 g/dL"}],
        }
    )
    dose = number("transplantation.cd34_dose_cord")
    donor = Donor(relation="cord_blood", source="cord_blood", cd34_per_kg=dose, second_unit_cd34_per_kg=dose)
    strategy = transplant_strategy(case, donor, "cord")
    people = draw_individuals(seed, part)
    patients = case_cohort(case, people).in_system(strategy.system, strategy.prepare)
    days = int(strategy.infusion_day) + DAY
    run = simulate(patients, strategy.course(people), days, integrator(strategy.system))
    _, first, second = strategy.system.unpack_state(run.final_state).clones
    columns = {"first": first.neutrophils.astype(np.float32), "second": second.neutrophils.astype(np.float32)}
    return PatientTable({}, np.zeros((0, len(part)), dtype=np.int32), columns, {})


TWO_CORD_UNITS = Group(
    name="two_cord_units",
    title="One unit's blood on day 21 after two cord units (Barker et al, Blood 2005)",
    records=(RECORD,),
    run=single_unit,
    assumed=(
        "Both units of the usual dose; a unit below a twentieth of the donors' neutrophils is not seen; patients with"
        " fewer than 0.01x10^9/L of them are not counted."
    ),
)

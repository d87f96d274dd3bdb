"""The potency of eltrombopag in immune thrombocytopenia, from the response rate of its trials.

The centre cannot see a response rate: it needs the spread between patients. So this is a second, one-dimensional step
after the centre.
"""

import numpy as np

from hemograft.evidence import number, record
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.integrator import integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.eltrombopag import eltrombopag
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia

PATIENTS = 256
WEEKS = 6
RESPONSE = 50.0
LOWEST, HIGHEST, HALVINGS = 0.2, 50.0, 12


def trial_cohort(seed: int) -> Cohort:
    """Virtual patients with the median baseline of the trials."""
    people = draw_individuals(seed, range(PATIENTS))
    return thrombocytopenic_cohort(immune_thrombocytopenia(), number("eltrombopag.itp_trial_baseline"), people)


def response_rate(cohort: Cohort, potency: float) -> float:
    """Share of patients at 50x10^9/L or more after six weeks of the label's first dose."""
    drug = eltrombopag()
    system = BloodSystem(drugs=(drug,))
    equivalent = drug.standard[drug.parameters.index("equivalent")] / (potency * cohort.people["agonist_potency"])
    dose = number("eltrombopag.label_start_dose")
    schedule = (
        SetParameter(0.0, "eltrombopag.equivalent", equivalent),
        *(AddToState(float(day), "eltrombopag.depot", dose) for day in range(7 * WEEKS)),
    )
    run = simulate(cohort.in_system(system), Course(schedule), 7 * WEEKS, integrator(system))
    return float((run.observables.platelets[-1] >= RESPONSE).mean())


def eltrombopag_potency(seed: int) -> float:
    """The potency at which the response rate is the mean of the published ones; bisection on its logarithm.

    Raises:
        ValueError: no potency within the range gives that rate.
    """
    published = float(np.mean(record("eltrombopag.itp_response_six_weeks").value))
    cohort = trial_cohort(seed)
    low, high = np.log(LOWEST), np.log(HIGHEST)
    if not response_rate(cohort, LOWEST) < published < response_rate(cohort, HIGHEST):
        raise ValueError(
            f"no potency of eltrombopag from {LOWEST:g} to {HIGHEST:g} gives a response of {published:.3f}"
        )
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if response_rate(cohort, float(np.exp(middle))) < published:
            low = middle
        else:
            high = middle
    return float(np.exp(0.5 * (low + high)))

"""Virtual trials of thrombopoietin receptor agonists, with the titration and the response definitions of the real ones.

Each function gives results by the id of the record that holds the published one. Rescue treatment and drop-out are not
simulated.
"""

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.inference.trial_arm import PATIENTS, Arm, TrialPopulation, arm, share, weekly
from hemograft.population.cohort import thrombocytopenic_cohort
from hemograft.population.individuals import draw_individuals
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.avatrombopag import AvatrombopagTitration, avatrombopag, avatrombopag_course
from hemograft.therapies.bedside import Course, Policy
from hemograft.therapies.eltrombopag import eltrombopag, immune_thrombocytopenia_titration
from hemograft.therapies.lusutrombopag import lusutrombopag, lusutrombopag_course
from hemograft.therapies.romiplostim import RomiplostimTitration, romiplostim
from hemograft.thrombocytopenia.cirrhosis import cirrhosis_with_hypersplenism

GOOD, HIGHEST = 50.0, 400.0
"""10^9/L, the range of a response."""
HALF_YEAR = 182
ID = "immune_thrombocytopenia"


def _treated(patients: Arm, drug: Drug, policy: Policy) -> Array:
    return patients.counts((drug,), (), (policy,))


def _chronic() -> TrialPopulation:
    return TrialPopulation(number(f"{ID}.trial_baseline"))


def _durable(counts: Array) -> float:
    """50 at six or more of the weekly visits of weeks 18 to 25."""
    return share((weekly(counts, 18, 25) >= GOOD).sum(axis=0) >= 6)


def romiplostim_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Weekly romiplostim for 24 weeks in patients with and without a spleen (Kuter 2008)."""
    drug = romiplostim(numbers("romiplostim.itp_potency"))
    titration = RomiplostimTitration(maximum=number("romiplostim.trial_maximum_dose"), gives_up=False)
    populations = {
        "not_splenectomized": TrialPopulation(number("romiplostim.trial_baseline_not_splenectomized")),
        "splenectomized": TrialPopulation(
            number("romiplostim.trial_baseline_splenectomized"),
            impairment=numbers(f"{ID}.splenectomized_impairment"),
            asplenic=True,
        ),
    }
    results: dict[str, float] = {}
    overall: list[float] = []
    for name, population in populations.items():
        counts = _treated(arm(seed, population, HALF_YEAR, numbers), drug, titration)
        results[f"romiplostim.durable_response_{name}"] = _durable(counts)
        overall.append(share((weekly(counts, 2, 25) >= GOOD).sum(axis=0) >= 4))
    return {**results, "romiplostim.overall_response": float(np.mean(overall))}


def eltrombopag_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """50 mg daily for six weeks (the two first trials), and titrated for six months (RAISE)."""
    drug = eltrombopag(numbers("eltrombopag.itp_potency"))
    patients = arm(seed, TrialPopulation(number("eltrombopag.itp_trial_baseline")), HALF_YEAR, numbers)
    dose = number("eltrombopag.label_start_dose")
    fixed = patients.counts((drug,), tuple(AddToState(day, "eltrombopag.depot", dose) for day in range(42)))
    titrated = _treated(patients, drug, immune_thrombocytopenia_titration())
    visits = weekly(titrated, 1, HALF_YEAR // 7)
    return {
        "eltrombopag.itp_response_six_weeks": share(fixed[42] >= GOOD),
        "eltrombopag.raise_response": share(((visits >= GOOD) & (visits <= HIGHEST)).any(axis=0)),
    }


def avatrombopag_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Titrated for 26 weeks (Jurczak 2018)."""
    drug = avatrombopag(numbers("avatrombopag.itp_potency"))
    counts = _treated(arm(seed, _chronic(), HALF_YEAR, numbers), drug, AvatrombopagTitration())
    return {
        f"{ID}.avatrombopag_response_day_8": share(counts[7] >= GOOD),
        f"{ID}.avatrombopag_durable_response": _durable(counts),
        f"{ID}.avatrombopag_weeks_of_response": float(np.median((weekly(counts, 1, 26) >= GOOD).sum(axis=0))),
    }


def lusutrombopag_liver_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """3 mg for seven days in cirrhosis (V7): who reaches 50x10^9/L within three weeks."""
    people = draw_individuals(seed, range(PATIENTS), numbers)
    cohort = thrombocytopenic_cohort(cirrhosis_with_hypersplenism(), number("center.cirrhosis"), people)
    system = BloodSystem(drugs=(lusutrombopag(),))
    run = simulate(cohort.in_system(system), Course(lusutrombopag_course(0)), 21, integrator(system))
    return {"lusutrombopag.response": share((run.observables.platelets >= GOOD).any(axis=0))}


def avatrombopag_liver_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """60 mg for five days before a procedure in cirrhosis (ADAPT): the days of the procedure are 10 to 13."""
    platelets = number("avatrombopag.liver_trial_platelets")
    people = draw_individuals(seed, range(PATIENTS), numbers)
    cohort = thrombocytopenic_cohort(cirrhosis_with_hypersplenism(), platelets, people)
    drugs = (avatrombopag(),)
    course = Course(avatrombopag_course(0, platelets))
    system = BloodSystem(drugs=drugs)
    patients = cohort.in_system(system)
    counts = simulate(patients, course, 13, integrator(system)).observables.platelets
    procedure = counts[10:14].mean(axis=0)
    return {
        "avatrombopag.liver_trial_rise": float((procedure - counts[0]).mean()),
        "avatrombopag.liver_trial_response": share(procedure >= GOOD),
    }

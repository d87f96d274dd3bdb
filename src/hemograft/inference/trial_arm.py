"""What the virtual trials of immune thrombocytopenia share: who enters, and the counts that are read at visits."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.parameters import standard_parameters
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.count_fluctuation import Fluctuating, count_fluctuation
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.bedside import Course, Policy
from hemograft.thrombocytopenia.immune_thrombocytopenia import immune_thrombocytopenia

PATIENTS = 256
"""A multiple of the solver's eight patients a batch; a share of one half has a standard error of 3 %."""


@dataclass(frozen=True)
class TrialPopulation:
    """Who enters a trial: median platelet count (10^9/L), damage to megakaryocytes relative to the typical patient of
    the romiplostim trials, and whether the spleen is out."""

    platelets: float
    impairment: float = 1.0
    asplenic: bool = False


@dataclass(frozen=True)
class Arm:
    """One arm of a trial: its patients before treatment, and how their counts fluctuate and are measured (factors of
    shape (days + 1, patients))."""

    cohort: Cohort
    fluctuation: Array
    noise: Array

    @property
    def people(self) -> Individuals:
        """The patients."""
        return self.cohort.people

    def counts(
        self, drugs: tuple[Drug, ...], schedule: tuple[Intervention, ...], policies: tuple[Policy, ...] = ()
    ) -> Array:
        """Platelets as read each morning, 10^9/L, shape (days + 1, patients)."""
        system = BloodSystem(drugs=drugs)
        # the ward adds the noise of the assay by itself
        reading = tuple(Fluctuating(policy, self.fluctuation) for policy in policies)
        course = Course(schedule, reading)
        run = simulate(self.cohort.in_system(system), course, len(self.noise) - 1, integrator(system))
        return run.observables.platelets * self.fluctuation * self.noise


def arm(seed: int, population: TrialPopulation, days: int, numbers: Numbers = number) -> Arm:
    """Patients for ``days`` of a trial; the same seed gives the same people and the same fluctuation of counts."""
    standing = (*vars(standard_parameters()).values(), number("immune_thrombocytopenia.megakaryocyte_death"))
    people = _entering(seed, population, numbers)
    noise = normal_draws(seed, people.identifiers, "platelets_assay", days + 1)
    return Arm(
        cohort=replace(_resting(seed, population, standing), people=people),
        fluctuation=count_fluctuation(people, days, numbers),
        noise=np.exp(number("bedside.platelet_assay_cv") * noise),
    )


def _entering(seed: int, population: TrialPopulation, numbers: Numbers) -> Individuals:
    """People as anywhere, with the wider spread of counts and the damage of the trial's patients."""
    people = draw_individuals(seed, range(PATIENTS), numbers)
    spread = number("immune_thrombocytopenia.trial_baseline_log_sd") / number("population.own_count")
    limit = number("immune_thrombocytopenia.trial_count_limit") / population.platelets
    changed = {
        "own_count": np.minimum(people["own_count"] ** spread, limit),
        "megakaryocyte_impairment": people["megakaryocyte_impairment"] * population.impairment,
    }
    return replace(people, factors={**people.factors, **changed})


@lru_cache(maxsize=16)
def _resting(seed: int, population: TrialPopulation, standing: tuple[float, ...]) -> Cohort:
    """The steady states of these patients, which cost more than a trial; ``standing`` is what else they hang on."""
    del standing
    people = _entering(seed, population, number)
    return thrombocytopenic_cohort(
        immune_thrombocytopenia(), population.platelets, people, asplenic=population.asplenic
    )


def weekly(readings: NDArray[Any], first: int, last: int) -> NDArray[Any]:
    """Those of the weekly visits of study weeks ``first`` to ``last``, shape (weeks, patients)."""
    return readings[[7 * week for week in range(first, last + 1)]]


def share(responding: Any) -> float:
    """Of the patients of an arm."""
    return float(np.mean(responding))


def twice_in_a_row(fulfilled: NDArray[Any]) -> NDArray[Any]:
    """Whether a criterion, shape (visits, patients), holds at two successive visits."""
    return np.any(fulfilled[1:] & fulfilled[:-1], axis=0)

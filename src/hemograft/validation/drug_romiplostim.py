"""A year of romiplostim by its label: who ever responds, on which dose, and how often they bleed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.inference.trial_arm import PATIENTS, TrialPopulation, arm, weekly
from hemograft.population.count_fluctuation import Fluctuating
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.romiplostim import NANOGRAMS_PER_MICROGRAM, RomiplostimTitration, romiplostim
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances, bleeding_hazard
from hemograft.validation.estimate import Estimates, median, resampled, share
from hemograft.validation.group import Group
from hemograft.validation.repeated_trial import FIRST_SEED
from hemograft.validation.simulation import Simulation

GOOD = 50.0
"""10^9/L."""
DAYS, WEEKS = 364, 52
LATE = 26
"""Week from which a dose counts as the one that holds the response."""
LASTING = 0.75
"""Share of late visits at which a responder is at 50 or more."""


@dataclass(frozen=True)
class Year:
    """Weekly counts, 10^9/L, and doses, ug/kg, each of shape (weeks + 1, patients).

    ``bleeding`` and ``bleeding_untreated`` are bleeds that each patient is to expect, with and without the drug.
    """

    counts: Array
    doses: Array
    bleeding: Array
    bleeding_untreated: Array

    @property
    def responded(self) -> Any:
        """Whether a count was ever 50 and twice the first, one a patient."""
        return ((self.counts[1:] >= GOOD) & (self.counts[1:] >= 2.0 * self.counts[0])).any(axis=0)

    @property
    def late_dose(self) -> Array:
        """Mean weekly dose of the second half year of those who held 50 in it."""
        holding = (self.counts[LATE:] >= GOOD).mean(axis=0) >= LASTING
        return self.doses[LATE:, holding].mean(axis=0)


def year_of_treatment(seed: int, population: TrialPopulation) -> Year:
    """One arm of the calibration's trials for a year instead of half a one, by the label instead of the trial."""
    patients = arm(seed, population, DAYS)
    system = BloodSystem(drugs=(romiplostim(number("romiplostim.itp_potency")),))
    reading = Fluctuating(RomiplostimTitration(gives_up=False), patients.fluctuation)
    run = simulate(patients.cohort.in_system(system), Course((), (reading,)), DAYS, integrator(system))
    level = run.observables.platelets * patients.fluctuation
    untreated = run.observables.platelets[0] * patients.fluctuation
    hemoglobin = run.observables.hemoglobin
    at_home = BleedingCircumstances()
    return Year(
        counts=weekly(level * patients.noise, 0, WEEKS),
        doses=_weekly_doses(run.orders),
        bleeding=bleeding_hazard(level, hemoglobin, at_home).sum(axis=0),
        bleeding_untreated=bleeding_hazard(untreated, hemoglobin, at_home).sum(axis=0),
    )


def _weekly_doses(orders: Sequence[Intervention]) -> Array:
    given = [item.amount for item in orders if isinstance(item, AddToState) and item.state == "romiplostim.depot"]
    return np.array(given) / NANOGRAMS_PER_MICROGRAM


def year(simulation: Simulation) -> Estimates:
    """Share with a response, the responders' median dose, and the ratio of bleeding to that without treatment."""
    spared = TrialPopulation(number("romiplostim.trial_baseline_not_splenectomized"))
    operated = TrialPopulation(
        number("romiplostim.trial_baseline_splenectomized"),
        impairment=number("immune_thrombocytopenia.splenectomized_impairment"),
        asplenic=True,
    )
    count = -(-simulation.size // PATIENTS)
    seeds = [FIRST_SEED + count * simulation.seed + repetition for repetition in range(count)]
    with_spleen, without = ([year_of_treatment(seed, who) for seed in seeds] for who in (spared, operated))
    everybody = [*with_spleen, *without]
    return {
        "romiplostim.long_term_response": share(np.concatenate([treated.responded for treated in everybody])),
        "romiplostim.median_dose_of_responders": median(np.concatenate([treated.late_dose for treated in everybody])),
        "bleeding.romiplostim_episode_rate_ratio": resampled(
            lambda treated, untreated: float(treated.sum() / untreated.sum()),
            np.concatenate([treated.bleeding for treated in with_spleen]),
            np.concatenate([treated.bleeding_untreated for treated in with_spleen]),
            seed=simulation.seed,
        ),
    }


GROUPS = (
    Group(
        name="romiplostim_year",
        title="Romiplostim for a year: response, dose and bleeding (Bussel 2009, prescribing information, Kuter 2010)",
        records=(
            "romiplostim.long_term_response",
            "romiplostim.median_dose_of_responders",
            "bleeding.romiplostim_episode_rate_ratio",
        ),
        run=year,
        assumed=(
            "Half of the patients have no spleen, except where bleeding is counted; doses are those of the second half"
            f" year in patients with {GOOD:g}x10^9/L at {LASTING:.0%} of its visits; standard of care changes nothing."
        ),
        reasons={
            "romiplostim.long_term_response": (
                "Once in a year any fluctuation above 50 counts; drop-out and missed injections are not simulated."
            ),
            "romiplostim.median_dose_of_responders": (
                "Every fluctuation below 50 raises the dose and only two weeks above 200 lower it, so that doses drift"
                " upwards in a year."
            ),
            "bleeding.romiplostim_episode_rate_ratio": (
                "The published episodes are bleeds of any severity or rescue medication, and those without"
                " immunoglobulin fell by a third only (4.6 to 2.9 per 100 patient-weeks); the model counts bleeds of"
                " grade 2 or more, which are rare above 50x10^9/L."
            ),
        },
        full=4 * PATIENTS,
        reduced=PATIENTS,
    ),
)

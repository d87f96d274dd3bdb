"""Transfused platelets: the rise of the count, the share that is recovered, and the days until the next unit."""

from dataclasses import dataclass

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.observables import observe
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.streams import normal_draws
from hemograft.therapies.transfusion import pool_increment
from hemograft.thrombocytopenia.acute_leukemia import acute_leukemia
from hemograft.validation.estimate import Estimates, mean, median
from hemograft.validation.group import Group
from hemograft.validation.ill_patients import IllPatients, ill_patients
from hemograft.validation.simulation import Simulation

WEIGHT = 70.0
"""kg."""
BEFORE, TRIGGER = 10.0, 20.0
"""10^9/L: the median count of these patients, and the one below which they are transfused again."""
DAYS = 14
DOSES = {"medium": 5e11, "high": 7e11, "highest": 9e11}
"""Platelets; the middles of the published classes, of which the last one is open."""


@dataclass(frozen=True)
class Transfused:
    """Counts of these patients before, at once after, and on the following days, 10^9/L."""

    before: Array
    after: Array  # (days + 1, patients)

    @property
    def rise(self) -> Array:
        """Of the count, one a patient."""
        return self.after[0] - self.before

    @property
    def days_to_next(self) -> Array:
        """Time, interpolated, until the count is below the trigger again; 0 where it never rose above it."""
        low = self.after < TRIGGER
        day = low.argmax(axis=0)
        earlier, lane = np.maximum(day - 1, 0), np.arange(len(day))
        first, then = self.after[earlier, lane], self.after[day, lane]
        share = np.divide(first - TRIGGER, first - then, out=np.zeros_like(first), where=first > then)
        return np.where(low.any(axis=0), np.where(low[0], 0.0, earlier + share), np.inf)


def transfused(ill: IllPatients, platelets: float, seed: int) -> Transfused:
    """One transfusion of that many platelets on day 0; the recovery of units varies as on the ward."""
    cohort = ill.cohort
    spread = number("transfusion.recovery_log_sd")
    luck = normal_draws(seed, cohort.people.identifiers, "platelet_recovery", 1)[0]
    units = platelets / number("transfusion.apheresis_unit_dose")
    state = cohort.state.copy()
    increment = pool_increment(units, WEIGHT) * np.exp(spread * luck - 0.5 * spread**2)
    state[cohort.system.state_names.index("transfused_platelets_1")] += increment
    days = [float(day) for day in range(1, DAYS + 1)]
    later = integrator(cohort.system).sample(state, cohort.parameters, 0.0, days)
    states = np.concatenate([state[np.newaxis], later]).transpose(1, 0, 2)
    counts = observe(cohort.system, states, cohort.parameters[:, np.newaxis]).platelets
    return Transfused(np.asarray(ill.seen.platelets), np.asarray(counts))


def stable_adults(simulation: Simulation) -> Estimates:
    """Mean rise after one unit."""
    ill = ill_patients(simulation, acute_leukemia(), BEFORE)
    rise = transfused(ill, number("transfusion.apheresis_unit_dose"), simulation.seed).rise
    return {"target.v18.increment_apheresis_unit": mean(rise)}


def treated_patients(simulation: Simulation) -> Estimates:
    """Mean rise and recovery after the medium dose, and median days to the next after each."""
    ill = ill_patients(simulation, acute_leukemia(), BEFORE)
    given = {name: transfused(ill, dose, simulation.seed) for name, dose in DOSES.items()}
    blood_volume = number("transfusion.blood_volume_adult") * WEIGHT
    rise = given["medium"].rise
    return {
        "transfusion.increment_medium_dose": mean(rise),
        "transfusion.recovery_hematologic_malignancy": mean(rise * 1e9 * blood_volume / DOSES["medium"]),
        **{f"transfusion.interval_{name}_dose": median(after.days_to_next) for name, after in given.items()},
    }


STABLE = (
    "Recipients here have neither fever, infection nor a large spleen, and recover the share of transfused platelets"
    " that stable patients do."
)
YOUNG = (
    "A unit enters as newly made platelets that may live ten days, where a donor's are of every age, and nothing but"
    " the endothelium consumes them."
)
GROUPS = (
    Group(
        name="platelet_unit",
        title="The rise of the count after an apheresis unit in a stable adult (V18)",
        records=("target.v18.increment_apheresis_unit",),
        run=stable_adults,
        assumed=f"70 kg, {BEFORE:g}x10^9/L in aplasia, 3x10^11 platelets, read at once.",
        full=1024,
        reduced=64,
    ),
    Group(
        name="platelet_doses",
        title="Three doses of platelets in hematologic malignancy (Norol 1998)",
        records=(
            "transfusion.increment_medium_dose",
            "transfusion.recovery_hematologic_malignancy",
            *(f"transfusion.interval_{name}_dose" for name in DOSES),
        ),
        run=treated_patients,
        assumed=(
            f"70 kg, {BEFORE:g}x10^9/L in acute leukemia; doses of 5, 7 and 9x10^11; the next one is due below"
            f" {TRIGGER:g}x10^9/L."
        ),
        reasons={
            "transfusion.increment_medium_dose": STABLE,
            "transfusion.recovery_hematologic_malignancy": STABLE,
            **{f"transfusion.interval_{name}_dose": YOUNG for name in DOSES},
        },
        full=1024,
        reduced=64,
    ),
)

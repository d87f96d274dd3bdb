"""Virtual transplants and what is read from them: days of recovery, cumulative incidences, hazard ratios.

The same readings are made of individual rows and of simulated recipients.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.outcomes.recovery import first_day_below, first_sustained_day, neutrophil_recovery_day
from hemograft.outcomes.statistics.cox import cause_specific_cox
from hemograft.population.allogeneic_graft import allogeneic_graft, allogeneic_severity, injury_severity
from hemograft.population.individuals import Individuals, individual_parameters
from hemograft.population.recipients import Recipients
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients, Trajectory, simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transfusion import PlateletTransfusion
from hemograft.therapies.transplantation import (
    Conditioning,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
)

SYSTEM = BloodSystem(clones=("host", "donor"))
TOLERANCE = 1e-5
DOSE_BANDS = {
    "at_most_2": (0.0, 2e6),
    "2_to_5": (2e6, 5e6),
    "5_to_10": (5e6, 1e7),
    "10_to_20": (1e7, 2e7),
    "above_20": (2e7, np.inf),
}
"""CD34+ cells per kg, above the first and up to the second."""
LANDMARKS = (28, 60, 100)
SOURCES = {GraftSource.MOBILIZED_BLOOD: "mobilized", GraftSource.BONE_MARROW: "bone_marrow"}


@dataclass(frozen=True)
class Engraftment:
    """Recipients and their days since infusion, each of shape (recipients,); infinity is never.

    ``end`` is the day of death or the last on which the recipient was seen.
    """

    recipients: Recipients
    neutrophils: Array
    platelets: Array
    end: Array


def simulated_engraftment(
    recipients: Recipients,
    people: Individuals,
    *,
    days: int,
    platelet_threshold: float,
    death: Array | None = None,
    numbers: Numbers = number,
) -> Engraftment:
    """Myeloablative transplants of these recipients, watched for ``days``; no graft fails.

    Args:
        recipients: covariates, one a patient of ``people``.
        people: what else differs between them.
        days: horizon after infusion.
        platelet_threshold: 10^9/L.
        death: day of a death that competes with recovery; nobody dies by default.
        numbers: evidence, or what a calibration tries.
    """
    count = len(people.identifiers)
    platelet_day, neutrophil_day = _days_of_recovery(
        *simulated_transplants(recipients, people, days, numbers), platelet_threshold
    )
    end = np.full(count, float(days)) if death is None else np.minimum(death, days)
    return Engraftment(
        recipients,
        np.where(neutrophil_day <= end, neutrophil_day, np.inf),
        np.where(platelet_day <= end, platelet_day, np.inf),
        end,
    )


def simulated_transplants(
    recipients: Recipients, people: Individuals, days: int, numbers: Numbers = number
) -> tuple[Trajectory, int]:
    """Daily counts of these transplants from the first day of conditioning on, and the day of the infusion in them."""
    schedule, infusion = _schedule(recipients, people, numbers)
    transfusion = PlateletTransfusion(
        float(np.nanmedian(recipients.weight)), number("transfusion.prophylactic_trigger")
    )
    healthy = SYSTEM.healthy_parameters()
    parameters = replace(healthy, common=individual_parameters(healthy.common, people))
    flat = stack_parameters(parameters, len(people.identifiers))
    patients = Patients(SYSTEM, _own_state(people), flat, people.identifiers, None)
    return simulate(
        patients, Course(schedule, (transfusion,)), infusion + days, integrator(SYSTEM, TOLERANCE)
    ), infusion


def _days_of_recovery(run: Trajectory, infusion: int, threshold: float) -> tuple[Array, Array]:
    platelets = run.observables.platelets[infusion:].T
    neutrophils = run.observables.neutrophils[infusion:].T
    enough = number("transplantation.neutrophil_engraftment_threshold")
    return (
        first_sustained_day(
            platelets, run.platelet_units[infusion:].T, threshold, first_day_below(platelets, threshold)
        ),
        neutrophil_recovery_day(neutrophils, enough, first_day_below(neutrophils, enough)),
    )


def _schedule(recipients: Recipients, people: Individuals, numbers: Numbers) -> tuple[tuple[Intervention, ...], int]:
    """Conditioning, graft and early toxicity of everybody, and the day of the infusion.

    Sources are given side by side: each recipient gets no cells of the others.
    """
    days = number("conditioning.duration")
    infusion = int(days + number("conditioning.rest"))
    cord = np.array([GraftSource(source).is_cord for source in recipients.source])
    child = (recipients.age < number("population.adult_age")) & ~cord
    injury = injury_severity(people, child=child, numbers=numbers)
    severity = allogeneic_severity(people, child=child, numbers=numbers)
    schedule = list(conditioning_interventions(Conditioning.MYELOABLATIVE, 0.0, days, injury=injury, numbers=numbers))
    schedule += _by_source(
        recipients,
        lambda source: (
            *allogeneic_toxicity(source, float(infusion), severity=severity, numbers=numbers),
            *allogeneic_graft(people, source, recipients.cd34_per_kg, float(infusion), child=child, numbers=numbers),
        ),
    )
    return tuple(schedule), infusion


def _by_source(
    recipients: Recipients, given: Callable[[GraftSource], tuple[Intervention, ...]]
) -> Iterator[Intervention]:
    """What each source brings, for its own recipients alone."""
    together: dict[tuple[float, str], SetParameter] = {}
    for source in map(GraftSource, sorted(set(recipients.source))):
        own = recipients.source == source
        for item in given(source):
            if isinstance(item, AddToState):
                yield replace(item, amount=np.where(own, item.amount, 0.0))
            else:
                place = (item.day, item.parameter)
                other = together[place].value if place in together else item.value
                together[place] = replace(item, value=np.where(own, item.value, other))
    yield from together.values()


def _own_state(people: Individuals) -> Array:
    """The healthy state with each recipient's own counts in the blood; conditioning soon ends whatever it was."""
    state = stack_state(healthy_state(SYSTEM), len(people.identifiers))
    for row, name in enumerate(SYSTEM.state_names):
        if name.startswith("host.platelets_"):
            state[row] *= people["normal_platelet_count"]
        if name == "host.neutrophils":
            state[row] *= people["normal_neutrophil_count"]
    return state


def incidence(days: Array, by: float) -> float:
    """Share with recovery by a day; death is in the denominator, so this is the cumulative incidence."""
    return float(np.mean(days <= by))


def median_day(days: Array) -> float:
    """Day on which the cumulative incidence reaches one half; infinity where it does not."""
    return float(np.sort(days)[(len(days) + 1) // 2 - 1])


def log_spread(days: Array) -> float:
    """Standard deviation of the logarithm of the day among those who fell and recovered (day 0: never fell)."""
    return float(np.log(days[np.isfinite(days) & (days > 0.0)]).std(ddof=1))


def dose_hazard_ratio(days: Array, seen: Engraftment) -> float:
    """Cause-specific hazard ratio of recovery for twice the CD34 dose, adjusted for the source."""
    mobilized = seen.recipients.source == GraftSource.MOBILIZED_BLOOD
    covariates = np.column_stack([np.log2(seen.recipients.cd34_per_kg), mobilized])
    recovered = np.isfinite(days)
    return float(cause_specific_cox(np.where(recovered, days, seen.end), recovered, covariates).ratios[0])


def engraftment_in_children(seen: Engraftment) -> Mapping[str, float]:
    """Every reading of transplants in children for which there is a record, by its id."""
    readings: dict[str, float] = {}
    for source, name in SOURCES.items():
        of_source = seen.recipients.source == source
        platelets, neutrophils = seen.platelets[of_source], seen.neutrophils[of_source]
        readings |= {
            f"transplantation.children_{name}_platelets_day_{day}": incidence(platelets, day) for day in LANDMARKS
        }
        readings |= {
            f"transplantation.children_{name}_platelet_day": median_day(platelets),
            f"transplantation.children_{name}_neutrophil_day": median_day(neutrophils),
            f"transplantation.log_sd_platelet_day_{name}": log_spread(platelets),
            f"transplantation.log_sd_neutrophil_day_{name}": log_spread(neutrophils),
        }
    for band, (above, most) in DOSE_BANDS.items():
        within = (seen.recipients.cd34_per_kg > above) & (seen.recipients.cd34_per_kg <= most)
        readings |= {
            f"transplantation.children_platelet_day_cd34_{band}": median_day(seen.platelets[within]),
            f"transplantation.children_neutrophil_day_cd34_{band}": median_day(seen.neutrophils[within]),
        }
    return readings | {
        "transplantation.hazard_ratio_platelets_per_cd34_doubling": dose_hazard_ratio(seen.platelets, seen),
        "transplantation.hazard_ratio_neutrophils_per_cd34_doubling": dose_hazard_ratio(seen.neutrophils, seen),
    }

"""Drugs that suppress the marrow: the courses behind their targets, and the fit of their few free numbers.

Every target is a record whose id `simulate` returns. The patient is the median one, so nothing is random; shares of
patients follow from published or computed spreads around it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import norm

from hemograft.evidence import Numbers, Use, number, record
from hemograft.hematopoiesis.blood_system import BloodSystem, healthy_state, stack_parameters, stack_state
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.observables import Observables, observe
from hemograft.hematopoiesis.parameters import BloodParameters, CommonParameters
from hemograft.hematopoiesis.steady_state import steady_state
from hemograft.inference.candidates import crossing_day
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.targets import deviation
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import Patients
from hemograft.simulation.run import simulate as simulate_course
from hemograft.therapies.bedside import Course
from hemograft.therapies.carboplatin import calvert_dose, carboplatin
from hemograft.therapies.compartments import daily_intake
from hemograft.therapies.docetaxel import docetaxel
from hemograft.therapies.linezolid import linezolid
from hemograft.therapies.valproate import valproate

FREE_PARAMETERS = (
    FreeParameter("linezolid.half_inhibition", 8.06, 1.0, low=1.0, high=200.0),  # centre: Boak 2014
    # centre: slope of Friberg 2002 times the rate of division there, 8.58 L/umol * 1.08/day over 0.808 mg/umol
    FreeParameter("docetaxel.granulocyte_kill", 11.5, 1.0, low=1.0, high=1000.0),
    FreeParameter("docetaxel.progenitor_kill", 11.5, 1.0, low=0.01, high=200.0),
    FreeParameter("carboplatin.megakaryocyte_kill", 1.0, 1.0, low=0.001, high=20.0),
    FreeParameter("carboplatin.progenitor_kill", 1.0, 1.0, low=0.01, high=20.0),
    FreeParameter("valproate.half_inhibition", 500.0, 1.0, low=20.0, high=10_000.0),
)
"""Priors are wide: a published slope belongs to a model with another feedback."""
PRIOR_WEIGHT = 0.1
"""As in the calibration of the centre: it keeps apart what the targets do not."""
PREFIX = "suppressing_drugs."
Results = dict[str, float]


@dataclass(frozen=True)
class _Lowest:
    count: Any
    day: Any


def _lowest(counts: Array) -> _Lowest:
    """Lowest daily count of each lane and its day, refined by a parabola through its neighbors."""
    bottom = np.clip(counts.argmin(axis=0), 1, len(counts) - 2)
    lane = np.arange(counts.shape[1])
    left, middle, right = counts[bottom - 1, lane], counts[bottom, lane], counts[bottom + 1, lane]
    curvature = np.maximum(left - 2.0 * middle + right, 1e-12)
    shift = np.clip(0.5 * (left - right) / curvature, -1.0, 1.0)
    return _Lowest(middle - 0.25 * (left - right) * shift, bottom + shift)


def _parameters(
    system: BloodSystem, numbers: Numbers, drugs: Sequence[Drug], platelets: float | None = None
) -> BloodParameters:
    """Healthy people, one lane for each of ``drugs``: the same drug with its parameters in that patient."""
    common = CommonParameters(
        **{field.name: numbers(f"hematopoiesis.{field.name}") for field in fields(CommonParameters)}
    )
    if platelets is not None:
        common = replace(common, normal_platelet_count=platelets)
    lanes = tuple(np.array(values) for values in zip(*(drug.standard for drug in drugs), strict=True))
    return replace(system.healthy_parameters(), common=common, drugs=(lanes,))


def _course(
    parameters: BloodParameters, system: BloodSystem, schedule: Sequence[Intervention], days: int
) -> Observables:
    """Daily counts of patients who are healthy before the schedule."""
    lanes = len(parameters.drugs[0][0])
    flat = stack_parameters(parameters, lanes)
    start = steady_state(system, flat, stack_state(healthy_state(system), lanes))
    patients = Patients(system, start, flat, range(lanes), None)
    return simulate_course(patients, Course(tuple(schedule)), days, integrator(system)).observables


LINEZOLID_DAYS = 28
NORMAL_CLEARANCE, REDUCED_CLEARANCE = 100.0, 30.0
SHARE_DAYS = 14
SPREAD = np.linspace(-3.0, 3.0, 25)
"""Standard deviations of the sensitivity, one a lane."""


def linezolid_courses(numbers: Numbers) -> Results:
    """28 days at normal and at reduced kidney function, and the share of patients who lose half of their platelets."""
    system = BloodSystem(drugs=(linezolid(),))
    drugs = [linezolid(creatinine_clearance=value, numbers=numbers) for value in (NORMAL_CLEARANCE, REDUCED_CLEARANCE)]
    baseline, dose = numbers("linezolid.baseline_platelets"), numbers("linezolid.usual_daily_dose")
    taken = daily_intake("linezolid", dose, 0.0, LINEZOLID_DAYS)
    counts = _course(_parameters(system, numbers, drugs, baseline), system, taken, 2 * LINEZOLID_DAYS).platelets
    lowest = _lowest(counts[: LINEZOLID_DAYS + 1])
    recovery = crossing_day(counts[LINEZOLID_DAYS:], 150.0)
    return {
        f"{PREFIX}linezolid_nadir": float(lowest.count[0]),
        f"{PREFIX}linezolid_nadir_day": float(lowest.day[0]),
        f"{PREFIX}linezolid_nadir_renal_failure": float(lowest.count[1]),
        f"{PREFIX}linezolid_nadir_day_renal_failure": float(lowest.day[1]),
        f"{PREFIX}linezolid_recovery_day": float(recovery[0]),
        "linezolid.thrombocytopenia_share": _half_fall_share(system, numbers, baseline, taken),
    }


def _half_fall_share(system: BloodSystem, numbers: Numbers, baseline: float, taken: Sequence[SetParameter]) -> float:
    """Share of patients, who differ in sensitivity and clearance, whose count falls to half within two weeks."""
    typical = linezolid(
        weight=numbers("linezolid.cohort_weight"),
        creatinine_clearance=numbers("linezolid.cohort_creatinine_clearance"),
        numbers=numbers,
    )
    # the level goes with the inverse of clearance, so that both spreads add in the effective level
    spread = np.hypot(numbers("linezolid.sensitivity_log_sd"), numbers("linezolid.clearance_log_sd"))
    people = [replace(typical, standard=(*typical.standard[:-1], float(np.exp(spread * z)))) for z in SPREAD]
    counts = _course(_parameters(system, numbers, people, baseline), system, taken, SHARE_DAYS).platelets
    excess = counts.min(axis=0) / baseline - 0.5
    return float(norm.sf(np.interp(0.0, -excess, SPREAD)))


DOCETAXEL_DAYS = 42


def docetaxel_course(numbers: Numbers) -> Results:
    """Neutrophils after one dose, as shares of the count before."""
    system = BloodSystem(drugs=(docetaxel(),))
    dose = [AddToState(0.0, "docetaxel.central", numbers("docetaxel.usual_dose"))]
    counts = _course(
        _parameters(system, numbers, [docetaxel(numbers=numbers)]), system, dose, DOCETAXEL_DAYS
    ).neutrophils
    share = counts / counts[0]
    lowest = _lowest(share)
    return {
        f"{PREFIX}docetaxel_nadir": float(lowest.count[0]),
        f"{PREFIX}docetaxel_nadir_day": float(lowest.day[0]),
        f"{PREFIX}docetaxel_nadir_day_label": float(lowest.day[0]),
        f"{PREFIX}docetaxel_half_recovery_day": float(crossing_day(share, 0.5)[0]),
        f"{PREFIX}docetaxel_overshoot": float(share[int(lowest.day[0]) :].max()),
    }


EXPOSURES = (4.5, 6.5)
"""mg minute/mL, middles of the label's classes."""


def carboplatin_courses(numbers: Numbers) -> Results:
    """Cycles of the label's dose and of two exposures: nadirs and shares of patients below 50 and back at 100."""
    filtration = numbers("carboplatin.filtration_of_label_patient")
    system = BloodSystem(drugs=(carboplatin(),))
    cycles, interval = int(numbers("carboplatin.label_cycles")), int(numbers("carboplatin.label_interval"))
    exposures = np.array([numbers("carboplatin.exposure_of_label_dose"), *EXPOSURES])
    dose = calvert_dose(exposures, filtration, numbers=numbers)
    schedule = [AddToState(float(cycle * interval), "carboplatin.central", dose) for cycle in range(cycles)]
    drug = carboplatin(glomerular_filtration=filtration, numbers=numbers)
    parameters = _parameters(system, numbers, [drug] * len(exposures))
    blood = _course(parameters, system, schedule, cycles * interval)
    last = (cycles - 1) * interval
    spread = numbers("carboplatin.nadir_log_sd")
    nadir = _lowest(blood.platelets).count
    below = norm.cdf(np.log(50.0 / nadir) / spread)
    return {
        f"{PREFIX}carboplatin_platelet_nadir": float(nadir[0]),
        f"{PREFIX}carboplatin_neutrophil_nadir": float(_lowest(blood.neutrophils).count[0]),
        f"{PREFIX}carboplatin_hemoglobin_nadir": float(blood.hemoglobin[:, 0].min()),
        f"{PREFIX}carboplatin_nadir_day": float(_lowest(blood.platelets[last:]).day[0]),
        f"{PREFIX}carboplatin_nadir_day_label": float(_lowest(blood.platelets[: interval + 1]).day[0]),
        f"{PREFIX}carboplatin_recovered_share": float(norm.cdf(np.log(blood.platelets[interval, 0] / 100.0) / spread)),
        f"{PREFIX}carboplatin_below_50_low_exposure": float(below[1]),
        f"{PREFIX}carboplatin_below_50_high_exposure": float(below[2]),
    }


VALPROATE_DOSES = (1500.0, 2800.0)


def valproate_at_rest(numbers: Numbers) -> Results:
    """Fall of platelets on two daily doses taken for long."""
    system = BloodSystem(drugs=(valproate(),))
    drugs = [
        replace(drug, standard=(dose, *drug.standard[1:]))
        for dose in VALPROATE_DOSES
        for drug in [valproate(numbers=numbers)]
    ]
    flat = stack_parameters(_parameters(system, numbers, drugs), len(drugs))
    state = steady_state(system, flat, stack_state(healthy_state(system), len(drugs)))
    fall = numbers("hematopoiesis.normal_platelet_count") - observe(system, state, flat).platelets
    return {
        f"{PREFIX}valproate_fall_usual_dose": float(fall[0]),
        f"{PREFIX}valproate_fall_high_dose": float(fall[1]),
    }


SCENARIOS: dict[str, Callable[[Numbers], Results]] = {
    "linezolid": linezolid_courses,
    "docetaxel": docetaxel_course,
    "carboplatin": carboplatin_courses,
    "valproate": valproate_at_rest,
}
"""By the drug whose free parameters they determine."""


def simulate(numbers: Numbers, seed: int) -> Results:
    """Results by the id of their target record; the ``seed`` changes nothing, because nothing is random."""
    del seed
    results: Results = {}
    for scenario in SCENARIOS.values():
        results |= scenario(numbers)
    return results


def fit(drug: str) -> dict[str, float]:
    """The free numbers of one drug by bounded least squares on its calibration targets, in units of their tolerance.

    Args:
        drug: a key of `SCENARIOS`.

    Returns:
        Values by record id.
    """
    free = [item for item in FREE_PARAMETERS if item.record.startswith(f"{drug}.")]

    def trial(logarithms: Array) -> dict[str, float]:
        return {item.record: float(np.exp(value)) for item, value in zip(free, logarithms, strict=True)}

    def residuals(logarithms: Array) -> list[float]:
        values = trial(logarithms)
        results = SCENARIOS[drug](lambda identifier: values.get(identifier) or number(identifier))
        targets = {identifier: record(identifier) for identifier in results}
        misfit = [
            deviation(target, results[identifier])
            for identifier, target in targets.items()
            if target.use is Use.CALIBRATE
        ]
        prior = [np.log(values[item.record] / item.centre) / item.log_sd for item in free]
        return [*misfit, *(np.sqrt(PRIOR_WEIGHT) * np.array(prior))]

    solution = least_squares(
        residuals,
        np.log([item.centre for item in free]),
        bounds=(np.log([item.low for item in free]), np.log([item.high for item in free])),
        diff_step=1e-3,
    )
    return trial(solution.x)

"""Virtual trials in severe aplastic anemia, with the response definitions of the real ones.

Patients are not transfused here: a response is judged on their own cells, and red cells that were given before the
trial fade with their life. Assay noise is left out: a response is a matter of weeks, not of one reading.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.drug import Drug
from hemograft.hematopoiesis.interventions import Intervention
from hemograft.hematopoiesis.observables import Observables
from hemograft.hematopoiesis.parameters import standard_parameters
from hemograft.inference.trial_arm import PATIENTS, share
from hemograft.population.cohort import Cohort, thrombocytopenic_cohort
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.aplastic_anemia_response import Response, has_response
from hemograft.therapies.bedside import Course, Morning, Policy
from hemograft.therapies.eltrombopag import (
    aplastic_anemia_first_line,
    aplastic_anemia_titration,
    eltrombopag,
    hematologic_response,
)
from hemograft.therapies.immunosuppression import (
    antithymocyte_globulin_odds,
    eltrombopag_escape_odds,
    suppression_remission,
    t_cell_suppression,
)
from hemograft.therapies.second_immunosuppression import second_course
from hemograft.thrombocytopenia.severe_aplastic_anemia import severe_aplastic_anemia

QUARTER, HALF_YEAR = 91, 182
REVIEW = 112
"""Day on which eltrombopag in refractory disease is judged, 16 weeks."""
ID = "severe_aplastic_anemia"


def immunosuppression_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Horse antithymocyte globulin and ciclosporin, with and without eltrombopag (RACE): no longer severe and free of
    transfusions after six months, complete response after three."""
    patients = _patients(seed, numbers)
    people = patients.people
    globulin = antithymocyte_globulin_odds(people["immunosuppression_response"], numbers)
    escape = eltrombopag_escape_odds(people["eltrombopag_escape"], numbers)
    arms = {
        "immunosuppression": _course(patients, globulin, numbers),
        "immunosuppression_eltrombopag": _course(
            patients, globulin + escape, numbers, eltrombopag(), aplastic_anemia_first_line()
        ),
    }
    results: dict[str, float] = {}
    for name, counts in arms.items():
        results[f"{ID}.{name}_response_6_months"] = share(_responded(counts, "no_longer_severe")[HALF_YEAR])
        results[f"{ID}.{name}_complete_response_3_months"] = share(_responded(counts, "complete_response")[QUARTER])
    return results


def refractory_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Eltrombopag alone (Desmond 2014) in those whom immunosuppression left with severe disease: a rise in any lineage
    after 16 weeks. The patients are the non-responders of `immunosuppression_trial`."""
    patients = _patients(seed, numbers)
    people = patients.people
    globulin = antithymocyte_globulin_odds(people["immunosuppression_response"], numbers)
    refractory = ~_responded(_course(patients, globulin, numbers), "no_longer_severe")[HALF_YEAR]
    escape = eltrombopag_escape_odds(people["eltrombopag_escape"], numbers)
    counts = _course(patients, escape, numbers, eltrombopag(), aplastic_anemia_titration())
    answered = hematologic_response(_morning(counts, 0), _morning(counts, REVIEW))
    return {"eltrombopag.refractory_aplasia_response": share(answered[refractory])}


def suppressed_patients(seed: int, count: int, days: int) -> tuple[Individuals, Observables]:
    """People under horse antithymocyte globulin and ciclosporin, with a second course in relapse, and their daily
    counts, as the records have it."""
    patients = _patients(seed, number, count)
    people = patients.people
    globulin = antithymocyte_globulin_odds(people["immunosuppression_response"], number)
    relapse = suppression_remission(globulin, people["remission_duration"]).weeks
    again = second_course(people["second_course"], relapse)
    return people, _course(patients, globulin, number, policy=again, days=days)


def _patients(seed: int, numbers: Numbers, count: int = PATIENTS) -> Cohort:
    people = draw_individuals(seed, range(count), numbers)
    return replace(_resting(seed, count, tuple(vars(standard_parameters()).values())), people=people)


@lru_cache(maxsize=4)
def _resting(seed: int, count: int, standing: tuple[float, ...]) -> Cohort:
    """The steady states of these patients, which cost more than a trial; ``standing`` is what else they hang on."""
    del standing
    people = draw_individuals(seed, range(count))
    return thrombocytopenic_cohort(severe_aplastic_anemia(), number(f"{ID}.trial_platelets"), people)


def _course(
    patients: Cohort,
    odds: Array,
    numbers: Numbers,
    drug: Drug | None = None,
    policy: Policy | None = None,
    days: int = HALF_YEAR,
) -> Observables:
    people = patients.people
    schedule: tuple[Intervention, ...] = t_cell_suppression(
        0.0, odds, people["t_cell_attack_turnover"], people["remission_duration"], numbers
    )
    drugs = () if drug is None else (drug,)
    policies = () if policy is None else (policy,)
    course = Course(schedule, policies)
    system = BloodSystem(drugs=drugs)
    return simulate(patients.in_system(system), course, days, integrator(system)).observables


def _responded(counts: Observables, response: Response) -> NDArray[np.bool_]:
    """Whether their own blood shows a response, shape (days + 1, patients)."""
    return has_response(
        response, neutrophils=counts.neutrophils, platelets=counts.own_platelets, hemoglobin=counts.hemoglobin
    )


def _morning(counts: Observables, day: int) -> Morning:
    return Morning(day, counts.own_platelets[day], counts.neutrophils[day], counts.hemoglobin[day], {})

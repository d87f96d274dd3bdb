"""Prophylactic platelets or none (TOPPS): the same patients under both rules, and who of them bleeds in a month."""

from dataclasses import replace
from functools import partial

import numpy as np

from hemograft.evidence import number
from hemograft.planning.case import Case
from hemograft.planning.case_bleeding import bleeding_circumstances
from hemograft.planning.case_cohort import case_cohort
from hemograft.planning.case_parts import Donor
from hemograft.planning.strategies import strategies_for
from hemograft.planning.strategy import Strategy
from hemograft.planning.transplant_strategy import transplant_strategy
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.simulation.integrator import Array, integrator
from hemograft.simulation.run import simulate
from hemograft.therapies.bedside import Course
from hemograft.therapies.transfusion import PlateletTransfusion, TherapeuticTransfusion
from hemograft.thrombocytopenia.bleeding import bleeding_hazard, bleeding_probability
from hemograft.trials.results import PatientTable, joined
from hemograft.validation.estimate import Estimates, mean
from hemograft.validation.group import Group
from hemograft.validation.simulation import Simulation

AUTOLOGOUS_SHARE = 0.7
DAYS = 30
WITH, WITHOUT = "with_prophylaxis", "without_prophylaxis"
AUTOLOGOUS = Donor(relation="autologous", source="mobilized_blood", cd34_per_kg=4e6, conditioning="melphalan_200")


def topps(simulation: Simulation) -> Estimates:
    """Shares with a bleed of WHO grade 2 or more in 30 days, and their difference in the same patients."""
    table = simulation.patients(partial(_bleeding, simulation.seed), "topps", DAYS)
    given, withheld = (table.columns[arm].astype(float) for arm in (WITH, WITHOUT))
    return {
        "bleeding.topps_incidence_prophylaxis": mean(given),
        "bleeding.topps_incidence_no_prophylaxis": mean(withheld),
        "bleeding.topps_difference": mean(withheld - given),
    }


def _bleeding(seed: int, part: range) -> PatientTable:
    """Each patient's probability of a bleed under both rules; the first ones of a part have their own cells back."""
    edge = part.start + round(AUTOLOGOUS_SHARE * len(part))
    return joined(
        [_after_transplantation(seed, range(part.start, edge)), _after_chemotherapy(seed, range(edge, part.stop))]
    )


def _after_transplantation(seed: int, places: range) -> PatientTable:
    case = _case("90 10^9/L")
    strategy = transplant_strategy(case, AUTOLOGOUS, "own")
    first = int(strategy.infusion_day)
    people = draw_individuals(seed, places)
    return _table(
        {
            WITH: _bleeds(case, strategy, people, first),
            WITHOUT: _bleeds(case, _without_prophylaxis(case, strategy), people, first),
        }
    )


def _after_chemotherapy(seed: int, places: range) -> PatientTable:
    case = _case("12 10^9/L")
    people = draw_individuals(seed, places)
    given, withheld = strategies_for(case, ("platelet_transfusion", "therapeutic_transfusion"))
    return _table({WITH: _bleeds(case, given, people, 0), WITHOUT: _bleeds(case, withheld, people, 0)})


def _without_prophylaxis(case: Case, strategy: Strategy) -> Strategy:
    """The strategy with platelets for those who bleed alone."""

    def bleeding(day: int, platelets: Array, hemoglobin: Array) -> Array:
        return bleeding_probability(platelets, hemoglobin, bleeding_circumstances(case, day, inpatient=True))

    def course(people: Individuals) -> Course:
        plain = strategy.course(people)
        therapeutic = TherapeuticTransfusion(case.weight, bleeding)
        policies = [therapeutic if isinstance(policy, PlateletTransfusion) else policy for policy in plain.policies]
        return Course(plain.schedule, tuple(policies))

    return replace(strategy, course=course)


def _bleeds(case: Case, strategy: Strategy, people: Individuals, first: int) -> Array:
    """Probability of at least one bleed in 30 days from ``first`` on, one a patient; aplasia is spent in hospital."""
    patients = case_cohort(case, people).in_system(strategy.system, strategy.prepare)
    last = first + DAYS
    seen = simulate(patients, strategy.course(people), last, integrator(strategy.system)).observables
    days = slice(first + 1, last + 1)
    aplasia = seen.neutrophils[days] < number("transplantation.neutrophil_engraftment_threshold")
    day = np.arange(first + 1, last + 1)[:, np.newaxis]
    circumstances = bleeding_circumstances(case, day, inpatient=aplasia)
    return -np.expm1(-bleeding_hazard(seen.platelets[days], seen.hemoglobin[days], circumstances).sum(axis=0))


def _case(platelets: str) -> Case:
    return Case.model_validate(
        {
            "age": 57,
            "weight": 75,
            "diagnosis": "acute_leukemia",
            "counts": [{"day": 0, "platelets": platelets, "neutrophils": "0.4 10^9/L", "hemoglobin": "9.2 g/dL"}],
        }
    )


def _table(columns: dict[str, Array]) -> PatientTable:
    count = len(columns[WITH])
    kept = {name: values.astype(np.float32) for name, values in columns.items()}
    return PatientTable({}, np.zeros((0, count), dtype=np.int32), kept, {})


PROPHYLACTIC_PLATELETS = Group(
    name="prophylactic_platelets",
    title="Prophylactic platelets or none (Stanworth et al, N Engl J Med 2013; TOPPS)",
    orders=(("bleeding.topps_incidence_no_prophylaxis", "bleeding.topps_incidence_prophylaxis"),),
    records=(
        "bleeding.topps_incidence_prophylaxis",
        "bleeding.topps_incidence_no_prophylaxis",
        "bleeding.topps_difference",
    ),
    run=topps,
    reasons={
        "bleeding.topps_incidence_prophylaxis": (
            "The level of bleeding is that of PLADO, fewer of whose patients had their own cells given back."
        ),
        "bleeding.topps_difference": (
            "By the published ratio the hazard is 1.8 times as high at 5 as at 20x10^9/L, and the arms' counts lie"
            " closer together on most days."
        ),
        "bleeding.topps_incidence_no_prophylaxis": (
            "Once neutrophils are back the patients count as at home, where bleeding falls steeply with the count."
        ),
    },
    assumed=(
        "Seven in ten after melphalan and their own cells, from the infusion on; the others in aplasia of acute"
        " leukemia at 12x10^9/L. 30 days, in hospital while neutrophils are below 0.5x10^9/L, at home after it."
    ),
)

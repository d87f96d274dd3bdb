"""The outcomes of transplantation fitted to registries and trials: hazards, hazard ratios, rates of death.

The blood counts of the recipients are simulated once for each source of cells, myeloablative and without the marrow's
suffering from what is fitted here; a graft that failed leaves no neutrophils until a second one has taken.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.inference.engraftment import simulated_transplants
from hemograft.inference.free_parameters import FreeParameter
from hemograft.inference.step import Step, one_by_one
from hemograft.inference.transplant_scenarios import (
    TRANSPLANT_OUTCOMES,
    Reading,
    Scenario,
    scenarios,
    scenarios_of,
)
from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.outcomes.mortality import CountsOverTime, Transplanted, clinical_history
from hemograft.outcomes.onset_law import NEVER
from hemograft.outcomes.transplant_risk import GraftRisk, Recipient
from hemograft.outcomes.transplant_timeline import TransplantTimeline, transplant_timeline
from hemograft.population.individuals import Individuals, draw_individuals
from hemograft.population.recipients import draw_recipients
from hemograft.simulation.integrator import Array
from hemograft.therapies.graft_failure import graft_failure_share, share_of_luck
from hemograft.therapies.transplantation import Conditioning, GraftSource
from hemograft.thrombocytopenia.bleeding import BleedingCircumstances, bleeding_hazard

PATIENTS, JUDGED_PATIENTS = 1500, 4000
DAYS = 120
"""Days of simulated counts."""
STEP = 28.0
APLASTIC_COUNT = 0.05
"""10^9/L: neutrophils after a graft has failed, until a second one takes."""
SECOND_TAKES = 14.0
"""Days from a second graft to its neutrophils."""
OF_SURVIVORS, OF_DISEASE_FREE, OF_NONRELAPSE_DEATHS = "survivors", "disease_free_at_2_years", "nonrelapse_deaths"
DEATHS = {
    "gvhd_death": (CauseOfDeath.GRAFT_VERSUS_HOST_DISEASE,),
    "infection_death": (CauseOfDeath.INFECTION, CauseOfDeath.GRAFT_FAILURE),
}
DOSES = {
    GraftSource.MOBILIZED_BLOOD: "transplantation.cd34_dose_mobilized_allogeneic",
    GraftSource.BONE_MARROW: "transplantation.cd34_dose_bone_marrow",
    GraftSource.CORD_BLOOD: "transplantation.cd34_dose_cord",
}
FREE_PARAMETERS = (
    FreeParameter("outcomes.acute_gvhd.incidence", 0.45, 0.3, high=0.95),
    FreeParameter("outcomes.acute_gvhd.unrelated_hazard_ratio", 1.6, 0.25),
    FreeParameter("outcomes.acute_gvhd.haploidentical_hazard_ratio", 2.0, 0.3),
    FreeParameter("outcomes.acute_gvhd.cyclophosphamide_hazard_ratio", 0.48, 0.3),
    FreeParameter("outcomes.acute_gvhd.two_units_hazard_ratio", 1.5, 0.3),
    FreeParameter("outcomes.acute_gvhd.bone_marrow_hazard_ratio", 0.9, 0.1),
    FreeParameter("outcomes.acute_gvhd.aplastic_anemia_hazard_ratio", 0.35, 0.5),
    FreeParameter("outcomes.acute_gvhd.inherited_hazard_ratio", 0.5, 0.5),
    FreeParameter("outcomes.severe_acute_gvhd.share", 0.37, 0.2, high=0.9),
    FreeParameter("outcomes.severe_acute_gvhd.mismatch_odds_ratio", 1.5, 0.3),
    FreeParameter("outcomes.severe_acute_gvhd.post_transplant_cyclophosphamide_odds_ratio", 0.5, 0.5),
    FreeParameter("outcomes.severe_acute_gvhd.milder_conditioning_odds_ratio", 0.8, 0.4),
    FreeParameter("outcomes.severe_acute_gvhd.abatacept_odds_ratio", 0.15, 0.7),
    FreeParameter("outcomes.chronic_gvhd.incidence", 0.65, 0.3, high=0.98),
    FreeParameter("outcomes.chronic_gvhd.after_acute_gvhd", 1.5, 0.3),
    FreeParameter("outcomes.chronic_gvhd.unrelated_hazard_ratio", 1.1, 0.25),
    FreeParameter("outcomes.chronic_gvhd.haploidentical_hazard_ratio", 1.06, 0.25),
    FreeParameter("outcomes.chronic_gvhd.cord_blood_hazard_ratio", 0.3, 0.4),
    FreeParameter("outcomes.chronic_gvhd.antithymocyte_globulin_hazard_ratio", 0.45, 0.1),
    FreeParameter("outcomes.chronic_gvhd.aplastic_anemia_hazard_ratio", 0.3, 1.0),
    FreeParameter("outcomes.chronic_gvhd.inherited_hazard_ratio", 0.4, 0.5),
    FreeParameter("outcomes.chronic_gvhd.child_hazard_ratio", 0.5, 0.4),
    FreeParameter("outcomes.relapse.incidence", 0.35, 0.3, high=0.9),
    FreeParameter("outcomes.relapse.low_risk_hazard_ratio", 0.45, 0.25),
    FreeParameter("outcomes.relapse.high_risk_hazard_ratio", 1.7, 0.2),
    FreeParameter("outcomes.relapse.very_high_risk_hazard_ratio", 1.4, 0.2),
    FreeParameter("outcomes.relapse.milder_conditioning_hazard_ratio", 1.7, 0.3),
    FreeParameter("outcomes.relapse.two_units_hazard_ratio", 0.7, 0.3),
    FreeParameter("outcomes.infection.rate_profound_neutropenia", 0.02, 0.4),
    FreeParameter("outcomes.infection.before_immune_recovery", 25.0, 0.5),
    FreeParameter("outcomes.infection.after_graft_failure", 3.0, 0.5),
    FreeParameter("outcomes.infection.fatality", 0.03, 0.5),
    FreeParameter("outcomes.organ_toxicity.incidence", 0.05, 0.5, high=0.9),
    FreeParameter("outcomes.organ_toxicity.nonmalignant_hazard_ratio", 0.6, 0.5),
    FreeParameter("outcomes.gvhd_death.severe_acute_rate", 0.0025, 0.4),
    FreeParameter("outcomes.gvhd_death.acute_rate", 0.0004, 0.6),
    FreeParameter("outcomes.gvhd_death.chronic_share", 0.5, 0.4, high=1.0),
    FreeParameter("outcomes.nonrelapse_mortality.milder_conditioning_hazard_ratio", 0.5, 0.3),
    FreeParameter("outcomes.nonrelapse_mortality.nonmalignant_child_hazard_ratio", 0.5, 0.5),
    FreeParameter("outcomes.nonrelapse_mortality.comorbidity_1_to_2_hazard_ratio", 1.5, 0.2),
    FreeParameter("outcomes.nonrelapse_mortality.comorbidity_from_3_hazard_ratio", 2.7, 0.25),
    FreeParameter("outcomes.nonrelapse_mortality.unrelated_hazard_ratio", 1.15, 0.15),
    FreeParameter("outcomes.nonrelapse_mortality.mismatch_hazard_ratio", 1.2, 0.15),
    FreeParameter("outcomes.nonrelapse_mortality.cord_blood_hazard_ratio", 1.0, 0.4),
    FreeParameter("outcomes.nonrelapse_mortality.cord_mismatch_hazard_ratio", 2.3, 0.3),
    FreeParameter("outcomes.nonrelapse_mortality.further_cord_mismatch_hazard_ratio", 1.12, 0.1),
    FreeParameter("outcomes.late_death.rate", 1.6e-5, 0.7),
)
"""Priors: published ratios where there are any, else round numbers of the right size, and wide."""


def transplant_outcomes() -> Step:
    """The step that fits outcomes, after engraftment."""
    populations = scenarios_of(TRANSPLANT_OUTCOMES)
    return Step(
        name=TRANSPLANT_OUTCOMES,
        title="What befalls transplant recipients",
        free=FREE_PARAMETERS,
        targets=tuple(record for scenario in populations for record in scenario.reads),
        simulate=one_by_one(lambda numbers, seed: outcome_readings(TRANSPLANT_OUTCOMES, numbers, seed)),
        generations=15,
        descends=True,
        judge=one_by_one(
            lambda numbers, seed: outcome_readings(TRANSPLANT_OUTCOMES, numbers, seed + 1, JUDGED_PATIENTS)
        ),
        note=(
            f"Each population is drawn from what its paper tells ({len(populations)} scenarios); counts are simulated"
            " once for each source of cells, after myeloablative conditioning."
        ),
    )


def outcome_readings(step: str, numbers: Numbers, seed: int, patients: int = PATIENTS) -> Mapping[str, float]:
    """What each scenario of a step reads, by record id."""
    return {
        record: value
        for scenario in scenarios_of(step)
        for record, value in scenario_readings(scenario, numbers, seed, patients).items()
    }


def scenario_readings(scenario: Scenario, numbers: Numbers, seed: int, patients: int) -> Mapping[str, float]:
    """The readings of one scenario."""
    people, recipient, graft, failed = _drawn(scenario.name, seed, patients)
    timeline = transplant_timeline(people, recipient, graft, 0.0, failed, numbers)
    until = max(reading.day for reading in scenario.reads.values())
    counts = _counts(graft, timeline, seed, patients).held_until(until, STEP, 28)
    history = clinical_history(people, recipient, counts, Transplanted(graft, timeline), numbers=numbers)
    return {record: read(history, reading) for record, reading in scenario.reads.items()}


@lru_cache(maxsize=128)
def _drawn(name: str, seed: int, patients: int) -> tuple[Individuals, Recipient, GraftRisk, NDArray[np.bool_]]:
    """The people of a scenario, their covariates and whose graft fails: nothing that a search moves."""
    (scenario,) = (scenario for scenario in scenarios() if scenario.name == name)
    people = draw_individuals(seed, range(patients))
    recipient, graft = scenario.draw(seed, people.identifiers)
    failed = np.ones(patients, dtype=bool) if scenario.failed else _failed(people, graft)
    return people, recipient, graft, failed


def read(history: ClinicalHistory, reading: Reading) -> float:
    """One reading of what became of the patients."""
    if reading.event == "survival":
        happened = history.death > reading.day
    elif reading.event == "nonrelapse_mortality":
        happened = _nonrelapse_death(history, reading.day)
    elif reading.event in DEATHS:
        happened = np.isin(history.cause, DEATHS[reading.event]) & _nonrelapse_death(history, reading.day)
    else:
        happened = getattr(history, reading.event) <= reading.day
    if reading.of == OF_SURVIVORS:
        among = happened | (history.death > reading.day)
    elif reading.of == OF_NONRELAPSE_DEATHS:
        among = _nonrelapse_death(history, reading.day)
    elif reading.of == OF_DISEASE_FREE:
        among = (history.death > 730.0) & (history.relapse > 730.0)
    else:
        among = np.ones(len(history.death), dtype=bool)
    return float(happened[among].mean())


def _nonrelapse_death(history: ClinicalHistory, day: float) -> NDArray[np.bool_]:
    return (history.death <= day) & np.isinf(history.relapse)


def _failed(people: Individuals, graft: GraftRisk) -> NDArray[np.bool_]:
    """Whose graft fails, by source; the shares of one kind of donor are those of the planner, but for cord
    blood where the marrow had failed."""
    rank = share_of_luck(people["graft_failure"], number("population.graft_failure"))
    relation = np.broadcast_to(np.asarray(graft.relation, dtype=object), rank.shape)
    source = np.broadcast_to(np.asarray(graft.source, dtype=object), rank.shape)
    intensity = np.broadcast_to(np.asarray(graft.intensity, dtype=object), rank.shape)
    kinds = zip(source, intensity, relation, strict=True)
    shares = [
        graft_failure_share(
            GraftSource(cells),
            Conditioning(strength),
            haploidentical=kin == "haploidentical",
            mismatched=kin == "mismatched_unrelated",
        )
        for cells, strength, kin in kinds
    ]
    return rank < np.array(shares)


def _counts(graft: GraftRisk, timeline: TransplantTimeline, seed: int, patients: int) -> CountsOverTime:
    """Each patient's counts are those of the source of the cells; a failed graft leaves none until a second takes."""
    source = np.broadcast_to(np.asarray(graft.source, dtype=str), (patients,))
    sources, place = np.unique(source, return_inverse=True)
    neutrophils, bleeding = (
        np.choose(place, values)
        for values in zip(*(_counts_after(GraftSource(cells), seed, patients) for cells in sources), strict=True)
    )
    day = np.arange(1.0, DAYS + 1.0)
    again = timeline.graft_failure + number("second_transplantation.delay") + SECOND_TAKES
    again = np.where(timeline.second_graft_takes, again, NEVER)
    primary = np.isfinite(timeline.graft_failure) & ~timeline.rejected_late
    empty_from = np.where(primary, 0.0, timeline.graft_failure)
    empty = (day[:, np.newaxis] >= empty_from) & (day[:, np.newaxis] < again)
    return CountsOverTime(day, np.ones(DAYS), np.where(empty, APLASTIC_COUNT, neutrophils), bleeding)


@lru_cache(maxsize=16)
def _counts_after(source: GraftSource, seed: int, patients: int) -> tuple[Array, Array]:
    """Neutrophils (10^9/L) and hazard of bleeding (1/day) on each day after the graft, shape (days, patients)."""
    people = draw_individuals(seed, range(patients))
    drawn = draw_recipients("sibling_adults", seed, people.identifiers)
    recipients = drawn.with_graft(source, number(DOSES[source]))
    run, infusion = simulated_transplants(recipients, people, DAYS)
    seen = run.observables
    after = slice(infusion + 1, infusion + 1 + DAYS)
    neutrophils = seen.neutrophils[after]
    ward = neutrophils < number("transplantation.neutrophil_engraftment_threshold")
    circumstances = BleedingCircumstances(inpatient=ward, immune=False)
    return neutrophils, bleeding_hazard(seen.platelets[after], seen.hemoglobin[after], circumstances)

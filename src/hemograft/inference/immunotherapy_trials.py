"""Virtual trials of immunotherapy in immune thrombocytopenia, with the response definitions of the real ones.

Each function gives results by the id of the record that holds the published one. Rescue treatment and drop-out are
not simulated: a patient without a response stays without one.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.inference.trial_arm import TrialPopulation, arm, share, twice_in_a_row, weekly
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR
from hemograft.simulation.integrator import Array
from hemograft.therapies.corticosteroids import (
    DexamethasonePulses,
    corticosteroid,
    corticosteroid_remission,
    corticosteroid_sensitivity,
    prednisone_course,
)
from hemograft.therapies.efgartigimod import efgartigimod, efgartigimod_course
from hemograft.therapies.intravenous_immunoglobulin import (
    further_infusion,
    intravenous_immunoglobulin,
    intravenous_immunoglobulin_infusion,
)
from hemograft.therapies.rilzabrutinib import rilzabrutinib_course
from hemograft.therapies.rituximab import rituximab_remission
from hemograft.therapies.splenectomy import splenectomy

WEIGHT = 70.0
"""kg, of every virtual patient of a trial."""
RESPONSE, COMPLETE, GOOD, GODEAU = 30.0, 100.0, 50.0, 80.0
"""10^9/L: response and complete response of the working group (Rodeghiero et al, Blood 2009;113:2386), the level of
most trials, and that of Godeau 1999."""
FIRST_LINE_VISITS = (3, 5, 7, 10, 14, 21, 28)
"""Days on which a response to first-line treatment is looked for: more often at first, as in a ward."""
FOUR_WEEKS, HALF_YEAR = 28, 182
FIVE_YEARS = 5 * DAYS_PER_YEAR
ID = "immune_thrombocytopenia"
PRODUCTION = "condition.antibody_production"


def _newly_diagnosed() -> TrialPopulation:
    impairment = number("immune_thrombocytopenia.newly_diagnosed_impairment")
    return TrialPopulation(number("immune_thrombocytopenia.trial_baseline"), impairment)


def _chronic() -> TrialPopulation:
    return TrialPopulation(number("immune_thrombocytopenia.trial_baseline"))


def _doubled(counts: Array, level: float, baseline: Array) -> NDArray[np.bool_]:
    return (counts >= level) & (counts >= 2.0 * baseline)


def corticosteroid_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Dexamethasone v prednisone in newly diagnosed disease (Wei 2016): response at a visit within 28 days; sustained
    where it is there at the last two weekly visits of six months, untreated since. Rituximab with dexamethasone v
    dexamethasone (Gudbrandsdottir 2013): 50 at six months, without the further pulses of that trial."""
    patients = arm(seed, _newly_diagnosed(), HALF_YEAR, numbers)
    response, duration = patients.people["corticosteroid_response"], patients.people["remission_duration"]
    drugs, sensitivity = (corticosteroid(numbers),), corticosteroid_sensitivity(0.0, response, numbers)
    lasting = corticosteroid_remission(response, duration, numbers)
    with_rituximab = lasting.together(rituximab_remission(patients.people["rituximab_response"], duration, numbers))
    alone, both = ((sensitivity, *of.schedule(PRODUCTION, 0.0)) for of in (lasting, with_rituximab))
    pulses = (DexamethasonePulses(WEIGHT),)
    dexamethasone = patients.counts(drugs, alone, pulses)
    prednisone = patients.counts(drugs, (*alone, *prednisone_course(0)))
    rituximab = patients.counts(drugs, both, pulses)
    return {
        **_first_line("dexamethasone", dexamethasone),
        **_first_line("prednisone", prednisone),
        f"{ID}.dexamethasone_response_6_months": share(dexamethasone[-1] >= GOOD),
        f"{ID}.rituximab_dexamethasone_response_6_months": share(rituximab[-1] >= GOOD),
    }


def _first_line(drug: str, counts: Array) -> dict[str, float]:
    baseline = counts[0]
    early = counts[[*FIRST_LINE_VISITS]]
    responding = _doubled(early, RESPONSE, baseline).any(axis=0)
    last = _doubled(weekly(counts, HALF_YEAR // 7 - 1, HALF_YEAR // 7), RESPONSE, baseline)
    return {
        f"{ID}.{drug}_initial_response": share(responding),
        f"{ID}.{drug}_complete_response": share((early >= COMPLETE).any(axis=0)),
        f"{ID}.{drug}_sustained_response": share(responding & last.all(axis=0)),
    }


def immunoglobulin_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """0.5 v 1 g/kg (Godeau 1999): above 80 and doubled on day 4; up to 2 g/kg for the others, and day 8 of all."""
    patients = arm(seed, _newly_diagnosed(), 8, numbers)
    drug = intravenous_immunoglobulin(WEIGHT, numbers)

    response = patients.people["intravenous_immunoglobulin_response"]

    def counts(dose: float, more: Array | float) -> Array:
        first = intravenous_immunoglobulin_infusion(0.0, dose, WEIGHT, response, numbers)
        return patients.counts((drug,), (*first, *further_infusion(4.0, more, WEIGHT)))

    results: dict[str, float] = {}
    late = 0.0
    for name, dose, size in (("half_g", 0.5, 19), ("1_g", 1.0, 18)):
        alone = counts(dose, 0.0)
        responding = _above_and_doubled(alone[4], alone[0])
        results[f"{ID}.immunoglobulin_{name}_response_day_4"] = share(responding)
        topped_up = counts(dose, np.where(responding, 0.0, 2.0 - dose))
        late += share(_above_and_doubled(topped_up[8], topped_up[0])) * size / 37
    return {**results, f"{ID}.immunoglobulin_2_g_response_day_8": late}


def immunoglobulin_duration_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """1 g/kg on two days in chronic disease (Privigen 2007): days of four weeks at 50, of those there within a week."""
    patients = arm(seed, _chronic(), FOUR_WEEKS, numbers)
    response = patients.people["intravenous_immunoglobulin_response"]
    first = intravenous_immunoglobulin_infusion(0.0, 1.0, WEIGHT, response, numbers)
    course = (*first, *further_infusion(1.0, 1.0, WEIGHT))
    good = patients.counts((intravenous_immunoglobulin(WEIGHT, numbers),), course) >= GOOD
    responding = good[1:8].any(axis=0)
    days = float(np.median(good[1:, responding].sum(axis=0))) if responding.any() else 0.0
    return {f"{ID}.immunoglobulin_response_days": days}


def _above_and_doubled(counts: Array, baseline: Array) -> NDArray[np.bool_]:
    return (counts > GODEAU) & _doubled(counts, GODEAU, baseline)


def rituximab_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Rituximab in chronic disease (Patel 2012): 50 at two visits within six months; lasting where antibody production
    has not returned after five years."""
    patients = arm(seed, _chronic(), HALF_YEAR, numbers)
    duration = patients.people["remission_duration"]
    remission = rituximab_remission(patients.people["rituximab_response"], duration, numbers)
    counts = patients.counts((), remission.schedule(PRODUCTION, 0.0))
    responding = twice_in_a_row(weekly(counts, 1, HALF_YEAR // 7) >= GOOD)
    return {
        f"{ID}.rituximab_response": share(responding),
        f"{ID}.rituximab_response_five_years_adults": share(responding & (remission.days >= FIVE_YEARS)),
    }


def efgartigimod_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Weekly efgartigimod (ADVANCE IV): 50 at four or more of the six visits of weeks 19 to 24."""
    weeks = 24
    patients = arm(seed, _chronic(), 7 * weeks, numbers)
    course = efgartigimod_course(0, weeks, patients.people["efgartigimod_response"], numbers)
    good = patients.counts((efgartigimod(),), course) >= GOOD
    return {
        f"{ID}.efgartigimod_sustained_response": share(weekly(good, 19, weeks).sum(axis=0) >= 4),
        f"{ID}.efgartigimod_weeks_of_control": float(weekly(good, 1, weeks).sum(axis=0).mean()),
    }


def rilzabrutinib_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Rilzabrutinib (LUNA 3): 50, or 30 and doubled, within 12 weeks; durable with 50 in two thirds of the visits of
    the last 12 of 24 weeks, for those who had responded before."""
    patients = arm(seed, _chronic(), 24 * 7, numbers)
    counts = patients.counts((), rilzabrutinib_course(0.0, patients.people["rilzabrutinib_response"], numbers))
    early, late = weekly(counts, 1, 12), weekly(counts, 13, 24)
    responding = ((early >= GOOD) | _doubled(early, RESPONSE, counts[0])).any(axis=0)
    durable = (late >= GOOD).sum(axis=0) >= np.ceil(2.0 / 3.0 * len(late))
    return {
        f"{ID}.rilzabrutinib_response_week_12": share(responding),
        f"{ID}.rilzabrutinib_durable_response": share(responding & durable),
    }


def splenectomy_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Splenectomy (Kojouri 2004) of patients with little damage to megakaryocytes: normal platelets half a year on."""
    patients = arm(seed, _newly_diagnosed(), HALF_YEAR, numbers)
    counts = patients.counts((), splenectomy(0.0, patients.people["splenectomy_response"], numbers))
    normal = number("bleeding.no_excess_above")
    # a patient's level, not a reading of one day, is what a series calls normal
    return {"splenectomy.complete_response": share(np.median(weekly(counts, 13, HALF_YEAR // 7), axis=0) >= normal)}

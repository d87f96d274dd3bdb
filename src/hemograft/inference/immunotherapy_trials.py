"""Virtual trials of immunotherapy in immune thrombocytopenia, with the response definitions of the real ones.

Each function gives results by the id of the record that holds the published one. Rescue treatment and drop-out are
not simulated: a patient without a response stays without one.
"""

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.inference.trial_arm import Arm, TrialPopulation, arm, share, twice_in_a_row, weekly
from hemograft.simulation.integrator import Array
from hemograft.therapies.corticosteroids import (
    DexamethasonePulses,
    corticosteroid,
    corticosteroid_response,
    prednisone_course,
)
from hemograft.therapies.efgartigimod import efgartigimod, efgartigimod_course
from hemograft.therapies.intravenous_immunoglobulin import (
    intravenous_immunoglobulin,
    intravenous_immunoglobulin_infusion,
)
from hemograft.therapies.rilzabrutinib import rilzabrutinib_course
from hemograft.therapies.rituximab import rituximab_course
from hemograft.therapies.splenectomy import splenectomy

WEIGHT = 70.0
"""kg, of every virtual patient of a trial."""
RESPONSE, COMPLETE, GOOD = 30.0, 100.0, 50.0
"""10^9/L, of the working group's response and complete response (Rodeghiero et al, Blood 2009;113:2386), and of trials."""
HALF_YEAR = 182
FIVE_YEARS = 5 * 365.25
ID = "immune_thrombocytopenia"


def _newly_diagnosed() -> TrialPopulation:
    impairment = number("immune_thrombocytopenia.newly_diagnosed_impairment")
    return TrialPopulation(number("immune_thrombocytopenia.trial_baseline"), impairment)


def _chronic() -> TrialPopulation:
    return TrialPopulation(number("immune_thrombocytopenia.trial_baseline"))


def _doubled(counts: Array, level: float, baseline: Array) -> NDArray[np.bool_]:
    return (counts >= level) & (counts >= 2.0 * baseline)


def corticosteroid_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """Dexamethasone v prednisone in newly diagnosed disease (Wei 2016): response at two visits within 28 days; sustained
    where it is not lost at two successive visits within six months. Rituximab with dexamethasone v dexamethasone
    (Gudbrandsdottir 2013): 50 at six months, without the further pulses of that trial."""
    patients = arm(seed, _newly_diagnosed(), HALF_YEAR, numbers)
    response, duration = patients.people["corticosteroid_response"], patients.people["remission_duration"]
    sensitivity = corticosteroid_response(0.0, response, duration, numbers)
    drug = corticosteroid(numbers)
    pulses = DexamethasonePulses(WEIGHT)
    dexamethasone = patients.counts((drug,), sensitivity, (pulses,))
    prednisone = patients.counts((drug,), (*sensitivity, *prednisone_course(0)))
    b_cells = rituximab_course(1.0, patients.people["rituximab_response"], duration, numbers)
    both = patients.counts((drug,), (*sensitivity, *b_cells), (pulses,))
    return {
        **_first_line("dexamethasone", dexamethasone),
        **_first_line("prednisone", prednisone),
        f"{ID}.dexamethasone_response_6_months": share(dexamethasone[-1] >= GOOD),
        f"{ID}.rituximab_dexamethasone_response_6_months": share(both[-1] >= GOOD),
    }


def _first_line(drug: str, counts: Array) -> dict[str, float]:
    baseline = counts[0]
    early = weekly(counts, 1, 4)
    responding = twice_in_a_row(_doubled(early, RESPONSE, baseline))
    lost = twice_in_a_row(~_doubled(weekly(counts, 4, HALF_YEAR // 7), RESPONSE, baseline))
    return {
        f"{ID}.{drug}_initial_response": share(responding),
        f"{ID}.{drug}_complete_response": share(twice_in_a_row(early >= COMPLETE)),
        f"{ID}.{drug}_sustained_response": share(responding & ~lost),
    }


def immunoglobulin_trial(numbers: Numbers, seed: int) -> dict[str, float]:
    """0.5 v 1 g/kg (Godeau 1999): above 80 and doubled on day 4; up to 2 g/kg for the others, and day 8 of all."""
    patients = arm(seed, _newly_diagnosed(), 8, numbers)
    drug = intravenous_immunoglobulin(WEIGHT, numbers)

    def counts(dose: float, second: Array | float) -> Array:
        response = patients.people["intravenous_immunoglobulin_response"]
        first = intravenous_immunoglobulin_infusion(0.0, dose, WEIGHT, response, numbers)
        again = intravenous_immunoglobulin_infusion(4.0, 1.0, WEIGHT, response, numbers)[-1]
        return patients.counts((drug,), (*first, type(again)(4.0, again.state, second * again.amount)))

    results: dict[str, float] = {}
    late: list[float] = []
    for name, dose, size in (("half_g", 0.5, 19), ("1_g", 1.0, 18)):
        alone = counts(dose, 0.0)
        responding = (alone[4] > 80.0) & (alone[4] >= 2.0 * alone[0])
        results[f"{ID}.immunoglobulin_{name}_response_day_4"] = share(responding)
        topped = counts(dose, np.where(responding, 0.0, 2.0 - dose))
        late += [share((topped[8] > 80.0) & (topped[8] >= 2.0 * topped[0])) * size / 37]
    return {**results, f"{ID}.immunoglobulin_2_g_response_day_8": sum(late)}

"""Virtual trials of treatments, with few patients: directions, limits, and what the calibration needs of them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from hemograft.evidence import Numbers, Use, number, record, records_with
from hemograft.inference import agonist_trials, aplastic_anemia_trials, trial_arm
from hemograft.inference.agonist_trials import avatrombopag_liver_trial, avatrombopag_trial, romiplostim_trial
from hemograft.inference.aplastic_anemia_trials import immunosuppression_trial, refractory_trial
from hemograft.inference.immunotherapy_trials import (
    corticosteroid_trial,
    efgartigimod_trial,
    immunoglobulin_duration_trial,
    immunoglobulin_trial,
    rilzabrutinib_trial,
    rituximab_trial,
    splenectomy_trial,
)
from hemograft.inference.placebo_trial import placebo_trial
from hemograft.inference.treatment_steps import treatments
from hemograft.inference.trial_arm import TrialPopulation, arm, twice_in_a_row, weekly

SEED = 3
ITP, SAA = "immune_thrombocytopenia", "severe_aplastic_anemia"


@pytest.fixture(autouse=True, scope="module")
def few_patients():
    """The steady states of 32 patients take a fraction of a second."""
    caches = (trial_arm._resting, aplastic_anemia_trials._resting)
    with pytest.MonkeyPatch.context() as patch:
        for module in (trial_arm, agonist_trials, aplastic_anemia_trials):
            patch.setattr(module, "PATIENTS", 32)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def run(trial: Callable[[Numbers, int], Mapping[str, float]], **values: float) -> Mapping[str, float]:
    """The trial with other values of some records; a double underscore stands for the dot."""
    with records_with({name.replace("__", "."): value for name, value in values.items()}):
        return trial(number, SEED)


def test_patients_enter_below_the_limit_with_the_median_count():
    patients = arm(SEED, TrialPopulation(15.0), 1)
    levels = (patients.counts((), ()) / (patients.fluctuation * patients.noise))[0]
    assert np.max(levels) <= number(f"{ITP}.trial_count_limit") * 1.001
    assert np.median(levels) == pytest.approx(15.0, rel=0.25)


def test_without_fluctuation_nobody_responds_to_placebo():
    still = run(placebo_trial, immune_thrombocytopenia__count_fluctuation=0.0)
    assert set(still.values()) == {0.0}
    lively = run(placebo_trial, immune_thrombocytopenia__count_fluctuation=1.5)
    assert lively[f"{ITP}.rilzabrutinib_placebo_response_week_12"] > 0.5


def test_the_same_seed_gives_the_same_trial_and_another_one_another():
    assert run(placebo_trial) == run(placebo_trial)
    assert placebo_trial(number, SEED) != placebo_trial(number, SEED + 1)


NO_EFFECT: list[tuple[Any, dict[str, float], str]] = [
    (rilzabrutinib_trial, {"rilzabrutinib__odds": 1e-9}, f"{ITP}.rilzabrutinib_response_week_12"),
    (efgartigimod_trial, {"efgartigimod__reached_odds": 1e-9}, f"{ITP}.efgartigimod_sustained_response"),
]
PLACEBO = {
    f"{ITP}.rilzabrutinib_response_week_12": f"{ITP}.rilzabrutinib_placebo_response_week_12",
    f"{ITP}.efgartigimod_sustained_response": f"{ITP}.efgartigimod_placebo_sustained_response",
}


@pytest.mark.parametrize(("trial", "values", "target"), NO_EFFECT)
def test_a_drug_without_effect_is_placebo(trial, values, target):
    assert run(trial, **values)[target] == run(placebo_trial)[PLACEBO[target]]


STRONGER: list[tuple[Any, str, float, float]] = [
    (immunoglobulin_trial, "intravenous_immunoglobulin__half_effect", 10.0, 0.1),
    (immunoglobulin_duration_trial, "intravenous_immunoglobulin__blocking_loss", 1.0, 0.05),
    (rituximab_trial, "rituximab__remission_odds", 0.01, 100.0),
    (rilzabrutinib_trial, "rilzabrutinib__odds", 0.01, 100.0),
    (efgartigimod_trial, "efgartigimod__reached_odds", 0.01, 100.0),
    (splenectomy_trial, "splenectomy__phagocytosis_odds", 0.1, 1000.0),
    (avatrombopag_trial, "avatrombopag__itp_potency", 0.1, 30.0),
    (avatrombopag_liver_trial, "avatrombopag__thrombopoietin_equivalent", 3.0, 0.03),
    (immunosuppression_trial, "immunosuppression__odds", 0.01, 100.0),
    (refractory_trial, "eltrombopag__escape_odds", 1e-6, 100.0),
]


@pytest.mark.parametrize(("trial", "parameter", "weak", "strong"), STRONGER)
def test_a_stronger_effect_gives_more_responses(trial, parameter, weak, strong):
    little, much = run(trial, **{parameter: weak}), run(trial, **{parameter: strong})
    assert all(much[target] >= little[target] for target in little)
    assert sum(much.values()) > sum(little.values())


def test_more_immunoglobulin_more_responses_and_rituximab_adds_to_dexamethasone():
    doses = run(immunoglobulin_trial)
    assert doses[f"{ITP}.immunoglobulin_half_g_response_day_4"] < doses[f"{ITP}.immunoglobulin_1_g_response_day_4"]
    arms = run(corticosteroid_trial)
    assert arms[f"{ITP}.rituximab_dexamethasone_response_6_months"] > arms[f"{ITP}.dexamethasone_response_6_months"]
    for drug in ("dexamethasone", "prednisone"):
        assert arms[f"{ITP}.{drug}_complete_response"] <= arms[f"{ITP}.{drug}_initial_response"]
        assert arms[f"{ITP}.{drug}_sustained_response"] <= arms[f"{ITP}.{drug}_initial_response"]


def test_romiplostim_does_less_after_splenectomy():
    results = run(romiplostim_trial)
    spared, refractory = (
        results[f"romiplostim.durable_response_{name}"] for name in ("not_splenectomized", "splenectomized")
    )
    assert refractory < spared


def test_eltrombopag_adds_to_immunosuppression():
    results = run(immunosuppression_trial)
    response, complete = "response_6_months", "complete_response_3_months"
    for endpoint in (response, complete):
        assert (
            results[f"{SAA}.immunosuppression_eltrombopag_{endpoint}"] >= results[f"{SAA}.immunosuppression_{endpoint}"]
        )
    assert results[f"{SAA}.immunosuppression_eltrombopag_{response}"] > results[f"{SAA}.immunosuppression_{response}"]


def test_visits():
    readings = np.arange(30.0)[:, None]
    assert weekly(readings, 1, 3)[:, 0].tolist() == [7.0, 14.0, 21.0]
    fulfilled = np.array([[True, True, False], [False, True, True], [True, False, True]])
    assert twice_in_a_row(fulfilled).tolist() == [False, True, True]


STEPS = {step.name: step for step in treatments()}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_frees_model_records_and_aims_at_calibration_records(name):
    step = STEPS[name]
    assert {record(free.record).use for free in step.free} == {Use.MODEL}
    assert {target.use for target in step.target_records.values()} == {Use.CALIBRATE}
    assert all(target.number >= 0.0 for target in step.target_records.values())


@pytest.mark.parametrize("name", ["count_fluctuation", "rilzabrutinib", "avatrombopag"])
def test_a_step_simulates_its_targets(name):
    assert set(STEPS[name].targets) <= set(STEPS[name].results(SEED))

"""What a plan knows of outcomes: the same luck under every strategy, no number where the model cannot know."""

from dataclasses import fields

import numpy as np
import pytest
import xarray as xr

from hemograft.outcomes.history import CauseOfDeath, ClinicalHistory
from hemograft.planning.plan import VARIABLES, Plan, make_plan
from hemograft.planning.plan_outcomes import OF_LIFE, OUTCOMES, survival_is_predicted
from hemograft.planning.strategies import strategies_for
from tests.planning.cases_at_hand import DIAGNOSES, case_of, donor, example

PATIENTS, DAYS, FOLLOWED = 40, 60, 1826
CHOSEN = ("observation", "transplant_brother_blood", "transplant_daughter")
GRAFTS = list(CHOSEN[1:])


@pytest.fixture(scope="module")
def leukemia() -> Plan:
    return make_plan(example("acute_leukemia"), chosen=CHOSEN, patients=PATIENTS, days=DAYS, seed=1, workers=1)


def test_a_plan_holds_all_of_a_history() -> None:
    events = {field.name for field in fields(ClinicalHistory)} - {"followed", "cause"}
    assert set(OUTCOMES) == events | {"cause_of_death", "quality_adjusted_years"}


def test_outcomes_have_a_value_for_each_patient_and_say_what_they_are(leukemia: Plan) -> None:
    for name, (units, meaning) in OUTCOMES.items():
        variable = leukemia.result[name]
        assert variable.dims == ("strategy", "patient")
        assert (variable.attrs["units"], variable.attrs["long_name"]) == (units, meaning)
    assert leukemia.result.attrs["follow_up"] == str(FOLLOWED)


def test_what_does_not_apply_has_no_number(leukemia: Plan) -> None:
    untreated, grafted = (leukemia.result.sel(strategy=name) for name in CHOSEN[:2])
    for name in OUTCOMES:
        assert bool(untreated[name].isnull().all()), "leukemia without a graft is not predicted"
        assert not bool(grafted[name].isnull().any())
    aplasia = make_plan(
        example("severe_aplastic_anemia"),
        chosen=["observation", "transplant_sister"],
        patients=8,
        days=7,
        seed=1,
        workers=1,
    ).result
    assert bool(aplasia["relapse"].isnull().all()), "only malignancies relapse"
    watched = aplasia.sel(strategy="observation")
    assert {str(name) for name in OUTCOMES if not watched[name].isnull().any()} == set(OF_LIFE)


def test_every_death_has_one_cause_and_ends_everything(leukemia: Plan) -> None:
    grafted = leukemia.result.sel(strategy=GRAFTS)
    death, cause = grafted["death"].to_numpy(), grafted["cause_of_death"].to_numpy()
    assert np.array_equal(cause == CauseOfDeath.ALIVE, np.isinf(death))
    assert set(cause.ravel()) <= set(map(float, CauseOfDeath))
    assert 0 < np.isfinite(death).sum() < death.size
    for name, (units, _) in OUTCOMES.items():
        if units == "day":
            days = grafted[name].to_numpy()
            assert (np.isinf(days) | ((days >= 0.0) & (days <= FOLLOWED) & (days <= death))).all()
    years = grafted["quality_adjusted_years"].to_numpy()
    assert (years > 0.0).all()
    assert (years <= np.minimum(death, FOLLOWED) / 365.25).all()


def test_severe_disease_is_disease(leukemia: Plan) -> None:
    grafted = leukemia.result.sel(strategy=GRAFTS)
    for severe, any_of_it in (("severe_acute_gvhd", "acute_gvhd"), ("systemic_chronic_gvhd", "chronic_gvhd")):
        assert bool((grafted[severe] >= grafted[any_of_it]).all())
        assert bool(np.isfinite(grafted[any_of_it]).any())
    assert bool((grafted["acute_gvhd_end"] >= grafted["acute_gvhd"]).all())


def test_the_dead_have_no_counts(leukemia: Plan) -> None:
    dead = (leukemia.result["day"] > leukemia.result["death"]).transpose("strategy", "patient", "day").to_numpy()
    assert dead.any()
    for name in VARIABLES:
        assert np.isnan(leukemia.result[name].to_numpy()[dead]).all()
    for name in ("platelets", "neutrophils", "transfusions", "bleeding"):
        assert np.isfinite(leukemia.result[name].to_numpy()[~dead]).all()


def test_a_patient_has_the_same_luck_with_every_donor(leukemia: Plan) -> None:
    brother, daughter = (leukemia.result["acute_gvhd"].sel(strategy=name).to_numpy() for name in GRAFTS)
    both = np.isfinite(brother) & np.isfinite(daughter)
    assert both.sum() >= 5
    ranks = [np.argsort(np.argsort(days[both])) for days in (brother, daughter)]
    assert np.array_equal(ranks[0], ranks[1]), "whoever falls ill first with one donor does with the other"


def test_more_patients_and_longer_follow_up_change_nothing_before() -> None:
    def planned(patients: int, follow_up: int) -> xr.Dataset:
        case = example("acute_leukemia")
        chosen = ["transplant_brother_blood"]
        return make_plan(case, chosen=chosen, patients=patients, days=30, follow_up=follow_up, seed=3, workers=1).result

    few, many, longer = planned(8, 400), planned(16, 400), planned(8, 3000)
    for name in ("death", "acute_gvhd", "relapse", "graft_failure", "cytomegalovirus"):
        xr.testing.assert_allclose(few[name], many[name].isel(patient=slice(8)), rtol=1e-6)
        within = longer[name].where(longer[name] <= 400, np.inf)
        assert np.array_equal(np.isfinite(within), np.isfinite(few[name]))
        np.testing.assert_allclose(within, few[name], atol=7.0)  # hazards of counts are read once a week by then
    assert bool((longer["quality_adjusted_years"] >= few["quality_adjusted_years"] - 0.1).all())


def test_follow_up_is_never_shorter_than_the_counts() -> None:
    plan = make_plan(
        case_of("immune_thrombocytopenia"),
        chosen=["observation"],
        patients=8,
        days=60,
        follow_up=30,
        seed=1,
        workers=1,
    )
    assert plan.manifest["follow_up"] == "60"


@pytest.mark.parametrize("diagnosis", DIAGNOSES)
def test_survival_is_predicted_with_a_graft_or_where_counts_are_the_danger(diagnosis: str) -> None:
    case = case_of(diagnosis, donors=[donor("sister", "bone_marrow")])
    predicted = {strategy.name: survival_is_predicted(case, strategy) for strategy in strategies_for(case)}
    assert predicted.get("transplant_sister", True)
    assert len({told for name, told in predicted.items() if name != "transplant_sister"}) == 1
    if diagnosis in ("cirrhosis_with_hypersplenism", "thrombotic_thrombocytopenic_purpura"):
        assert not any(predicted.values())
    if diagnosis in ("severe_aplastic_anemia", "immune_thrombocytopenia"):
        assert all(predicted.values())


def test_a_plan_says_where_survival_is_not_predicted(leukemia: Plan) -> None:
    assert any("Survival is predicted after a donor's graft alone" in warning for warning in leukemia.warnings)
    immune = make_plan(
        case_of("immune_thrombocytopenia"), chosen=["observation"], patients=8, days=7, seed=1, workers=1
    )
    assert immune.warnings == ()

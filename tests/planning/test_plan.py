"""The comparison: shape, units, repeatability, shared luck, and what each disease and treatment must do."""

import json
import re
from functools import partial

import numpy as np
import pytest
import xarray as xr

from hemograft import __version__
from hemograft.planning.case import Case
from hemograft.planning.plan import VARIABLES, Plan, make_plan, parameters_sha256
from hemograft.planning.plan_outcomes import OUTCOMES
from hemograft.planning.strategies import StrategyError
from hemograft.population.severity import UnexplainedCountError
from hemograft.thrombocytopenia.catalog import CAUSES
from tests.planning.cases_at_hand import DIAGNOSES, case_of, donor, example

PATIENTS, DAYS = 16, 120


def planned(case: Case, *chosen: str, patients: int = PATIENTS, days: int = DAYS, seed: int = 1) -> Plan:
    return make_plan(case, chosen=chosen, patients=patients, days=days, seed=seed, workers=1)


@pytest.fixture(scope="module")
def aplasia() -> Plan:
    return planned(example("severe_aplastic_anemia"))


@pytest.fixture(scope="module")
def wiskott() -> xr.Dataset:
    """A boy's marrow from one sibling, after full and after the mildest conditioning."""
    donors = [
        donor("full", "bone_marrow"),
        donor("mild", "bone_marrow", conditioning="nonmyeloablative"),
    ]
    return planned(case_of("wiskott_aldrich_syndrome", donors=donors)).result


def median(result: xr.Dataset, strategy: str, variable: str = "platelets") -> np.ndarray:
    """The median patient's course, one value a day."""
    return result[variable].sel(strategy=strategy).median("patient").to_numpy()


def test_the_result_has_its_dimensions_units_and_no_gaps(aplasia: Plan) -> None:
    result = aplasia.result
    assert dict(result.sizes) == {"strategy": len(aplasia.strategies), "patient": PATIENTS, "day": DAYS + 1}
    assert list(result["strategy"].to_numpy()) == [strategy.name for strategy in aplasia.strategies]
    assert list(result["patient"].to_numpy()) == list(range(PATIENTS))
    assert list(result["day"].to_numpy()) == list(range(DAYS + 1))
    assert set(result) == {*VARIABLES, *OUTCOMES}
    lives = (result["day"] <= result["death"]).transpose("strategy", "patient", "day").to_numpy()
    for name, words in VARIABLES.items():
        variable = result[name]
        assert variable.dims == ("strategy", "patient", "day")
        assert variable.dtype == np.float32
        assert (variable.attrs["units"], variable.attrs["long_name"]) == words
        if name not in ("donor_chimerism", "intracranial_hemorrhage", "mean_platelet_volume"):
            assert np.isfinite(variable.to_numpy()[lives]).all()
            assert not (variable < 0.0).any()
        assert not np.isfinite(variable.to_numpy()[~lives]).any()
    assert not (result["bleeding"] > 1.0).any()
    assert float(result["transfusions"].max()) >= 1.0
    units = result["transfusions"].to_numpy()[lives]
    assert (units == units.round()).all()


def test_the_manifest_repeats_the_run(aplasia: Plan) -> None:
    case = example("severe_aplastic_anemia")
    assert aplasia.result.attrs == aplasia.manifest
    assert set(aplasia.manifest) == {
        "version", "seed", "patients", "days", "follow_up", "solver", "parameters_sha256", "case_sha256", "warnings"
    }  # fmt: skip
    assert aplasia.manifest["version"] == __version__
    assert (aplasia.manifest["seed"], aplasia.manifest["patients"]) == ("1", str(PATIENTS))
    assert aplasia.manifest["case_sha256"] == case.case_sha256
    assert re.fullmatch("[0-9a-f]{64}", parameters_sha256())
    assert aplasia.manifest["parameters_sha256"] == parameters_sha256()
    assert tuple(json.loads(aplasia.manifest["warnings"])) == aplasia.warnings
    assert any("transfusion: 1" in warning for warning in aplasia.warnings)


def test_only_transplants_have_donor_cells(aplasia: Plan, wiskott: xr.Dataset) -> None:
    for strategy in aplasia.strategies:
        chimerism = aplasia.result["donor_chimerism"].sel(strategy=strategy.name)
        assert strategy.transplant == strategy.name.startswith("transplant_")
        if strategy.transplant:
            assert float(chimerism.sel(day=0).max()) == 0.0
            late = chimerism.sel(day=DAYS).dropna("patient")
            assert float((late > 0.99).mean()) > 0.7
        else:
            assert bool(chimerism.isnull().all())
    late = wiskott["donor_chimerism"].sel(strategy="transplant_full", day=DAYS)
    assert float((late.dropna("patient") > 0.99).mean()) > 0.8
    failed = np.isfinite(wiskott["graft_failure"].sel(strategy="transplant_full"))
    assert bool(((late > 0.99) | failed | late.isnull()).all()), "a graft takes or fails"


def test_a_seed_fixes_everything_and_another_changes_it() -> None:
    case = example("immune_thrombocytopenia")
    first, again, other = (planned(case, patients=8, days=30, seed=seed).result for seed in (5, 5, 6))
    xr.testing.assert_identical(first, again)
    assert not np.isclose(first["platelets"], other["platelets"], rtol=1e-3).any(axis=(0, 2)).all()


def test_two_workers_give_what_one_gives() -> None:
    case = example("cirrhosis_with_hypersplenism")
    done: list[int] = []
    make = partial(make_plan, case, chosen=("platelet_transfusion", "lusutrombopag"), patients=72, days=14, seed=2)
    alone = make(workers=1)
    together = make(workers=2, on_done=done.append)
    xr.testing.assert_identical(alone.result, together.result)
    assert np.array_equal(alone.severity, together.severity)
    assert sorted(done) == [8, 64]


def test_more_patients_leave_the_first_ones_as_they_were() -> None:
    case = example("severe_aplastic_anemia")
    few, many = (planned(case, "transplant_sister", patients=count, days=40).result for count in (8, 24))
    same = many.isel(patient=slice(8))
    assert np.array_equal(few["transfusions"], same["transfusions"])
    np.testing.assert_allclose(few["platelets"], same["platelets"], rtol=1e-3, atol=1e-3)


def test_strategies_share_patients_and_luck(aplasia: Plan) -> None:
    platelets = aplasia.result["platelets"]
    for name in aplasia.result["strategy"].to_numpy():
        np.testing.assert_allclose(platelets.sel(strategy=name, day=0), platelets.sel(strategy="observation", day=0))
    watched, helped = platelets.sel(strategy="observation"), platelets.sel(strategy="platelet_transfusion")
    given = aplasia.result["transfusions"].sel(strategy="platelet_transfusion").to_numpy() > 0
    assert given.any(axis=1).sum() >= PATIENTS // 2
    for patient, days in enumerate(given):
        # A unit given in the morning shows in the next morning's count.
        first = int(np.argmax(days)) if days.any() else DAYS
        before = slice(0, first)
        np.testing.assert_allclose(
            watched.isel(patient=patient).sel(day=before), helped.isel(patient=patient).sel(day=before), rtol=1e-5
        )
        if first < DAYS:
            assert float(helped.isel(patient=patient).sel(day=first + 1)) > 1.5 * float(
                watched.isel(patient=patient).sel(day=first + 1)
            )


def test_a_chosen_strategy_is_what_it_is_beside_others(aplasia: Plan) -> None:
    alone = planned(example("severe_aplastic_anemia"), "transplant_cord").result
    xr.testing.assert_equal(
        alone.drop_vars("strategy"), aplasia.result.sel(strategy=["transplant_cord"]).drop_vars("strategy")
    )


def test_a_strategy_named_twice_is_simulated_once() -> None:
    plan = planned(example("immune_thrombocytopenia"), "observation", "observation", patients=8, days=7)
    assert list(plan.result["strategy"].to_numpy()) == ["observation"]


@pytest.mark.parametrize("diagnosis", DIAGNOSES)
def test_every_diagnosis_starts_at_the_count_and_rests_there(diagnosis: str) -> None:
    plan = planned(case_of(diagnosis), "observation", days=60)
    platelets = plan.result["platelets"].sel(strategy="observation")
    start = platelets.sel(day=0)
    assert float(start.median()) == pytest.approx(DIAGNOSES[diagnosis], rel=0.15)
    assert float(abs(np.log(start / DIAGNOSES[diagnosis])).max()) < 0.8
    assert float(start.std()) > 0.0
    assert plan.severity.shape == (PATIENTS,)
    assert (plan.severity > 0.0).all()
    cause = CAUSES[diagnosis]()
    if cause.onset is None and not cause.course:  # acute causes are on their way, in others stem cells are lost
        late = platelets.sel(day=60).dropna("patient")
        assert late.size >= PATIENTS // 2
        np.testing.assert_allclose(late, start.sel(patient=late["patient"]), rtol=0.01)


@pytest.mark.parametrize("diagnosis", DIAGNOSES)
def test_a_lower_count_is_a_worse_disease(diagnosis: str) -> None:
    usual = planned(case_of(diagnosis), "observation", patients=8, days=7)
    share = 0.9 if diagnosis == "gestational_thrombocytopenia" else 0.7  # which is never severe
    worse = planned(case_of(diagnosis, share * DIAGNOSES[diagnosis]), "observation", patients=8, days=7)
    assert (worse.severity >= usual.severity).all()
    assert np.median(worse.severity / usual.severity) > 1.0


@pytest.mark.parametrize(
    ("diagnosis", "platelets"),
    [(diagnosis, 250.0) for diagnosis in DIAGNOSES]
    + [("wiskott_aldrich_syndrome", 120.0), ("cirrhosis_with_hypersplenism", 3.0)],
)
def test_a_count_that_the_diagnosis_cannot_explain_is_refused(diagnosis: str, platelets: float) -> None:
    with pytest.raises(UnexplainedCountError, match=r"platelets \S+x10\^9/L"):
        planned(case_of(diagnosis, platelets), "observation", days=7)


def test_a_strategy_of_another_diagnosis_is_refused() -> None:
    with pytest.raises(StrategyError, match="'eltrombopag' is not modelled for Wiskott-Aldrich syndrome"):
        planned(example("wiskott_aldrich_syndrome"), "eltrombopag")


def test_without_a_spleen_the_same_count_means_a_worse_disease() -> None:
    intact, removed = (
        planned(case_of("immune_thrombocytopenia", spleen=spleen), "observation", "romiplostim", days=40)
        for spleen in ("intact", "removed")
    )
    assert float(removed.result["platelets"].sel(strategy="observation", day=0).median()) == pytest.approx(14, rel=0.15)
    assert (removed.severity > intact.severity).all()
    assert median(removed.result, "romiplostim")[40] > 1.5 * median(removed.result, "observation")[40]


def test_amegakaryocytic_thrombocytopenia_becomes_aplasia_without_treatment() -> None:
    # Pancytopenia at a median of 23 months (King et al 2005).
    result = planned(case_of("congenital_amegakaryocytic_thrombocytopenia"), "observation", patients=8, days=730).result
    assert median(result, "observation")[730] < 0.5 * median(result, "observation")[0]
    assert median(result, "observation", "neutrophils")[730] < 0.5 * median(result, "observation", "neutrophils")[0]


def test_amegakaryocytic_thrombocytopenia_has_much_thrombopoietin_and_is_cured_by_a_graft() -> None:
    case = case_of("congenital_amegakaryocytic_thrombocytopenia", donors=[donor("sister", "bone_marrow")])
    result = planned(case).result
    assert median(result, "observation", "thrombopoietin")[0] > 8.0
    assert median(result, "transplant_sister")[DAYS] > 120.0


def test_without_the_drug_platelets_are_normal_in_a_month() -> None:
    result = planned(case_of("drug_induced_marrow_suppression", suppressing_drug={"name": "linezolid"})).result
    recovering = result["platelets"].sel(strategy="remove_drug")
    normal = recovering.sel(day=DAYS)
    assert median(result, "remove_drug")[5] < 150.0
    assert (recovering.sel(day=slice(21, 35)) > 0.8 * normal).all()
    assert (recovering.sel(day=slice(35, None)) < 1.3 * normal).all()
    assert float(normal.min()) > 120.0
    assert median(result, "observation")[DAYS] == pytest.approx(median(result, "observation")[0], rel=0.02)


def test_cord_is_slower_than_marrow_and_marrow_than_mobilized_blood() -> None:
    donors = [
        donor("blood", "mobilized_blood", 6e6),
        donor("marrow", "bone_marrow", 3e6),
        donor("cord", "cord_blood", 2e5),
    ]
    result = planned(case_of("severe_aplastic_anemia", donors=donors), patients=32).result
    last_below = {
        label: {
            analyte: DAYS - int(np.argmax(median(result, f"transplant_{label}", analyte)[::-1] < level))
            for analyte, level in (("neutrophils", 0.5), ("platelets", 50.0))
        }
        for label in ("blood", "marrow", "cord")
    }
    for analyte in ("neutrophils", "platelets"):
        assert last_below["blood"][analyte] < last_below["marrow"][analyte] < last_below["cord"][analyte]


def test_mild_conditioning_leaves_mixed_chimerism_that_the_donor_wins(wiskott: xr.Dataset) -> None:
    chimerism = wiskott["donor_chimerism"].sel(strategy="transplant_mild")
    early, late = (chimerism.sel(day=day) for day in (30, DAYS))
    assert 0.1 < float(early.median()) < 0.9
    assert float(late.median()) > float(early.median())
    assert float(((late > 0.01) & (late < 0.95)).mean()) > 0.1, "some stay mixed"
    full = wiskott["donor_chimerism"].sel(strategy="transplant_full", day=DAYS)
    assert float(full.median()) > float(late.median())
    assert median(wiskott, "transplant_mild")[100] > 3.0 * median(wiskott, "observation")[100]


def test_agonists_raise_platelets_and_a_week_of_lusutrombopag_passes() -> None:
    result = planned(example("cirrhosis_with_hypersplenism"), days=60).result
    observed = median(result, "observation")
    lusutrombopag, eltrombopag = median(result, "lusutrombopag"), median(result, "eltrombopag")
    assert 9 <= int(np.argmax(lusutrombopag)) <= 18
    assert lusutrombopag.max() > 1.5 * observed[0]
    assert lusutrombopag[60] == pytest.approx(observed[60], rel=0.1)
    assert eltrombopag[60] > 1.3 * observed[60]


def test_children_are_warned_of() -> None:
    plan = planned(example("wiskott_aldrich_syndrome"), "observation", patients=8, days=7)
    assert any("is a child" in warning for warning in plan.warnings)
    assert planned(case_of("immune_thrombocytopenia"), "observation", patients=8, days=7).warnings == ()

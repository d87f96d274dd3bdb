"""What a case says is either used, warned of, or refused; nothing is passed over in silence."""

import pytest
from pydantic import ValidationError

from hemograft.planning.plan import Plan, make_plan
from hemograft.planning.strategies import strategies_for
from hemograft.reports.summary import summarize
from tests.planning.cases_at_hand import case_of, donor

DRUG = "drug_induced_marrow_suppression"


def plan_of(case, *chosen: str, days: int) -> Plan:
    return make_plan(case, chosen=chosen, patients=8, days=days, seed=1, workers=1)


@pytest.mark.parametrize("diagnosis", ["wiskott_aldrich_syndrome", "severe_aplastic_anemia"])
def test_autologous_cells_are_refused_because_they_carry_the_disease(diagnosis):
    own = donor("self", "mobilized_blood", relation="autologous")
    with pytest.raises(ValidationError, match="autologous cells carry the disease"):
        case_of(diagnosis, donors=[own])


def test_hypersplenism_needs_a_spleen():
    with pytest.raises(ValidationError, match="removed does not go with cirrhosis"):
        case_of("cirrhosis_with_hypersplenism", spleen="removed")


def test_a_drug_already_stopped_lets_the_count_recover_and_cannot_be_removed():
    case = case_of(DRUG, suppressing_drug={"name": "linezolid", "stop": -3})
    assert "remove_drug" not in [strategy.name for strategy in strategies_for(case)]
    going_on = plan_of(case_of(DRUG), "observation", days=40).result["platelets"].isel(strategy=0)
    stopped = plan_of(case, "observation", days=40).result["platelets"].isel(strategy=0)
    assert float(going_on.isel(day=40).median()) < 60.0
    assert float(stopped.isel(day=40).median()) > 150.0


def test_a_drug_to_be_stopped_later_falls_later():
    case = case_of(DRUG, suppressing_drug={"name": "linezolid", "stop": 10})
    later, now = plan_of(case, "observation", "remove_drug", days=20).result["platelets"].transpose("strategy", ...)
    assert float(now.isel(day=12).median()) > 1.5 * float(later.isel(day=12).median())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"treatments": [{"name": "romiplostim", "start": -30}]}, "not simulated (romiplostim)"),
        ({"donors": [donor("sister", "bone_marrow")]}, "Transplantation is not modelled"),
        ({"hla": {"A": ["01:01", "02:01"]}}, "HLA typings are read and not used"),
    ],
)
def test_what_is_not_used_is_warned_of(fields, said):
    plan = plan_of(case_of("immune_thrombocytopenia", **fields), "observation", days=7)
    assert any(said in warning for warning in plan.warnings)


def test_an_alloimmunized_patient_keeps_less_of_a_unit():
    case = case_of("severe_aplastic_anemia")
    usual, refractory = (
        plan_of(case.model_copy(update={"alloimmunized": refractory}), "platelet_transfusion", days=30).result
        for refractory in (False, True)
    )
    assert float(refractory["transfusions"].sum()) > 1.5 * float(usual["transfusions"].sum())


def test_a_few_patients_beyond_the_range_do_not_refuse_the_plan():
    """The count of 2 asks for more than the severest disease in some virtual patients, whatever their number."""
    for patients in (8, 64):
        made = make_plan(
            case_of("immune_thrombocytopenia", 2.0),
            chosen=("observation",),
            patients=patients,
            days=7,
            seed=1,
            workers=1,
        )
        assert float(made.result["platelets"].isel(day=0).median()) == pytest.approx(2.0, rel=0.25)


def test_recovery_after_a_transplant_is_looked_for_after_the_infusion():
    """A patient at 35 falls to the nadir first; the days before conditioning bites are no recovery."""
    case = case_of("severe_aplastic_anemia", 35.0, donors=[donor("sister", "mobilized_blood")])
    result = plan_of(case, "transplant_sister", days=80).result
    first = summarize(result)["first_day"].sel(milestone=20.0, quantile=0.5).item()
    assert 17.0 <= first <= 45.0

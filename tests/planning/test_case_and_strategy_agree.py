"""What a case says is either used, warned of, or refused; nothing is passed over in silence."""

import numpy as np
import pytest
from pydantic import ValidationError

from hemograft.evidence import number
from hemograft.planning.case_bleeding import days_of_fever
from hemograft.planning.plan import Plan, make_plan
from hemograft.planning.strategies import StrategyError, strategies_for
from hemograft.population.individuals import draw_individuals
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


@pytest.mark.parametrize(
    ("diagnosis", "strategy"),
    [
        ("heparin_induced_thrombocytopenia", "stop_heparin"),
        ("drug_induced_immune_thrombocytopenia", "stop_sensitizing_drug"),
    ],
)
def test_a_drug_that_acts_by_antibody_is_stopped_once(diagnosis, strategy):
    drug = {"name": "heparin", "dose": "5000 IU"}
    going_on, stopped = (
        [option.name for option in strategies_for(case_of(diagnosis, suppressing_drug=drug | given))]
        for given in ({}, {"stop": -1})
    )
    assert strategy in going_on and strategy not in stopped


def test_a_spleen_is_removed_once():
    names = {
        spleen: [option.name for option in strategies_for(case_of("wiskott_aldrich_syndrome", 60.0, spleen=spleen))]
        for spleen in ("intact", "removed")
    }
    assert "splenectomy" in names["intact"] and "splenectomy" not in names["removed"]


def test_platelets_are_small_where_the_spleen_is_in_place():
    def volume(chosen, **fields):
        case = case_of("wiskott_aldrich_syndrome", 60.0, **fields)
        return float(plan_of(case, chosen, days=60).result["mean_platelet_volume"].isel(day=60).median())

    assert volume("observation") < 6.0
    assert volume("observation", spleen="removed") > 8.0
    assert volume("splenectomy") > 8.0


def test_fever_passes():
    """Bleeding is raised by the recorded ratio while the fever lasts, and not a day longer."""
    counts = {
        fever: plan_of(case_of("immune_thrombocytopenia", fever=fever), "observation", days=12).result["bleeding"]
        for fever in (False, True)
    }
    hazard = {fever: -np.log1p(-values.isel(strategy=0, patient=0).to_numpy()) for fever, values in counts.items()}
    days = int(number("bleeding.fever_days"))
    ratio = hazard[True] / hazard[False]
    assert ratio[:days] == pytest.approx(np.full(days, number("bleeding.hazard_ratio_fever")), rel=1e-3)
    assert ratio[days:] == pytest.approx(np.ones(13 - days), rel=1e-6)


def test_the_fever_of_dengue_ends_with_its_destruction():
    assert days_of_fever(case_of("dengue_thrombocytopenia", fever=True)) == 1.0


def test_immunoglobulin_is_not_said_to_meet_the_damage_of_immune_thrombocytopenia_elsewhere():
    (strategy,) = strategies_for(
        case_of("human_immunodeficiency_virus_thrombocytopenia"), ("intravenous_immunoglobulin",)
    )
    assert not any("romiplostim trials" in assumption for assumption in strategy.assumptions)
    assert any("as in immune thrombocytopenia" in assumption for assumption in strategy.assumptions)


def test_an_inherited_disease_is_beyond_the_label_of_eltrombopag():
    (strategy,) = strategies_for(case_of("inherited_thrombocytopenia"), ("eltrombopag",))
    assert any("Not in the label" in assumption for assumption in strategy.assumptions)


def test_infusions_go_on_for_the_longest_plan():
    (strategy,) = strategies_for(case_of("immune_thrombocytopenia"), ("efgartigimod",))
    assert max(item.day for item in strategy.course(draw_individuals(1, range(2))).schedule) > 3640


def test_a_drug_to_be_stopped_later_falls_later():
    case = case_of(DRUG, suppressing_drug={"name": "linezolid", "stop": 10})
    later, now = plan_of(case, "observation", "remove_drug", days=20).result["platelets"].transpose("strategy", ...)
    assert float(now.isel(day=12).median()) > 1.5 * float(later.isel(day=12).median())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"treatments": [{"name": "romiplostim", "start": -30}]}, "not simulated (romiplostim)"),
        ({"donors": [donor("sister", "bone_marrow")]}, "Transplantation is not modelled"),
        ({"suppressing_drug": {"name": "linezolid"}}, "A drug behind the counts is not modelled for this diagnosis"),
        ({"fever": True}, "How long the fever lasts is not known: 7 days are assumed"),
        ({"hla": {"A": ["01:01", "02:01"]}}, "HLA typings are used by a donor search alone"),
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


@pytest.mark.parametrize(
    ("diagnosis", "fields", "refractory"),
    [
        ("severe_aplastic_anemia", {}, False),
        ("severe_aplastic_anemia", {"alloimmunized": True}, True),
        ("platelet_transfusion_refractoriness", {}, True),
    ],
)
def test_matched_platelets_are_for_those_with_antibodies(diagnosis, fields, refractory):
    """Matching would otherwise bring the share of the antibodies that it leaves to a patient who has none."""
    case = case_of(diagnosis, **fields)
    available = {strategy.name: strategy for strategy in strategies_for(case)}
    assert ("hla_matched_transfusion" in available) == refractory
    usual = available["platelet_transfusion"]
    assert ("No alloimmunization." in usual.assumptions) != refractory
    assert ("transfusion.alloimmune_life_ratio" in usual.evidence) == refractory
    if not refractory:
        with pytest.raises(StrategyError, match="'hla_matched_transfusion' is not modelled"):
            strategies_for(case, ("hla_matched_transfusion",))


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

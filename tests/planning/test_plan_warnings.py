"""What stands above a plan: what is not predicted, not simulated or not used, and the cautions of its strategies."""

from typing import Any

import numpy as np
import pytest

from hemograft.evidence import number
from hemograft.planning.plan import make_plan
from hemograft.planning.plan_outcomes import disease_death_record, survival_is_predicted
from hemograft.planning.plan_warnings import plan_warnings
from hemograft.planning.strategies import strategies_for
from tests.planning.cases_at_hand import case_of, donor

MYELODYSPLASIA = "myelodysplastic_syndrome"
PURPURA = "thrombotic_thrombocytopenic_purpura"
HEPARIN = "heparin_induced_thrombocytopenia"
BROTHER = donor("brother", "mobilized_blood")


def warnings_of(diagnosis: str, *chosen: str, **fields: Any) -> str:
    case = case_of(diagnosis, **fields)
    return "\n".join(plan_warnings(case, strategies_for(case, chosen)))


def test_survival_without_a_graft_is_not_predicted_in_low_risk_myelodysplasia() -> None:
    case = case_of(MYELODYSPLASIA, disease_risk="low", donors=[BROTHER])
    plan = make_plan(case, chosen=["observation", "transplant_brother"], patients=8, days=7, seed=1, workers=1)
    assert np.isnan(plan.result["death"].sel(strategy="observation")).all()
    assert not np.isnan(plan.result["death"].sel(strategy="transplant_brother")).any()
    assert np.isfinite(plan.result["platelets"]).all(), "nobody dies within the first days, or where it is not told"
    assert disease_death_record(case) is None
    assert any("Survival without a graft is not predicted at low disease risk" in said for said in plan.warnings)


@pytest.mark.parametrize("risk", [None, "intermediate", "high", "very_high"])
def test_elsewhere_the_rate_is_used_and_whose_it_is_is_said(risk: str | None) -> None:
    case = case_of(MYELODYSPLASIA, disease_risk=risk)
    (observation,) = strategies_for(case, ("observation",))
    assert survival_is_predicted(case, observation)
    assert disease_death_record(case) == "outcomes.death_of_disease.myelodysplastic_syndrome"
    said = warnings_of(MYELODYSPLASIA, "observation", disease_risk=risk)
    assert "Death without a graft is that of IPSS intermediate-2 or high risk (BMT CTN 1102) whatever" in said


def test_with_grafts_alone_nothing_is_said_of_going_without() -> None:
    for risk in ("low", "high"):
        said = warnings_of(MYELODYSPLASIA, "transplant_brother", disease_risk=risk, donors=[BROTHER])
        assert "ithout a graft" not in said


@pytest.mark.parametrize("diagnosis", [HEPARIN, PURPURA, "dengue_thrombocytopenia", "dilutional_thrombocytopenia"])
def test_a_disease_without_transplantation_promises_no_graft(diagnosis: str) -> None:
    said = warnings_of(diagnosis, "observation")
    assert "Survival is not predicted for this disease" in said
    assert "graft" not in said


@pytest.mark.parametrize("diagnosis", ["acute_leukemia", "wiskott_aldrich_syndrome"])
def test_where_survival_hangs_on_a_graft_the_plan_says_so(diagnosis: str) -> None:
    assert "Survival is predicted after a donor's graft alone" in warnings_of(diagnosis, "observation")


@pytest.mark.parametrize("diagnosis", ["severe_aplastic_anemia", "immune_thrombocytopenia"])
def test_where_survival_is_predicted_nothing_is_said(diagnosis: str) -> None:
    assert "Survival" not in warnings_of(diagnosis, "observation")


def test_one_day_is_one_day() -> None:
    assert "not known: 1 day is assumed." in warnings_of("dengue_thrombocytopenia", "observation", fever=True)
    assert "not known: 7 days are assumed." in warnings_of("immune_thrombocytopenia", "observation", fever=True)


def test_splenectomy_is_shown_with_the_sepsis_that_it_leaves_out() -> None:
    said = warnings_of("wiskott_aldrich_syndrome")
    share = number("wiskott_aldrich.sepsis_after_splenectomy")
    assert share == pytest.approx(5 / 7, abs=0.005)
    assert f"without prophylactic antibiotics {share:.0%} of patients died of it" in said
    assert "survival is not compared" in said
    assert "epsis" not in warnings_of("wiskott_aldrich_syndrome", spleen="removed"), "it is not offered again"


@pytest.mark.parametrize("diagnosis", [PURPURA, HEPARIN])
@pytest.mark.parametrize(
    "chosen", ["platelet_transfusion", "therapeutic_transfusion", "low_dose_transfusion", "tranexamic_acid"]
)
def test_platelets_that_may_feed_thrombi_come_with_a_caution(diagnosis: str, chosen: str) -> None:
    assert "Platelets may feed thrombi" in warnings_of(diagnosis, chosen)
    assert "feed thrombi" not in warnings_of(diagnosis), "they are not offered unasked"
    assert "feed thrombi" not in warnings_of("severe_aplastic_anemia", chosen)


def test_untreated_purpura_is_said_to_kill() -> None:
    assert "Without plasma exchange most patients die" in warnings_of(PURPURA, "observation")
    assert "plasma exchange most patients" not in warnings_of(PURPURA, "plasma_exchange", "caplacizumab")


@pytest.mark.parametrize("diagnosis", ["cirrhosis_with_hypersplenism", "hepatitis_c_thrombocytopenia"])
@pytest.mark.parametrize("chosen", ["eltrombopag", "avatrombopag", "lusutrombopag"])
def test_agonists_in_liver_disease_come_with_the_thrombosis_of_their_trial(diagnosis: str, chosen: str) -> None:
    assert "thrombosis of the portal vein" in warnings_of(diagnosis, chosen)
    assert "portal vein" not in warnings_of(diagnosis, "observation")
    assert "portal vein" not in warnings_of("immune_thrombocytopenia")


def test_a_pregnancy_that_goes_on_is_said() -> None:
    assert "the pregnancy goes on for every day" in warnings_of("gestational_thrombocytopenia", "observation")
    assert "pregnancy" not in warnings_of("gestational_thrombocytopenia", "delivery")


def test_a_caution_of_several_strategies_is_said_once() -> None:
    said = warnings_of("cirrhosis_with_hypersplenism", "eltrombopag", "avatrombopag", "lusutrombopag")
    assert said.count("portal vein") == 1


@pytest.mark.parametrize(
    ("patient", "giver", "unused"),
    [(True, False, True), (True, True, True), (True, None, False), (False, True, False), (None, True, False)],
)
def test_a_status_of_the_donor_that_changes_nothing_is_said(
    patient: bool | None, giver: bool | None, unused: bool
) -> None:
    given = donor("brother", "mobilized_blood", details={"cytomegalovirus_positive": giver})
    said = warnings_of("acute_leukemia", donors=[given], cytomegalovirus_positive=patient)
    assert ("Read and not used: cytomegalovirus_positive of donors" in said) == unused


@pytest.mark.parametrize(
    ("relation", "prophylaxis", "said"),
    [
        ("haploidentical", "usual", "cells on day 7, cyclophosphamide after them."),
        ("haploidentical", "post_transplant_cyclophosphamide", "cells on day 7, cyclophosphamide after them."),
        (
            "haploidentical",
            "antithymocyte_globulin",
            "cells on day 7, antithymocyte globulin before them, cyclophosphamide after them.",
        ),
        ("matched_sibling", "post_transplant_cyclophosphamide", "cells on day 7, cyclophosphamide after them."),
        ("matched_sibling", "usual", "cells on day 7."),
    ],
)
def test_cyclophosphamide_after_the_graft_is_named_wherever_it_is_given(
    relation: str, prophylaxis: str, said: str
) -> None:
    given = donor("her", "mobilized_blood", relation=relation, prophylaxis=prophylaxis)
    (strategy,) = strategies_for(case_of("acute_leukemia", donors=[given]), ("transplant_her",))
    assert strategy.description.endswith(said)

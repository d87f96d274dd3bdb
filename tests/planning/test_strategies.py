"""Which strategies a case has, what each orders, and that nothing unknown is run."""

import numpy as np
import pytest

from hemograft.evidence import number, records
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.planning.natural_course import natural_course
from hemograft.planning.strategies import StrategyError, strategies_for
from hemograft.population.individuals import TRAITS, Individuals, draw_individuals
from tests.planning.cases_at_hand import DIAGNOSES, case_of, donor, example

AVERAGE = Individuals(range(1), 0, {trait: np.ones(1) for trait in TRAITS})
DONORS = [donor("sister", "bone_marrow"), donor("unit", "cord_blood", 2e5)]


def names(diagnosis: str) -> list[str]:
    return [strategy.name for strategy in strategies_for(case_of(diagnosis, donors=DONORS))]


@pytest.mark.parametrize(
    ("diagnosis", "particular"),
    [
        (
            "immune_thrombocytopenia",
            [
                "romiplostim",
                "eltrombopag",
                "avatrombopag",
                "prednisone",
                "dexamethasone",
                "intravenous_immunoglobulin",
                "rituximab",
                "efgartigimod",
                "rilzabrutinib",
                "splenectomy",
            ],
        ),
        (
            "severe_aplastic_anemia",
            [
                "immunosuppression",
                "immunosuppression_with_eltrombopag",
                "eltrombopag",
                "transplant_sister",
                "transplant_unit",
            ],
        ),
        ("wiskott_aldrich_syndrome", ["splenectomy", "transplant_sister", "transplant_unit"]),
        ("congenital_amegakaryocytic_thrombocytopenia", ["transplant_sister", "transplant_unit"]),
        ("cirrhosis_with_hypersplenism", ["eltrombopag", "avatrombopag", "lusutrombopag"]),
        ("drug_induced_marrow_suppression", ["remove_drug"]),
    ],
)
def test_each_diagnosis_has_its_strategies(diagnosis: str, particular: list[str]) -> None:
    assert names(diagnosis) == ["observation", "platelet_transfusion", *particular]


@pytest.mark.parametrize("diagnosis", DIAGNOSES)
def test_every_strategy_names_records_that_exist_and_what_it_assumes(diagnosis: str) -> None:
    for strategy in strategies_for(case_of(diagnosis, donors=DONORS)):
        assert set(strategy.evidence) <= set(records())
        assert len(set(strategy.evidence)) == len(strategy.evidence)
        assert strategy.evidence or strategy.name == "observation"
        assert strategy.assumptions
        assert all(text.endswith(".") for text in (strategy.description, *strategy.assumptions))


def test_the_chosen_come_once_each_in_the_order_of_choice() -> None:
    case = example("immune_thrombocytopenia")
    chosen = strategies_for(case, ("romiplostim", "observation", "romiplostim"))
    assert [strategy.name for strategy in chosen] == ["romiplostim", "observation"]


@pytest.mark.parametrize("name", ["leeches", "", "Observation", "transplant_sister", "lusutrombopag"])
def test_what_is_not_modelled_is_refused_with_what_is(name: str) -> None:
    with pytest.raises(StrategyError) as caught:
        strategies_for(example("immune_thrombocytopenia"), ("observation", name))
    assert f"strategy {name!r} is not modelled for Immune thrombocytopenia" in str(caught.value)
    assert "choose from observation, platelet_transfusion, " in str(caught.value)
    assert ", romiplostim, " in str(caught.value)


def test_some_diseases_move_by_themselves() -> None:
    moving = {diagnosis for diagnosis in DIAGNOSES if natural_course(case_of(diagnosis))}
    assert moving == {
        "congenital_amegakaryocytic_thrombocytopenia",
        "fanconi_anemia",
        "dengue_thrombocytopenia",
    }


def test_removing_the_drug_ends_its_effect_today_and_names_it() -> None:
    case = case_of("drug_induced_marrow_suppression", suppressing_drug={"name": "linezolid"})
    (strategy,) = strategies_for(case, ("remove_drug",))
    assert strategy.description == "Linezolid is stopped today."
    assert strategy.course(AVERAGE).schedule == (SetParameter(0.0, "linezolid.intake", 0.0),)
    (unnamed,) = strategies_for(case_of("drug_induced_marrow_suppression"), ("remove_drug",))
    assert unnamed.description == "The suppressing drug is stopped today."
    assert unnamed.course(AVERAGE).schedule == (SetParameter(0.0, "condition.megakaryopoiesis_suppression", 0.0),)


def test_lusutrombopag_is_seven_daily_doses() -> None:
    (strategy,) = strategies_for(example("cirrhosis_with_hypersplenism"), ("lusutrombopag",))
    doses = strategy.course(AVERAGE).schedule
    assert [dose.day for dose in doses] == list(range(7))
    assert {dose.state for dose in doses if isinstance(dose, AddToState)} == {"lusutrombopag.depot"}


def test_a_transplant_conditions_before_it_infuses_each_patients_own_dose() -> None:
    case = case_of("severe_aplastic_anemia", donors=[donor("sister", "bone_marrow", 3e6)])
    (strategy,) = strategies_for(case, ("transplant_sister",))
    assert strategy.transplant
    assert strategy.system.clones == ("host", "donor")
    people = draw_individuals(1, range(8))
    schedule = strategy.course(people).schedule
    infused = [order for order in schedule if isinstance(order, AddToState) and order.state == "donor.stem_cells"]
    homing = number("graft.homing_time")
    expected = people["cd34_dose"] ** number("graft.allogeneic_dose_exponent") * people["engraftment"]
    share = np.asarray(infused[0].amount) / expected
    np.testing.assert_allclose(share, share[0])
    kill = [
        order.day
        for order in schedule
        if isinstance(order, SetParameter)
        and order.parameter == "host.conditioning"
        and order.day < strategy.infusion_day
        and np.max(order.value) > 0.0
    ]
    assert min(kill) == 0.0
    assert [order.day for order in infused] == [strategy.infusion_day + homing]


def test_conditioning_and_dose_stand_in_the_description() -> None:
    options = [donor("sister", "bone_marrow", 3e6, match="10/10", conditioning="reduced_intensity")]
    (strategy,) = strategies_for(case_of("severe_aplastic_anemia", donors=options), ("transplant_sister",))
    assert strategy.description == (
        "Matched sibling 10/10, bone marrow 3x10^6 CD34+/kg, fludarabine melphalan (reduced intensity) from day 0,"
        " cells on day 7."
    )

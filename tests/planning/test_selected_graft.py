"""A graft selected for CD34+ cells: from the case file through a plan, and what a case may not say of T cells."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from hemograft.evidence import number
from hemograft.planning.case import case_schema
from hemograft.planning.case_parts import Donor
from hemograft.planning.outcome_covariates import graft_risk
from hemograft.planning.plan import make_plan
from hemograft.planning.strategies import strategies_for
from hemograft.population.individuals import Individuals
from tests.planning.cases_at_hand import case_of, donor

CASE = case_of(
    "acute_leukemia",
    disease_risk="intermediate",
    donors=[
        donor("sister", "mobilized_blood"),
        donor("selected", "mobilized_blood", prophylaxis="cd34_selection"),
        donor("depleted", "mobilized_blood", prophylaxis="cd34_selection", t_cells_per_kg=2e4),
        donor("counted", "mobilized_blood", t_cells_per_kg=3e8),
    ],
)
NAMES = tuple(f"transplant_{label}" for label in CASE.donor_labels)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """Day of each event by strategy, for the same 96 patients."""
    plan = make_plan(CASE, chosen=NAMES, patients=96, days=130, follow_up=730, seed=4, workers=1)
    return {name: plan.result.sel(strategy=name) for name in NAMES}


def shares(outcomes: dict[str, Any], event: str) -> list[float]:
    return [float(np.isfinite(outcomes[name][event].to_numpy()).mean()) for name in NAMES]


def test_selection_spares_graft_versus_host_disease_and_costs_grafts(outcomes):
    for event in ("acute_gvhd", "chronic_gvhd"):
        plain, selected, depleted, _ = shares(outcomes, event)
        assert depleted <= selected < 0.6 * plain, event
    plain, selected, depleted, _ = shares(outcomes, "graft_failure")
    assert plain < selected < depleted


def test_the_dose_of_an_unmodified_graft_changes_nothing_bit_for_bit(outcomes):
    plain, counted = outcomes[NAMES[0]], outcomes[NAMES[3]]
    for name in plain.data_vars:
        assert np.array_equal(plain[name].to_numpy(), counted[name].to_numpy(), equal_nan=True), name


def test_the_donor_reaches_the_outcomes():
    risks = [graft_risk(CASE, given, Individuals(range(1), 1, {})) for given in CASE.donors]
    assert [bool(risk.cd34_selection) for risk in risks] == [False, True, True, False]
    assert [float(risk.t_cells_per_kg) for risk in risks] == pytest.approx([np.nan, np.nan, 2e4, 3e8], nan_ok=True)


def test_the_strategy_says_that_the_graft_is_selected_and_what_that_rests_on():
    plain, selected, depleted, counted = strategies_for(CASE, NAMES)
    assert ", CD34+ selected." in selected.description
    assert "selected" not in plain.description
    assert any("usual dose of T cells" in said for said in selected.assumptions)
    assert any("2e+04 CD3+ cells/kg" in said for said in depleted.assumptions)
    assert any("dose of T cells changes nothing" in said for said in counted.assumptions)
    assert not any("T cells," in said or "dose of T" in said for said in plain.assumptions)
    assert "outcomes.chronic_gvhd.cd34_selection_hazard_ratio" in selected.evidence
    few = "outcomes.rejection.few_selected_t_cells_hazard_ratio"
    assert few in depleted.evidence
    assert few not in selected.evidence


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"prophylaxis": "cd34_selection", "source": "bone_marrow"}, "cd34_selection does not go with bone_marrow"),
        (
            {"prophylaxis": "cd34_selection", "relation": "haploidentical"},
            "does not go with mobilized_blood of relation",
        ),
        ({"prophylaxis": "cd34_selection", "t_cells_per_kg": 2e8}, "give the dose after the selection"),
        ({"t_cells_per_kg": 2e5}, "add prophylaxis: cd34_selection"),
        ({"t_cells_per_kg": 1.0}, "greater than or equal to 100"),
        ({"t_cells_per_kg": 1e10}, "less than or equal to 3000000000"),
        ({"prophylaxis": "t_cell_depletion"}, "cd34_selection"),
    ],
)
def test_what_no_graft_can_be_is_refused_with_the_remedy(fields, said):
    base = {"relation": "matched_sibling", "source": "mobilized_blood", "cd34_per_kg": 5e6}
    with pytest.raises(ValidationError, match=said):
        Donor.model_validate(base | fields)


def test_units_and_the_limit_itself_may_have_a_dose():
    most = number("t_cell_dose.most_in_selected_graft")
    base = {"relation": "matched_sibling", "source": "mobilized_blood", "cd34_per_kg": 5e6}
    assert Donor.model_validate(base | {"prophylaxis": "cd34_selection", "t_cells_per_kg": most}).t_cells_per_kg == most
    unit = {"relation": "cord_blood", "source": "cord_blood", "cd34_per_kg": 2e5, "t_cells_per_kg": 6e5}
    assert Donor.model_validate(unit).t_cells_per_kg == 6e5


def test_the_schema_of_a_case_knows_them():
    fields = case_schema()["$defs"]["Donor"]["properties"]
    assert "cd34_selection" in fields["prophylaxis"]["enum"]
    assert "t_cells_per_kg" in fields

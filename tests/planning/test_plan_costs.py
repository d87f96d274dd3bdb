"""Costs in the result of a plan: nothing changes without them, sums agree, and what is not known stays so."""

import json
from functools import lru_cache

import numpy as np
import pytest
import xarray as xr

from hemograft.planning.plan import Plan, make_plan
from hemograft.planning.plan_costs import cost_horizons
from hemograft.planning.price_file import read_prices
from hemograft.planning.price_list import CoursePrices, DrugPrices, PriceList
from tests.planning.cases_at_hand import EXAMPLES, case_of, donor

APLASIA = case_of("severe_aplastic_anemia", donors=[donor("sister", "bone_marrow")])
ILLUSTRATION = read_prices(EXAMPLES / "prices" / "us_illustration.yaml")
UNDISCOUNTED = ILLUSTRATION.model_copy(update={"discount_rate": 0.0})
NAMES = ("observation", "eltrombopag", "transplant_sister")


TABLETS = PriceList(currency="EUR", price_year=2024, drugs={"eltrombopag": DrugPrices(per_unit=2.0)})
LISTS = {"none": None, "illustration": ILLUSTRATION, "undiscounted": UNDISCOUNTED, "tablets": TABLETS}


@lru_cache
def plan_with(name: str, workers: int = 1) -> Plan:
    return make_plan(
        APLASIA, chosen=NAMES, patients=70, days=40, follow_up=800, seed=4, workers=workers, prices=LISTS[name]
    )


def result_with(name: str) -> xr.Dataset:
    return plan_with(name).result


def test_without_a_price_list_a_plan_is_what_it_was():
    plain, priced = plan_with("none"), plan_with("illustration")
    assert "cost" not in plain.result
    assert "prices_sha256" not in plain.manifest
    for name in plain.result.variables:
        np.testing.assert_array_equal(plain.result[name], priced.result[name], err_msg=str(name))
    assert {name: priced.manifest[name] for name in plain.manifest} == plain.manifest
    assert priced.manifest["prices_sha256"] == ILLUSTRATION.prices_sha256


def test_the_mean_cost_is_the_units_times_their_prices():
    result = result_with("undiscounted")
    expected = (result["units_used"] * result["price"].fillna(0.0)).sum("resource")
    found = result["cost"].isel(cost_by_day=-1).mean("patient")
    np.testing.assert_allclose(found.to_numpy(), expected.to_numpy(), rtol=1e-9)
    assert result["cost"].attrs["units"] == "USD of 2018"


def test_discounted_costs_are_lower_and_later_horizons_cost_more():
    now, later = result_with("undiscounted")["cost"], result_with("illustration")["cost"]
    assert now["cost_by_day"].to_numpy().tolist() == [365, 730, 800]
    assert (later <= now).all()
    assert (later < now).any()
    assert (later.diff("cost_by_day") >= 0.0).all()


def test_years_are_discounted_as_the_costs_are():
    result, plain = result_with("illustration"), result_with("undiscounted")
    np.testing.assert_array_equal(plain["discounted_quality_adjusted_years"], plain["quality_adjusted_years"])
    assert (result["discounted_quality_adjusted_years"] < result["quality_adjusted_years"]).all()


def test_workers_do_not_change_a_cost():
    np.testing.assert_array_equal(plan_with("illustration").result["cost"], plan_with("illustration", 2).result["cost"])


def test_what_has_no_price_is_listed_and_costs_nothing():
    result = result_with("tablets")
    listed = json.loads(result.attrs["unpriced"])
    assert {"platelet_unit", "transplantation.bone_marrow", "donor.matched_sibling", "drugs.filgrastim"} <= set(listed)
    assert not [name for name in listed if name.startswith("drugs.eltrombopag")]
    cost = result["cost"].isel(cost_by_day=-1).mean("patient")
    assert cost.sel(strategy="observation") == 0.0
    assert cost.sel(strategy="transplant_sister") == 0.0
    tablets = result["units_used"].sel(strategy="eltrombopag", resource="drugs.eltrombopag.per_unit")
    assert float(cost.sel(strategy="eltrombopag")) == pytest.approx(2.0 * float(tablets))


def test_strategies_without_a_prediction_of_survival_have_no_cost():
    case = case_of("cirrhosis_with_hypersplenism")
    plan = make_plan(case, chosen=("observation",), patients=8, days=10, follow_up=20, seed=1, prices=ILLUSTRATION)
    assert np.isnan(plan.result["cost"]).all()
    assert np.isnan(plan.result["units_used"]).all()


def test_a_price_by_day_lasts_as_long_as_life():
    prices = PriceList(currency="EUR", price_year=2024, courses={"immunosuppression": CoursePrices(once=7, per_day=1)})
    plan = make_plan(
        APLASIA, chosen=("immunosuppression",), patients=8, days=10, follow_up=500, seed=1, prices=prices, workers=1
    )
    lived = plan.result["death"].clip(max=500.0)
    np.testing.assert_allclose(plan.result["cost"].isel(cost_by_day=-1), 7.0 + lived)


@pytest.mark.parametrize(
    ("follow_up", "days"),
    [(365, [365]), (366, [365, 366]), (1826, [365, 730, 1826]), (60, [60]), (3652, [365, 730, 1826, 3652])],
)
def test_horizons_are_the_years_inside_the_follow_up_and_its_end(follow_up: int, days: list[int]):
    assert cost_horizons(follow_up) == days

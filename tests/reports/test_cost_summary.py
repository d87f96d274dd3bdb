"""Costs in the report of a made-up plan: statistics in closed form, words, and the picture."""

import json
from io import StringIO

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from hemograft.reports.bundle import PlanReport, StrategyReport
from hemograft.reports.comparison import NOTHING
from hemograft.reports.console import plan_view
from hemograft.reports.cost_comparison import NO_COST, amount, cost_measures, cost_reading, years_lived
from hemograft.reports.cost_figure import PlanePoint, cost_effectiveness_plane
from hemograft.reports.cost_pictures import plane, resource_lines
from hemograft.reports.page import render_page
from hemograft.reports.palette import looks
from hemograft.reports.resource_names import resource_title
from hemograft.reports.summary import summarize
from tests.reports.conftest import MakeResult

YEARS = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0], [3.0, 2.0, 1.0, 3.0]])
COST = np.array([[10.0, 20.0, 30.0, 40.0], [110.0, 130.0, 130.0, 150.0], [60.0, 60.0, 60.0, 60.0]])


@pytest.fixture
def priced(make_result: MakeResult) -> xr.Dataset:
    """Observation is cheapest, the transplant dearer and better by a year, eltrombopag dearer and worse; rituximab has
    no cost."""
    plain = make_result(4, 30, observation={}, transplant_1={}, eltrombopag={}, rituximab={})
    nothing = np.full((1, 4), np.nan)
    cost = np.concatenate([COST, nothing])
    return (
        plain.assign(
            cost=(
                ("strategy", "patient", "cost_by_day"),
                np.stack([0.5 * cost, cost], axis=2),
                {"units": "EUR of 2024"},
            ),
            discounted_quality_adjusted_years=(("strategy", "patient"), np.concatenate([YEARS, nothing])),
            units_used=(("strategy", "resource"), np.array([[0.0, 3.0], [1.0, 12.0], [0.0, 0.5], [np.nan, np.nan]])),
            price=(("resource",), np.array([80.0, np.nan])),
        )
        .assign_coords(cost_by_day=[365, 800], resource=["donor.haploidentical", "platelet_unit"])
        .assign_attrs(
            follow_up="800",
            discount_rate="0.03",
            willingness_to_pay="50",
            unpriced=json.dumps(["platelet_unit"]),
        )
    )


def words(priced: xr.Dataset) -> PlanReport:
    names = [str(name) for name in priced["strategy"].to_numpy()]
    return PlanReport("Plan", (), (), tuple(StrategyReport(name, "Something.") for name in names))


def test_means_and_paired_differences_have_their_closed_forms(priced: xr.Dataset):
    summary = summarize(priced)
    assert summary["mean_cost"].sel(cost_by_day=800).to_numpy()[:3].tolist() == [25.0, 130.0, 60.0]
    assert summary["mean_cost"].sel(cost_by_day=365).to_numpy()[:3].tolist() == [12.5, 65.0, 30.0]
    assert float(summary["mean_cost_error"][0, 1]) == pytest.approx(np.std(COST[0], ddof=1) / 2.0)
    transplant = summary.sel(strategy="transplant_1")
    assert float(transplant["cost_difference"]) == 105.0
    assert float(transplant["cost_difference_error"]) == pytest.approx(np.std(COST[1] - COST[0], ddof=1) / 2.0)
    assert (float(transplant["years_difference"]), float(transplant["years_difference_error"])) == (1.0, 0.0)


def test_verdicts_ratio_and_net_benefit(priced: xr.Dataset):
    summary = summarize(priced)
    assert summary["verdict"].to_numpy().tolist() == ["cheapest", "on the frontier", "dominated", ""]
    assert float(summary["ratio"].sel(strategy="transplant_1")) == 105.0
    benefit = 50.0 * YEARS - COST
    assert summary["net_benefit"].to_numpy()[:3] == pytest.approx(benefit.mean(axis=1))
    best = benefit.mean(axis=1).argmax()
    assert summary["benefit_shortfall"].to_numpy()[:3] == pytest.approx((benefit[best] - benefit).mean(axis=1))
    assert float(summary["best_share"].sum()) == pytest.approx(1.0)
    assert np.isnan(float(summary["ratio"].sel(strategy="rituximab")))


def test_without_a_willingness_to_pay_there_is_no_net_benefit(priced: xr.Dataset):
    summary = summarize(priced.assign_attrs(willingness_to_pay=""))
    assert np.isnan(summary["best_share"]).all()
    assert not [measure for measure in cost_measures(summary) if measure.group.startswith("Net benefit")]
    assert "Net benefit" not in cost_reading(summary)


def test_a_plan_without_prices_has_no_costs(result: xr.Dataset):
    summary = summarize(result)
    assert "mean_cost" not in summary
    assert cost_measures(summary) == ()


def test_the_table_says_verdicts_in_words_and_leaves_out_what_has_no_cost(priced: xr.Dataset):
    measures = {(measure.group, measure.heading): measure.cells for measure in cost_measures(summarize(priced))}
    assert [cell.value for cell in measures["A further year", "costs"]] == ["cheapest", "105", "dominated", "–"]
    assert measures["Mean cost, EUR of 2024", "by 1 year"][3] == NOTHING
    assert measures["Against observation", "years"][1].value == "1.00"
    assert measures["Against observation", "years"][2].value == "−0.25"
    assert ("Quality-adjusted years", "of 2.19, discounted") in measures


def test_the_reading_names_what_has_no_price_and_no_cost(priced: xr.Dataset):
    said = cost_reading(summarize(priced))
    assert "Unpriced, counted as 0: Platelet unit." in said
    assert "No cost where survival is not predicted: Rituximab." in said
    assert "by 3 % a year" in said
    assert "first-order" in said
    assert "After the 30 days of counts" in said


def test_nothing_is_held_where_counts_are_simulated_to_the_end(priced: xr.Dataset):
    summary = summarize(priced)
    assert "last four weeks" not in cost_reading(summary.assign_attrs(follow_up=summary.attrs["horizon"]))


def printed(bundle: PlanReport, dataset: xr.Dataset, width: int) -> str:
    console = Console(width=width, record=True, file=StringIO())
    console.print(plan_view(bundle, summarize(dataset), width))
    return console.export_text()


def test_a_terminal_shows_the_table_within_its_width(priced: xr.Dataset):
    wide, narrow = (printed(words(priced), priced, width) for width in (160, 66))
    for text, width in ((wide, 160), (narrow, 66)):
        table = text.split("Cost of care, EUR of 2024")[1].split("Costs are the")[0]
        assert "Rituximab" not in table
        assert "dominated" in table
        assert max(map(len, text.splitlines())) <= width
    assert "Left out of 66 columns" in narrow


def test_the_page_has_the_table_the_picture_and_the_resources(priced: xr.Dataset):
    page = render_page(words(priced), priced)
    assert "What the care costs" in page
    assert 'id="cost-effectiveness"' in page
    assert "Resources behind the costs" in page
    assert "Donor, haploidentical" in page


def test_where_nothing_is_predicted_a_sentence_stands_for_the_costs(priced: xr.Dataset):
    unknown = priced.assign(
        cost=priced["cost"] * np.nan,
        discounted_quality_adjusted_years=priced["discounted_quality_adjusted_years"] * np.nan,
    )
    unknown["cost"].attrs["units"] = "EUR of 2024"
    assert NO_COST in " ".join(printed(words(priced), unknown, 100).split())
    page = render_page(words(priced), unknown)
    assert NO_COST in page
    assert "cost-effectiveness" not in page


def test_resources_are_those_that_are_used(priced: xr.Dataset):
    lines = resource_lines(words(priced), summarize(priced))
    assert [(line.resource, line.price, line.units) for line in lines] == [
        ("Donor, haploidentical", "80", ("0", "1", "0")),
        ("Platelet unit", "unpriced", ("3", "12", "0.5")),
    ]


@pytest.mark.parametrize(
    ("resource", "title"),
    [
        ("drugs.romiplostim.per_unit", "Romiplostim, ug"),
        ("drugs.tranexamic_acid.per_day_given", "Tranexamic acid, days given"),
        ("drugs.filgrastim", "Filgrastim"),
        ("courses.rituximab.once", "Rituximab, courses"),
        ("courses.rilzabrutinib.per_day", "Rilzabrutinib, days"),
        ("transplantation.bone_marrow", "Transplantation, bone marrow"),
        ("acute_gvhd_grade_3_4", "Acute GVHD of grade III–IV"),
        ("red_cell_unit", "Red cell unit"),
    ],
)
def test_resources_have_names_that_are_spoken(resource: str, title: str):
    assert resource_title(resource) == title


def test_the_plane_says_each_point_and_draws_the_frontier(priced: xr.Dataset):
    picture = plane(words(priced), summarize(priced))
    assert picture is not None
    assert "Transplant 1 105 and 1.00 years more, on the frontier" in picture.alternative
    assert "Rituximab" not in picture.alternative
    (line,) = (trace for trace in picture.figure.to_dict()["data"] if trace["mode"] == "lines")
    assert (line["x"], line["y"]) == ([0.0, 1.0], [0.0, 105.0])


def test_names_beside_the_plane_do_not_touch():
    names = [f"transplant_{place}" for place in range(14)]
    points = {
        name: PlanePoint(0.1 * place, float(place % 2), 0.01, 0.1, place == 0, "") for place, name in enumerate(names)
    }
    figure = cost_effectiveness_plane(points, looks(names), "EUR of 2024")
    inside = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    places = sorted(inside * note.y for note in figure.layout.annotations if note.text.startswith("Transplant"))
    assert len(places) == 14
    assert np.diff(places).min() >= 17.9
    assert places[0] >= 0.0
    assert places[-1] <= inside


@pytest.mark.parametrize(("value", "text"), [(1234567.0, "1,230,000"), (-41.26, "−41"), (-0.3, "0"), (999.6, "1,000")])
def test_amounts_have_three_digits(value: float, text: str):
    assert amount(value) == text


@pytest.mark.parametrize(("value", "text"), [(1.235, "1.24"), (-0.254, "−0.25"), (-0.001, "0.00")])
def test_years_have_two_decimals(value: float, text: str):
    assert years_lived(value) == text


def test_a_plan_of_one_strategy_has_a_plane_of_one_point(priced: xr.Dataset):
    alone = priced.sel(strategy=["observation"])
    picture = plane(words(alone), summarize(alone))
    assert picture is not None
    assert (
        picture.alternative == "Further cost and quality-adjusted years: Observation 0 and 0.00 years more, cheapest."
    )
    assert summarize(alone)["best_share"].to_numpy().tolist() == [1.0]

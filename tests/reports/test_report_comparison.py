"""The measures in words."""

from collections.abc import Callable

import pytest
import xarray as xr

from hemograft.reports.comparison import BLEEDING, Measure, comparison, recovery_note, strategy_title
from hemograft.reports.summary import summarize


def measure(result: xr.Dataset, group: str, heading: str) -> Measure:
    return next(item for item in comparison(summarize(result)) if (item.group, item.heading) == (group, heading))


@pytest.mark.parametrize(
    ("daily", "said"),
    [((1.0, 2.0), ("10", "20")), ((0.25, 2.0), ("2.5", "20.0")), ((0.1, 0.1), ("1", "1"))],
)
def test_shares_of_a_unit_get_a_decimal_for_the_whole_measure(
    make_result: Callable[..., xr.Dataset], daily: tuple[float, float], said: tuple[str, str]
) -> None:
    observation, romiplostim = ({"transfusions": units} for units in daily)
    result = make_result(2, 9, observation=observation, romiplostim=romiplostim)
    assert tuple(cell.value for cell in measure(result, "Platelet units", "given").cells) == said


def test_bleeds_are_counted_as_bleeds(make_result: Callable[..., xr.Dataset]) -> None:
    result = make_result(2, 9, observation={"bleeding": 0.1})
    assert measure(result, BLEEDING, "at least one bleed").cells[0].value == "65 %"  # 1 - 0.9^10
    assert measure(result, BLEEDING, "expected bleeds").cells[0].value == "1.0"


def test_only_a_transplant_needs_the_note_on_its_first_day(make_result: Callable[..., xr.Dataset]) -> None:
    result = make_result(2, 9, observation={}, transplant_1={})
    assert recovery_note(summarize(result)) == ""
    infused = result.assign_coords(recovery_from=("strategy", [0, 7]))
    said = recovery_note(summarize(infused))
    assert said.endswith("from the start of the plan, searched from the infusion on; the cells are given on day 7.")


def test_measures_that_no_strategy_has_are_left_out(make_result: Callable[..., xr.Dataset]) -> None:
    groups = {item.group for item in comparison(summarize(make_result(2, 9, observation={})))}
    assert "Donor chimerism" not in groups
    assert "Platelet units" in groups
    donor = make_result(2, 9, observation={}, transplant_1={"donor_chimerism": 0.5})
    assert [cell.value for cell in measure(donor, "Donor chimerism", "day 9").cells] == ["–", "50 %"]


def test_abbreviations_are_printed_as_such() -> None:
    assert strategy_title("hla_matched_transfusion") == "HLA matched transfusion"
    assert strategy_title("tranexamic_acid") == "Tranexamic acid"

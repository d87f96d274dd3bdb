"""The terminal report at 100 columns."""

from collections import Counter
from collections.abc import Callable
from io import StringIO

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from hemograft import NOTICE
from hemograft.reports.bundle import PlanReport, StrategyReport
from hemograft.reports.comparison import strategy_title
from hemograft.reports.console import comparison_table, fitting_measures, print_plan
from hemograft.reports.summary import summarize


def printed(bundle: PlanReport, result: xr.Dataset) -> str:
    text = StringIO()
    print_plan(bundle, result, Console(file=text, width=100, force_terminal=False))
    return text.getvalue()


def test_fits_100_columns_and_says_everything(bundle: PlanReport, result: xr.Dataset) -> None:
    text = printed(bundle, result)
    assert text.splitlines()[0].strip() == NOTICE
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100
    assert "…" not in text
    for said in (
        "Warning: Counts are <old>.",
        "Seeding of CD34 cells: 0.05 [Transplant 1]",
        "On request (--strategies): therapeutic_transfusion.",
        "Watch & wait.",
        "97 %",
        ">365",
    ):
        assert said in text
    # Rising by one a day from 4: at 20 on day 16, at 50 on day 46.
    row = next(line for line in text.splitlines() if line.startswith("Transplant 1"))
    assert row.split()[2:10] == ["0", "%", "100", "%", "100", "%", "16", "46"]


def test_markup_in_patient_text_is_shown_not_obeyed(bundle: PlanReport, result: xr.Dataset) -> None:
    assert "[bold]loud[/bold]" in printed(bundle, result)


def test_eight_strategies_with_wide_numbers_still_fit(make_result: Callable[..., xr.Dataset]) -> None:
    names = [
        "observation",
        "platelet_transfusion",
        "remove_drug",
        "romiplostim",
        "eltrombopag",
        "lusutrombopag",
    ]
    names += ["transplant_haploidentical_father", "transplant_2"]
    wide = {"platelets": 15.0, "transfusions": 1.0, "bleeding": 0.3, "donor_chimerism": 1.0}
    result = make_result(3, 365, **{name: wide for name in names})
    bundle = PlanReport("Plan", (), (), tuple(StrategyReport(name, "One sentence.") for name in names))
    text = printed(bundle, result)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 100
    assert "…" not in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_narrow_terminal_loses_measures_but_never_part_of_one(
    make_result: Callable[..., xr.Dataset], width: int
) -> None:
    names = ["platelet_transfusion", "lusutrombopag", "transplant_haploidentical_father"]
    spread = np.array([5.0, 15.0, 60.0])[:, None]
    wide = {"platelets": spread, "transfusions": 0.3, "bleeding": 0.3, "donor_chimerism": spread / 60.0}
    result = make_result(3, 365, **{name: wide for name in names})
    bundle = PlanReport("Plan", (), (), tuple(StrategyReport(name, "One sentence.") for name in names))
    summary, text = summarize(result), StringIO()
    Console(file=text, width=width, force_terminal=False).print(comparison_table(bundle, summary, width))
    assert max(len(line.rstrip()) for line in text.getvalue().splitlines()) <= width
    measures = fitting_measures(bundle, summary, width)
    assert len(measures) >= {60: 5, 80: 7, 100: 9}[width]
    said = ["Strategy", *map(strategy_title, names)]
    for measure in measures:
        said += [measure.narrow, *(str(text) for cell in measure.cells for text in cell[:3])]
    words = [word for word in text.getvalue().split() if set(word) != {"─"}]
    assert Counter(words) == Counter(" ".join(said).split())


def test_each_assumption_is_said_once_with_whom_it_concerns(bundle: PlanReport, result: xr.Dataset) -> None:
    text = " ".join(printed(bundle, result).split())
    assert text.count("Nobody moves away. [every strategy]") == text.count("Nobody moves away.") == 1
    assert "No <b>change</b> of disease. [Observation]" in text

"""The terminal report at 100 columns."""

from collections.abc import Callable
from io import StringIO

import xarray as xr
from rich.console import Console

from hemograft import NOTICE
from hemograft.reports.console import print_plan
from hemograft.reports.summary import PlanReport, StrategyReport


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
        "Seeding of CD34 cells: 0.05",
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

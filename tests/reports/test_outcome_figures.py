"""Pictures of outcomes: the right shares on the square root of time, told to whoever cannot see them."""

from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from hemograft.reports.bundle import PlanReport
from hemograft.reports.outcome_figures import occupancy_areas, survival_rows
from hemograft.reports.outcome_pictures import occupancies, states_shown, survival
from hemograft.reports.outcome_summary import history_of
from hemograft.reports.palette import STATE_COLORS, looks
from hemograft.reports.state_occupancy import State, state_occupancy
from hemograft.reports.summary import summarize
from hemograft.reports.time_scale import DAYS, drawn_days, position, ticks


def traces(figure: go.Figure) -> list[Any]:
    return list(cast("Any", figure.data))


def layout(figure: go.Figure) -> Any:
    return figure.layout


def test_time_runs_as_its_square_root() -> None:
    days = drawn_days(1826.0)
    assert (days[0], days[-1]) == (0.0, 1826.0)
    assert (np.diff(days) >= 1.0).all()
    assert np.searchsorted(days, 365.0) / days.size == pytest.approx(np.sqrt(0.2), abs=0.03)
    positions, labels = ticks(1826.0)
    assert labels == ["0", "30 d", "100 d", "1 y", "2 y", "3 y", "5 y"]
    assert positions == [float(position(DAYS[label])) for label in labels]
    assert ticks(400.0)[1] == ["0", "30 d", "100 d", "1 y"]


def test_areas_stack_up_to_all_patients(followed: xr.Dataset) -> None:
    days = drawn_days(730.0)
    shares = state_occupancy(history_of(followed.sel(strategy="transplant_1")), days)
    *areas, line = traces(occupancy_areas(shares, days))
    shown = [state for state in State if shares[state].any()]
    assert [area.fillcolor for area in areas] == [STATE_COLORS[state] for state in shown]
    assert {area.stackgroup for area in areas} == {"states"}
    np.testing.assert_allclose(np.sum([area.y for area in areas], axis=0), 100.0, atol=0.1)
    assert line.stackgroup is None
    assert (line.y[0], line.y[-1]) == (100.0, 50.0), "survival"
    assert np.asarray(line.x)[-1] == pytest.approx(np.sqrt(730.0))


def test_numbers_beside_the_areas_do_not_collide(followed: xr.Dataset) -> None:
    days = drawn_days(730.0)
    shares = state_occupancy(history_of(followed.sel(strategy="transplant_1")), days)
    heights = [label.y for label in layout(occupancy_areas(shares, days)).annotations]
    assert len(heights) >= 3
    assert (np.diff(heights) >= 6.0).all()


def test_rows_of_survival_hold_their_interval() -> None:
    days = drawn_days(365.0)
    percent, error = np.linspace(100.0, 60.0, days.size), np.full(days.size, 2.0)
    figure = survival_rows({"transplant_1": percent}, looks(["transplant_1"]), days, {"transplant_1": error})
    band, line = traces(figure)
    assert np.asarray(line.customdata)[-1].tolist() == [365.0, 60.0]
    # A row is 0.8 high: 1.96 errors of 2 % lie 0.031 above and below, but never above 100 %.
    assert np.asarray(band.y)[days.size - 1] == pytest.approx(np.asarray(line.y)[-1] - 0.03136, abs=1e-4)
    assert np.asarray(band.y)[0] == np.asarray(line.y)[0]
    assert [label.text for label in layout(figure).annotations] == ["Transplant 1", "60 %"]


def test_pictures_tell_what_they_show(bundle: PlanReport, followed: xr.Dataset) -> None:
    summary = summarize(followed)
    picture = survival(bundle, followed, summary)
    assert picture is not None
    assert picture.alternative == (
        "Survival: Transplant 1 75 % after 100 days, 75 % after 1 year, 50 % after 2 years."
    )  # not predicted for observation
    (states,) = occupancies(followed, summary)
    assert "after 100 days 70 % alive without these, 5 % after graft failure, 25 % died of infection" in (
        states.alternative
    )
    assert states_shown(followed, summary) == (
        State.WELL, State.ACUTE, State.CHRONIC, State.FAILED, State.RELAPSED, State.DIED_OF_DISEASE,
        State.DIED_OF_INFECTION,
    )  # fmt: skip


def test_without_outcomes_there_is_no_picture(bundle: PlanReport, result: xr.Dataset) -> None:
    summary = summarize(result)
    assert survival(bundle, result, summary) is None
    assert occupancies(result, summary) == ()
    assert states_shown(result, summary) == ()

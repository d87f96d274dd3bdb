"""What the figures draw: the right numbers on the right axes."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from hemograft.reports.figures import (
    FLOOR,
    chimerism_course,
    interval_dots,
    platelet_course,
    response_by_day,
    time_range,
)
from hemograft.reports.palette import looks


def traces(figure: go.Figure) -> list[Any]:
    return list(cast("Any", figure.data))


def layout(figure: go.Figure) -> Any:
    return figure.layout


def test_course_draws_the_quantiles_of_the_patients(make_result: Callable[..., xr.Dataset]) -> None:
    counts = np.linspace(0.0, 100.0, 101)[:, None]
    platelets = make_result(101, 30, romiplostim={"platelets": counts})["platelets"].sel(strategy="romiplostim")
    look = looks(["romiplostim"])["romiplostim"]
    figure = platelet_course(platelets, ((-3.0, 1.0), (0.0, 9.0)), look, 300.0)
    outer, inner, median, measured = traces(figure)
    assert set(np.asarray(outer.y)) == {5.0, 95.0}
    assert set(np.asarray(inner.y)) == {25.0, 75.0}
    assert set(np.asarray(median.y)) == {50.0}
    assert median.line.color == look.color
    # A count of 1 is drawn on the floor of the logarithmic axis, and told as it is when pointed at.
    assert np.asarray(measured.y).tolist() == [FLOOR, 9.0]
    assert np.asarray(measured.customdata).tolist() == [1.0, 9.0]
    assert layout(figure).yaxis.type == "log"
    assert [label.text for label in layout(figure).annotations] == ["10", "20", "50", "150 normal"]


def test_course_without_counts_starts_at_day_0() -> None:
    assert time_range(100) == [0.0, 100.0]
    assert time_range(100, ((-5.0, 9.0),)) == [-6.0, 100.0]
    assert time_range(100, ((-400.0, 9.0),)) == [-20.0, 100.0]


def test_response_lines_and_labels(result: xr.Dataset) -> None:
    chosen = looks(["observation", "transplant_1"])
    figure = response_by_day(result["platelets"], chosen, 60)
    watching, transplant = (np.asarray(line.y) for line in traces(figure))
    assert watching.max() == 0.0
    assert np.flatnonzero(transplant == 100.0)[0] == 46  # 46 + 4 = 50
    assert [label.text for label in layout(figure).annotations] == [
        "<b>0</b> Observation",
        "<b>100</b> Transplant 1",
    ]
    assert [line.line.color for line in traces(figure)] == [look.color for look in chosen.values()]


def test_chimerism_band_holds_its_median(result: xr.Dataset) -> None:
    donors = result["donor_chimerism"].sel(strategy=["transplant_1"])
    band, median = traces(chimerism_course(donors, looks(["transplant_1"]), 365))
    assert np.asarray(median.y)[-1] == pytest.approx(97.0)
    assert np.asarray(band.y).max() == pytest.approx(97.0)


def test_dots_stand_at_their_values() -> None:
    quantities = {"observation": (1.0, 2.0, 5.0, "2"), "romiplostim": (0.0, 0.0, 3.0, "0")}
    figure = interval_dots(quantities, looks(list(quantities)), "units")
    assert [list(trace.x) for trace in traces(figure)] == [[1.0, 5.0], [2.0], [0.0, 3.0], [0.0]]
    assert [label.text for label in layout(figure).annotations] == ["2", "0"]
    assert layout(figure).yaxis.range[0] > layout(figure).yaxis.range[1]  # the first strategy on top

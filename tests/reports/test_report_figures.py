"""What the figures draw: the right numbers on the right axes."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from hemograft.reports.figures import (
    FLOOR,
    broken,
    interval_dots,
    platelet_course,
    share_rows,
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


def test_rows_hold_their_percentages_and_end_in_words() -> None:
    shares = {"observation": np.zeros(61), "transplant_1": np.linspace(0.0, 100.0, 61)}
    chosen = looks(list(shares))
    figure = share_rows(shares, chosen, 60)
    below, watching, _, transplant = traces(figure)
    assert set(np.asarray(watching.y)) == {0.4}  # the foot of the first row
    assert np.asarray(transplant.y)[[0, 30, 60]] == pytest.approx([1.4, 1.0, 0.6])
    assert np.asarray(transplant.customdata)[30].tolist() == [30.0, 50.0]
    assert set(np.asarray(below.y)) == {0.4}
    assert [label.text for label in layout(figure).annotations] == ["Observation", "Transplant 1", "0 %", "100 %"]
    assert [line.line.color for line in (watching, transplant)] == [look.color for look in chosen.values()]


def test_a_band_holds_its_line() -> None:
    middle = np.full(31, 97.0)
    bands = {"transplant_1": (np.full(31, 90.0), np.full(31, 100.0))}
    band, median = traces(share_rows({"transplant_1": middle}, looks(["transplant_1"]), 30, bands))
    assert sorted(set(np.asarray(band.y))) == pytest.approx([-0.4, -0.32])
    assert np.asarray(median.y) == pytest.approx(-0.376)


def test_rows_do_not_touch_whatever_their_number() -> None:
    names = [f"drug_{index}" for index in range(20)]
    figure = share_rows({name: np.full(31, 100.0) for name in names}, looks(names), 30)
    tops = [float(np.asarray(trace.y)[0]) for trace in traces(figure)[1::2]]
    assert np.diff(tops) == pytest.approx(1.0)
    assert layout(figure).height >= 20 * 30  # two lines of text a row


def test_dots_stand_at_their_values() -> None:
    quantities = {"observation": (1.0, 2.0, 5.0, "2"), "romiplostim": (0.0, 0.0, 3.0, "0")}
    figure = interval_dots(quantities, looks(list(quantities)), "units")
    assert [list(trace.x) for trace in traces(figure)] == [[1.0, 5.0], [2.0], [0.0, 3.0], [0.0]]
    assert [label.text for label in layout(figure).annotations] == ["Observation", "Romiplostim", "2", "0"]
    assert layout(figure).yaxis.range[0] > layout(figure).yaxis.range[1]  # the first strategy on top


def test_broken_labels_are_escaped_line_by_line() -> None:
    assert (
        broken("Transplant of <i>sister</i> & self", 14) == "Transplant of<br>&lt;i&gt;sister&lt;/i&gt;<br>&amp; self"
    )

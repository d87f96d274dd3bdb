"""The cost-effectiveness plane: further cost against further quality-adjusted years, with the efficiency frontier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from hemograft.reports.comparison import strategy_title
from hemograft.reports.figures import broken, canvas
from hemograft.reports.palette import FAINT, INK, RULE, Look

HEIGHT, TOP, BOTTOM, LABELS = 460, 12, 52, 190
"""Pixels: the figure, its margins above and below, and the column of names at the right."""
LINE = 18
"""Pixels between two names of one line."""
ROOM = 0.12
"""Share of the span of the points left free around them."""


@dataclass(frozen=True)
class PlanePoint:
    """One strategy: years and cost beyond those of the cheapest, their 95 % Monte Carlo half-widths, and words."""

    years: float
    cost: float
    years_half_width: float
    cost_half_width: float
    on_frontier: bool
    words: str


def cost_effectiveness_plane(points: Mapping[str, PlanePoint], looks: Mapping[str, Look], money: str) -> go.Figure:
    """Strategies as points with crosses of their error, names at the right, the frontier as a line.

    points: strategy -> its place; looks: of at least these strategies; money: currency and year of the cost axis.
    """
    figure = canvas(height=HEIGHT, margin={"l": 78, "r": LABELS, "t": TOP, "b": BOTTOM})
    across, upward = (
        _range([(getattr(point, name), getattr(point, f"{name}_half_width")) for point in points.values()])
        for name in ("years", "cost")
    )
    figure.add_vline(x=0.0, line={"color": RULE, "width": 1}, layer="below")
    figure.add_hline(y=0.0, line={"color": RULE, "width": 1}, layer="below")
    frontier = sorted((point.years, point.cost) for point in points.values() if point.on_frontier)
    figure.add_scatter(
        x=[years for years, _ in frontier],
        y=[cost for _, cost in frontier],
        mode="lines",
        line={"color": INK, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    for name, point in points.items():
        look = looks[name]
        figure.add_scatter(
            x=[point.years],
            y=[point.cost],
            error_x={"array": [point.years_half_width], "color": look.color, "thickness": 1, "width": 0},
            error_y={"array": [point.cost_half_width], "color": look.color, "thickness": 1, "width": 0},
            mode="markers",
            marker={
                "color": look.color if point.on_frontier else "white",
                "line": {"color": look.color, "width": 2},
                "size": 11,
                "symbol": look.symbol,
            },
            hovertemplate=f"{escape(strategy_title(name))}: {escape(point.words)}<extra></extra>",
        )
    _write_names(figure, points, looks, across, upward)
    figure.update_xaxes(title_text="further quality-adjusted years", range=list(across), showgrid=True, gridcolor=RULE)
    figure.update_yaxes(
        title_text=f"further cost, {money}", range=list(upward), showgrid=True, gridcolor=RULE, tickformat=",.0f"
    )
    return figure


def _range(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Ends of an axis that holds every value with its half-width, and some room."""
    low = min(value - half for value, half in spans)
    high = max(value + half for value, half in spans)
    room = ROOM * ((high - low) or 1.0)
    return low - room, high + room


def _write_names(
    figure: go.Figure,
    points: Mapping[str, PlanePoint],
    looks: Mapping[str, Look],
    across: tuple[float, float],
    upward: tuple[float, float],
) -> None:
    """Names in a column at the right, in the order of the points and no two over each other, each with a thin line."""
    inside = HEIGHT - TOP - BOTTOM
    titles = {name: broken(strategy_title(name), 26) for name in points}
    heights = {name: LINE * (title.count("<br>") + 1) for name, title in titles.items()}
    wanted = {name: inside * (upward[1] - point.cost) / (upward[1] - upward[0]) for name, point in points.items()}
    for name, place in _apart(wanted, heights, float(inside)).items():
        point = points[name]
        figure.add_annotation(
            x=1.0,
            xref="paper",
            xanchor="left",
            xshift=14,
            y=1.0 - place / inside,
            yref="paper",
            yanchor="middle",
            text=titles[name],
            align="left",
            showarrow=False,
            font={"size": 12, "color": looks[name].color},
        )
        start = (point.years - across[0]) / (across[1] - across[0])
        figure.add_shape(
            type="line",
            xref="paper",
            yref="paper",
            x0=start,
            y0=1.0 - wanted[name] / inside,
            x1=1.012,
            y1=1.0 - place / inside,
            line={"color": FAINT, "width": 0.7},
            layer="below",
        )


def _apart(wanted: Mapping[str, float], heights: Mapping[str, int], room: float) -> dict[str, float]:
    """Places from the top, as near to the wanted ones as no overlap allows; they may run out of room at the bottom."""
    order = sorted(wanted, key=lambda name: wanted[name])
    places: dict[str, float] = {}
    lowest = 0.0
    for name in order:
        places[name] = max(wanted[name], lowest + heights[name] / 2.0)
        lowest = places[name] + heights[name] / 2.0
    highest = room
    for name in reversed(order):
        places[name] = min(places[name], highest - heights[name] / 2.0)
        highest = places[name] - heights[name] / 2.0
    return places

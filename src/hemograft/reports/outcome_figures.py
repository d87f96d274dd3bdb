"""Figures of outcomes over the whole follow-up, on the time scale of square roots."""

from collections.abc import Mapping
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from hemograft.reports.comparison import strategy_title
from hemograft.reports.figures import canvas, draw_share_row, frame_of_share_rows, write_beside
from hemograft.reports.palette import INK, MUTED, STATE_COLORS, Look
from hemograft.reports.state_occupancy import State
from hemograft.reports.time_scale import TICKS, position, ticks

Array = NDArray[np.float64]
PANEL_TICKS = ("0", "100 d", "1 y", "2 y", "5 y", "10 y")
"""Those that a narrow panel holds side by side."""
SMALLEST_NAMED = 0.015
"""Share at the end below which a state's number is not written beside it."""


def survival_rows(
    shares: Mapping[str, Array], looks: Mapping[str, Look], days: Array, errors: Mapping[str, Array]
) -> go.Figure:
    """Survival in percent, a row per strategy as in `share_rows`, with its 95 % Monte Carlo interval as a band.

    shares, errors: strategy -> percent and its standard error on ``days``.
    """
    figure = frame_of_share_rows(shares, looks)
    for row, (name, percent) in enumerate(shares.items()):
        spread = 1.96 * errors[name]
        band = (np.maximum(percent - spread, 0.0), np.minimum(percent + spread, 100.0))
        told = np.column_stack([days, np.round(percent, 1)])
        words = f"{escape(strategy_title(name))}, day %{{customdata[0]:.0f}}: %{{customdata[1]:.0f}} %<extra></extra>"
        draw_share_row(figure, row, position(days), percent, band, looks[name], told, words)
        write_beside(figure, row, f"{percent[-1]:.0f} %", looks[name])
    _time_axis(figure, float(days[-1]))
    return figure


def occupancy_areas(shares: Mapping[State, Array], days: Array) -> go.Figure:
    """Stacked shares of the states on ``days``, the best state at the bottom; shares of 0 to 1 that add up to 1.

    The heavy line is survival; beside it stand the shares at the end that are large enough to be read.
    """
    figure = canvas(height=260, margin={"l": 52, "r": 40, "t": 10, "b": 42})
    below = np.zeros(len(days))
    alive = np.zeros(len(days))
    written = -1.0
    for state, share in shares.items():
        if not share.any():
            continue
        figure.add_scatter(
            x=position(days),
            y=np.round(100.0 * share, 2),
            stackgroup="states",
            mode="lines",
            line={"color": "white", "width": 0.7},
            fillcolor=STATE_COLORS[state],
            customdata=days,
            hovertemplate=f"day %{{customdata:.0f}}: %{{y:.0f}} % {state.value}<extra></extra>",
        )
        end = float(100.0 * (below[-1] + share[-1] / 2.0))
        if share[-1] >= SMALLEST_NAMED and end - written >= 6.0:
            _write_share(figure, end, share[-1])
            written = end
        below = below + share
        if not state.value.startswith("died"):
            alive = below
    figure.add_scatter(
        x=position(days), y=np.round(100.0 * alive, 2), mode="lines", line={"color": INK, "width": 2}, hoverinfo="skip"
    )
    figure.update_yaxes(range=[0.0, 100.0], tickvals=[0, 25, 50, 75, 100], title_text="patients, %")
    _time_axis(figure, float(days[-1]), PANEL_TICKS)
    return figure


def _write_share(figure: go.Figure, height: float, share: float) -> None:
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=5,
        y=height,
        text=f"{100.0 * share:.0f} %",
        showarrow=False,
        font={"size": 11, "color": MUTED},
    )


def _time_axis(figure: go.Figure, last_day: float, chosen: tuple[str, ...] = TICKS) -> None:
    positions, labels = ticks(last_day, chosen)
    figure.update_xaxes(
        tickvals=positions,
        ticktext=labels,
        range=[0.0, float(position(last_day))],
        tickangle=0,
        title_text="time from the start of the plan",
        showgrid=True,
    )

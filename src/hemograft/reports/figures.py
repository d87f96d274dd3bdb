"""The figures of a plan, as Plotly figures in one quiet style."""

from collections.abc import Iterable, Mapping
from html import escape
from math import log10
from textwrap import wrap
from typing import Any

import numpy as np
import plotly.graph_objects as go
import xarray as xr
from numpy.typing import NDArray

from hemograft.reports.comparison import strategy_title
from hemograft.reports.palette import DANGER, FAINT, INK, MUTED, RULE, Look, translucent
from hemograft.reports.summary import quantiles_of_living

FLOOR = 2.0  # 10^9/L; lower counts are drawn here, since a logarithmic axis has no zero
ROW_HEIGHT = 38  # pixels; holds a name of two lines
SHARE_ROW, TALLEST_ROW, SHARE_ROWS = 44, 64, 400  # pixels: a row of percentages at least and at most, all of them
COUNT_TICKS = (2, 5, 10, 20, 50, 150, 400, 1000)
COUNT_LINES = ((10.0, "10"), (20.0, "20"), (50.0, "50"), (150.0, "150 normal"))
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def platelet_course(
    platelets: xr.DataArray,
    observed: tuple[tuple[float, float], ...],
    look: Look,
    ceiling: float,
) -> go.Figure:
    """One strategy's platelet course: median, 50 % and 90 % bands, thresholds, the patient's own counts.

    platelets: 10^9/L, dims (patient, day), NaN after death. observed: (day <= 0, 10^9/L). ceiling: top of the axis,
    10^9/L, shared by the strategies so that panels compare. The axis is logarithmic: the decisions lie between
    5 and 150, which a linear axis would press into its lowest third.
    """
    days = platelets["day"].to_numpy()
    q05, q25, median, q75, q95 = quantiles_of_living(
        platelets.transpose("patient", "day").to_numpy(), (0.05, 0.25, 0.5, 0.75, 0.95), axis=0
    )
    figure = canvas(height=250, margin={"l": 36, "r": 72, "t": 8, "b": 42})
    figure.add_hrect(y0=1.0, y1=10.0, fillcolor=translucent(DANGER, 0.07), line_width=0, layer="below")
    for threshold, label in COUNT_LINES:
        figure.add_hline(y=threshold, line={"color": FAINT, "width": 1, "dash": "dot"}, layer="below")
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=4,
            y=log10(threshold),
            text=label,
            showarrow=False,
            font={"size": 11, "color": DANGER if threshold <= 10 else MUTED},
        )
    around = np.concatenate([days, days[::-1]])
    for low, high, opacity in ((q05, q95, 0.16), (q25, q75, 0.30)):
        outline = np.maximum(np.concatenate([high, low[::-1]]), FLOOR)
        figure.add_scatter(
            x=around,
            y=np.round(outline, 1),
            fill="toself",
            fillcolor=translucent(look.color, opacity),
            line_width=0,
            mode="lines",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=days,
        y=np.round(np.maximum(median, FLOOR), 1),
        mode="lines",
        line={"color": look.color, "width": 2.5},
        customdata=np.round(np.column_stack([median, q25, q75, q05, q95]), 1),
        hovertemplate="day %{x}: median <b>%{customdata[0]:.0f}</b><br>half of patients %{customdata[1]:.0f}–"
        "%{customdata[2]:.0f}<br>90 % of patients %{customdata[3]:.0f}–%{customdata[4]:.0f}<extra></extra>",
    )
    if observed:
        known = np.array(sorted(observed), dtype=float)
        figure.add_scatter(
            x=known[:, 0],
            y=np.maximum(known[:, 1], FLOOR),
            customdata=known[:, 1],
            mode="lines+markers",
            line={"color": INK, "width": 1},
            marker={"color": INK, "size": 6},
            hovertemplate="day %{x}: measured %{customdata:.0f}<extra></extra>",
        )
        figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.update_yaxes(
        type="log",
        range=[log10(FLOOR * 0.9), log10(ceiling)],
        tickvals=COUNT_TICKS,
        ticktext=[str(t) for t in COUNT_TICKS],
    )
    figure.update_xaxes(title_text="days from the start of the plan", range=time_range(int(days[-1]), observed))
    return figure


def time_range(last_day: int, observed: tuple[tuple[float, float], ...] = ()) -> list[float]:
    """Ends of the time axis: measured counts get at most a fifth of the width, older ones fall outside it."""
    oldest = -min((day for day, _ in observed), default=0.0)
    return [-min(oldest + 1.0, 0.2 * last_day) if observed else 0.0, float(last_day)]


def share_rows(
    shares: Mapping[str, NDArray[np.floating]],
    looks: Mapping[str, Look],
    last_day: int,
    bands: Mapping[str, tuple[NDArray[np.floating], NDArray[np.floating]]] | None = None,
) -> go.Figure:
    """Percentages by day, a row per strategy, first on top: the row is 0 to 100 % high, its last value at the right.

    shares: strategy -> percent on days 0, 1, ...; looks: as for `interval_dots`; last_day: right end of the time axis;
    bands: strategy -> (low, high) in percent, drawn instead of the area below the line. Rows stay legible for any
    number of strategies, where lines in one frame would cross.
    """
    figure = frame_of_share_rows(shares, looks)
    for row, (name, percent) in enumerate(shares.items()):
        band = (bands or {}).get(name, (np.zeros(percent.size), percent))
        days = np.arange(float(percent.size))
        told = np.column_stack([days, np.round(percent, 1)])
        words = f"{escape(strategy_title(name))}, day %{{customdata[0]}}: %{{customdata[1]:.0f}} %<extra></extra>"
        draw_share_row(figure, row, days, percent, band, looks[name], told, words)
        write_beside(figure, row, f"{percent[last_day]:.0f} %", looks[name])
    figure.update_xaxes(title_text="days from the start of the plan", range=time_range(last_day), showgrid=True)
    return figure


def frame_of_share_rows(shares: Mapping[str, NDArray[np.floating]], looks: Mapping[str, Look]) -> go.Figure:
    """The frame of rows of percentages, with lines at 0, 50 and 100 % of each."""
    figure = frame_of_rows(shares, looks, max(SHARE_ROW, min(TALLEST_ROW, SHARE_ROWS // len(shares))))
    figure.update_layout(
        shapes=[
            {
                "type": "line",
                "xref": "x domain",
                "x0": 0,
                "x1": 1,
                "y0": height,
                "y1": height,
                "line": {"color": RULE if edge else FAINT, "width": 1, "dash": "dot" if edge == 50.0 else "solid"},
                "layer": "below",
            }
            for row in range(len(shares))
            for edge in (0.0, 50.0, 100.0)
            for height in (float(height_in_row(row, edge)),)
        ]
    )
    return figure


def draw_share_row(
    figure: go.Figure,
    row: int,
    across: NDArray[np.floating],
    percent: NDArray[np.floating],
    band: tuple[NDArray[np.floating], NDArray[np.floating]],
    look: Look,
    told: NDArray[np.floating],
    words: str,
) -> None:
    """One row of percentages over positions ``across``, with a band around it.

    told, words: custom data and template of what is shown when a point is pointed at.
    """
    low, high = band
    figure.add_scatter(
        x=np.concatenate([across, across[::-1]]),
        y=height_in_row(row, np.concatenate([high, low[::-1]])),
        fill="toself",
        fillcolor=translucent(look.color, 0.25),
        line_width=0,
        mode="lines",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=across,
        y=height_in_row(row, percent),
        customdata=told,
        mode="lines",
        line={"color": look.color, "width": 2},
        hovertemplate=words,
    )


def height_in_row(row: int, percent: Any) -> Any:
    """Where a percentage lies in its row: rows are one apart, downwards, and leave a gap between them."""
    return np.round(row + 0.4 - 0.008 * np.asarray(percent), 4)


def interval_dots(
    quantities: Mapping[str, tuple[float, float, float, str]], looks: Mapping[str, Look], axis: str
) -> go.Figure:
    """Horizontal dot and interval per strategy, first on top, the number in words at the right edge.

    quantities: strategy -> (low, value, high, words); looks: of at least these strategies; axis: title of the axis.
    """
    figure = frame_of_rows(quantities, looks)
    for row, (name, (low, value, high, words)) in enumerate(quantities.items()):
        look = looks[name]
        figure.add_scatter(
            x=[low, high],
            y=[row, row],
            mode="lines",
            line={"color": look.color, "width": 3},
            opacity=0.45,
            hoverinfo="skip",
            cliponaxis=False,
        )
        figure.add_scatter(
            x=[value],
            y=[row],
            mode="markers",
            marker={"color": look.color, "size": 11, "symbol": look.symbol},
            cliponaxis=False,
            hovertemplate=f"{escape(strategy_title(name))}: {words}<extra></extra>",
        )
        write_beside(figure, row, words, look)
    figure.update_xaxes(title_text=axis, rangemode="tozero", showgrid=True)
    return figure


def frame_of_rows(names: Iterable[str], looks: Mapping[str, Look], row_height: int = ROW_HEIGHT) -> go.Figure:
    """A frame with the names of the strategies, in their color, at the left of their rows."""
    chosen = list(names)
    figure = canvas(height=58 + row_height * len(chosen), margin={"l": 150, "r": 66, "t": 8, "b": 44})
    for row, name in enumerate(chosen):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="right",
            xshift=-12,
            y=row,
            text=broken(strategy_title(name), 18),
            align="right",
            showarrow=False,
            font={"size": 12, "color": looks[name].color},
        )
    figure.update_yaxes(range=[len(chosen) - 0.5, -0.5], showticklabels=False)
    figure.update_xaxes(gridcolor=RULE)
    return figure


def write_beside(figure: go.Figure, row: int, words: str, look: Look) -> None:
    """The number of a row in words, at its right end."""
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=12,
        y=row,
        text=words,
        showarrow=False,
        font={"size": 12, "color": look.color},
    )


def canvas(height: int, margin: dict[str, int]) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
        margin=margin,
        showlegend=False,
        hovermode="closest",
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        hoverlabel={"bgcolor": "white", "bordercolor": RULE, "font": {"color": INK}},
    )
    # Fixed axes let a finger scroll the page over a figure; the page offers time windows instead of zooming.
    figure.update_xaxes(
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        showline=True,
        linecolor=MUTED,
        ticks="outside",
        ticklen=4,
        tickcolor=MUTED,
        tickfont={"color": MUTED},
        title_font={"color": MUTED},
        title_standoff=6,
    )
    figure.update_yaxes(
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        tickfont={"color": MUTED},
        title_font={"color": MUTED},
    )
    return figure


def broken(text: str, width: int) -> str:
    """Text on lines of about `width` characters, escaped for Plotly, which reads labels as a kind of HTML."""
    return "<br>".join(escape(line) for line in wrap(text, width))

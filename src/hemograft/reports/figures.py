"""The figures of a plan, as Plotly figures in one quiet style."""

from html import escape
from math import log10

import numpy as np
import plotly.graph_objects as go
import xarray as xr

from hemograft.reports.comparison import strategy_title
from hemograft.reports.labels import apart, broken
from hemograft.reports.palette import DANGER, FAINT, INK, MUTED, RULE, Look, translucent

FLOOR = 2.0  # 10^9/L; lower counts are drawn here, since a logarithmic axis has no zero
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

    platelets: 10^9/L, dims (patient, day). observed: (day <= 0, 10^9/L). ceiling: top of the axis, 10^9/L,
    shared by the strategies so that panels compare. The axis is logarithmic: the decisions lie between
    5 and 150, which a linear axis would press into its lowest third.
    """
    days = platelets["day"].to_numpy()
    q05, q25, median, q75, q95 = np.quantile(
        platelets.transpose("patient", "day").to_numpy(), (0.05, 0.25, 0.5, 0.75, 0.95), axis=0
    )
    figure = _canvas(height=290, margin={"l": 40, "r": 68, "t": 8, "b": 42})
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


def response_by_day(
    platelets: xr.DataArray, looks: dict[str, Look], last_day: int, threshold: float = 50.0
) -> go.Figure:
    """Share of patients at or above the threshold (10^9/L) on each day, a labelled line per strategy.

    platelets: dims (strategy, patient, day). `last_day` is the right end of the time axis, where the labels
    stand.
    """
    above = (platelets >= threshold).mean("patient")
    shares = {str(name): 100 * above.sel(strategy=name).to_numpy() for name in above["strategy"].to_numpy()}
    figure = _lines(shares, looks, last_day)
    figure.update_yaxes(title_text=f"patients with platelets ≥ {threshold:g}, %")
    return figure


def chimerism_course(chimerism: xr.DataArray, looks: dict[str, Look], last_day: int) -> go.Figure:
    """Median donor chimerism with its 90 % band, a labelled line per transplant.

    chimerism: fraction, dims (strategy, patient, day). last_day: as for `response_by_day`.
    """
    percent = 100 * chimerism.transpose("strategy", "patient", "day")
    names = [str(name) for name in percent["strategy"].to_numpy()]
    low, median, high = np.nanquantile(percent.to_numpy(), (0.05, 0.5, 0.95), axis=1)
    bands = {name: (low[index], high[index]) for index, name in enumerate(names)}
    figure = _lines(dict(zip(names, median, strict=True)), looks, last_day, bands)
    figure.update_yaxes(title_text="neutrophils from the donor, %")
    return figure


def interval_dots(
    quantities: dict[str, tuple[float, float, float, str]], looks: dict[str, Look], axis: str
) -> go.Figure:
    """Horizontal dot and interval per strategy, first on top, the number in words at the right edge.

    quantities: strategy -> (low, value, high, words).
    """
    names = list(quantities)
    figure = _canvas(height=70 + 46 * len(names), margin={"l": 116, "r": 60, "t": 8, "b": 44})
    for row, name in enumerate(names):
        low, value, high, words = quantities[name]
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
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=14,
            y=row,
            text=words,
            showarrow=False,
            font={"size": 12, "color": look.color},
        )
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[broken(strategy_title(name), 18) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": INK},
        ticklen=8,
        tickcolor="white",
        ticks="outside",
        layer="below traces",  # else the white ticks, there for distance alone, notch the dots at zero
    )
    figure.update_xaxes(title_text=axis, rangemode="tozero", showgrid=True, gridcolor=RULE)
    return figure


def _lines(
    values: dict[str, np.ndarray],
    looks: dict[str, Look],
    last_day: int,
    bands: dict[str, tuple[np.ndarray, np.ndarray]] | None = None,
) -> go.Figure:
    """Percentages by day, one line a strategy, each labelled at its right end."""
    figure = _canvas(height=340, margin={"l": 52, "r": 150, "t": 12, "b": 42})
    for name, (low, high) in (bands or {}).items():
        days = np.arange(low.size)
        figure.add_scatter(
            x=np.concatenate([days, days[::-1]]),
            y=np.round(np.concatenate([high, low[::-1]]), 1),
            fill="toself",
            fillcolor=translucent(looks[name].color, 0.15),
            line_width=0,
            mode="lines",
            hoverinfo="skip",
        )
    for name, percent in values.items():
        figure.add_scatter(
            x=np.arange(percent.size),
            y=np.round(percent, 1),
            mode="lines",
            line={"color": looks[name].color, "width": 2.5},
            hovertemplate=f"{escape(strategy_title(name))}, day %{{x}}: %{{y:.0f}} %<extra></extra>",
        )
    ends = [float(percent[last_day]) for percent in values.values()]
    for (name, percent), height in zip(values.items(), apart(ends, gap=9.0, low=0.0, high=100.0), strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=height,
            showarrow=False,
            align="left",
            text=f"<b>{percent[last_day]:.0f}</b> {broken(strategy_title(name), 18)}",
            font={"size": 12, "color": looks[name].color},
        )
    figure.update_yaxes(range=[-2, 102], tickvals=[0, 25, 50, 75, 100], showgrid=True, gridcolor=RULE)
    figure.update_xaxes(title_text="days from the start of the plan", range=time_range(last_day))
    return figure


def _canvas(height: int, margin: dict[str, int]) -> go.Figure:
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

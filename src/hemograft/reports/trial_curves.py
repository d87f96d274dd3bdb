"""Curves of a virtual trial in SVG: incidence or survival with numbers at risk, and power by size of trial."""

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from hemograft.reports.groups import Group
from hemograft.reports.palette import FAINT, INK, LOOKS, MUTED, RULE
from hemograft.simulation.integrator import Array
from hemograft.trials.full_analysis import Curve, EndpointResult
from hemograft.trials.operating_characteristics import OperatingCharacteristics

ARM_COLORS = (LOOKS[Group.SUPPORTIVE].color, LOOKS[Group.CELLS].color)
"""Of the control and of the treated arm; the control's line is dashed as well, for gray print."""
WIDTH, HEIGHT = 560, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 12, 44
RISK_ROW = 17
MOST_POINTS = 1500
"""Points of a curve that are drawn: more cannot be told apart."""

Scale = Callable[[float], float]


def curve_figure(result: EndpointResult, titles: Sequence[str]) -> Markup:
    """Curves of both arms with pointwise 95 % bands, and how many are at risk below the days of the axis."""
    end = max(result.risk_days[-1], max(float(curve.days[-1]) for curve in result.curves))
    at_x = _scale(0.0, end, LEFT, WIDTH - RIGHT)
    at_y = _scale(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    parts = [_share_axis(at_y), _axis(at_x, result.risk_days, "days")]
    if result.choice.horizon is not None and result.choice.horizon < end:
        parts.append(
            Markup('<path d="M{:.1f} {} V{}" stroke="{}" stroke-dasharray="2 4"/>').format(
                at_x(result.choice.horizon), TOP, HEIGHT - BOTTOM, FAINT
            )
        )
    for place, curve in enumerate(result.curves):
        color = ARM_COLORS[place]
        days, value, low, high = _thinned(curve)
        around = _band(days, low, high, at_x, at_y)
        parts.append(Markup('<path d="{}" fill="{}" opacity="0.14"/>').format(around, color))
        parts.append(
            Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2.2"{}/>').format(
                _steps(days, value, at_x, at_y), color, Markup(' stroke-dasharray="7 4"') if place == 0 else ""
            )
        )
    parts.append(_text(4, HEIGHT + 14, "At risk", MUTED))
    for place, (curve, title) in enumerate(zip(result.curves, titles, strict=True)):
        row = HEIGHT + 18 + 2 * RISK_ROW * place + RISK_ROW
        parts.append(_text(4, row, title, ARM_COLORS[place]))
        parts += [
            _text(at_x(day), row + RISK_ROW - 2, str(count), ARM_COLORS[place], anchor="middle")
            for day, count in zip(result.risk_days, curve.at_risk, strict=True)
        ]
    words = "; ".join(
        f"{title} {curve.value[-1]:.0%} at the end of observation"
        for title, curve in zip(titles, result.curves, strict=True)
    )
    return _drawing(HEIGHT + 24 + 4 * RISK_ROW, f"{result.choice.title}: {words}.", parts)


def power_figure(found: OperatingCharacteristics, planned: int) -> Markup:
    """Power by number of patients, with the planned number and Monte Carlo 95 % intervals."""
    largest = max(point.patients for point in found.curve)
    at_x = _scale(0.0, largest * 1.04, LEFT, WIDTH - RIGHT)
    at_y = _scale(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    ticks = _round_ticks(largest)
    parts = [_share_axis(at_y), _axis(at_x, ticks, "patients")]
    for level in (0.8, 0.9):
        parts.append(
            Markup('<path d="M{} {:.1f} H{}" stroke="{}" stroke-dasharray="2 4"/>').format(
                LEFT, at_y(level), WIDTH - RIGHT, FAINT
            )
        )
    line = " ".join(
        f"{'L' if place else 'M'}{at_x(point.patients):.1f} {at_y(point.power.share):.1f}"
        for place, point in enumerate(found.curve)
    )
    parts.append(Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2"/>').format(line, ARM_COLORS[1]))
    for point in found.curve:
        width = 1.96 * point.power.standard_error
        low, high = max(point.power.share - width, 0.0), min(point.power.share + width, 1.0)
        parts.append(
            Markup('<path d="M{0:.1f} {1:.1f} V{2:.1f}" stroke="{3}" stroke-width="1.5"/>').format(
                at_x(point.patients), at_y(low), at_y(high), ARM_COLORS[1]
            )
        )
        chosen = point.patients == planned
        parts.append(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
                at_x(point.patients), at_y(point.power.share), 6 if chosen else 4,
                INK if chosen else "white", INK if chosen else ARM_COLORS[1],
            )
        )  # fmt: skip
    words = ", ".join(f"{point.power.share:.0%} with {point.patients}" for point in found.curve)
    return _drawing(HEIGHT, f"Power by number of patients: {words}.", parts)


def _scale(first: float, last: float, start: float, stop: float) -> Callable[[float], float]:
    return lambda value: start + (stop - start) * (value - first) / (last - first)


def _thinned(curve: Curve) -> tuple[Array, Array, Array, Array]:
    every = max(len(curve.days) // MOST_POINTS, 1)
    chosen = np.unique(np.append(np.arange(0, len(curve.days), every), len(curve.days) - 1))
    return curve.days[chosen], curve.value[chosen], curve.low[chosen], curve.high[chosen]


def _steps(days: Array, values: Array, at_x: Scale, at_y: Scale) -> str:
    """A right-continuous step function as a path."""
    path = f"M{at_x(days[0]):.1f} {at_y(values[0]):.1f}"
    return path + "".join(
        f" H{at_x(day):.1f} V{at_y(value):.1f}" for day, value in zip(days[1:], values[1:], strict=True)
    )


def _band(days: Array, low: Array, high: Array, at_x: Scale, at_y: Scale) -> str:
    """The area between two step functions as a path."""
    there = _steps(days, high, at_x, at_y)
    back = "".join(
        f" V{at_y(value):.1f} H{at_x(day):.1f}" for day, value in zip(days[::-1][1:], low[::-1][1:], strict=True)
    )
    return f"{there} V{at_y(low[-1]):.1f}{back} Z"


def _share_axis(at_y: Scale) -> Markup:
    """Gridlines and percentages."""
    rows = [
        Markup('<path d="M{} {:.1f} H{}" stroke="{}"/>').format(LEFT, at_y(share), WIDTH - RIGHT, RULE)
        + _text(LEFT - 8, at_y(share) + 4, f"{share:.0%}", MUTED, anchor="end")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    return Markup("").join(rows)


def _axis(at_x: Scale, ticks: Sequence[float], title: str) -> Markup:
    base = HEIGHT - BOTTOM
    marks = [
        Markup('<path d="M{0:.1f} {1} v5" stroke="{2}"/>').format(at_x(tick), base, MUTED)
        + _text(at_x(tick), base + 19, f"{tick:g}", MUTED, anchor="middle")
        for tick in ticks
    ]
    return Markup("").join([*marks, _text((LEFT + WIDTH) / 2, base + 36, title, MUTED, anchor="middle")])


def _round_ticks(largest: int) -> list[float]:
    step = 10 ** np.floor(np.log10(largest / 4))
    step = float(next(step * factor for factor in (1, 2, 5, 10) if largest / (step * factor) <= 6))
    return [float(tick) for tick in np.arange(0.0, largest + 1e-9, step)]


def _text(x: float, y: float, text: str, color: str, *, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>').format(x, y, anchor, color, text)


def _drawing(height: int, words: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, words, Markup("").join(parts)
    )

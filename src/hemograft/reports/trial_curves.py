"""Curves of a virtual trial in SVG: incidence or survival with numbers at risk, and power by size of trial."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from hemograft.reports.groups import Group
from hemograft.reports.palette import FAINT, INK, LOOKS, MUTED, RULE
from hemograft.simulation.integrator import Array
from hemograft.trials.curves import Curve
from hemograft.trials.full_analysis import EndpointResult
from hemograft.trials.operating_characteristics import Claims, OperatingCharacteristics, Rate


class ArmLook(NamedTuple):
    """How an arm is drawn: color, dashes of the line (a second channel, for gray print), and both in a key."""

    color: str
    dashes: str
    mark: str


ARM_LOOKS = (
    ArmLook(LOOKS[Group.SUPPORTIVE].color, "7 4", "- -"),
    ArmLook(LOOKS[Group.CELLS].color, "", "—"),
    ArmLook(LOOKS[Group.REMOVAL].color, "2 3", "···"),
    ArmLook(LOOKS[Group.DRUGS].color, "10 3 2 3", "—·"),
    ArmLook("#074003", "", "—"),
    ArmLook("#4565fc", "7 4", "- -"),
    ArmLook("#271034", "2 3", "···"),
    ArmLook("#050787", "10 3 2 3", "—·"),
)
"""Of the control and of the other arms in order."""
ANY_LOOK, EVERY_LOOK = ArmLook(INK, "", "—"), ArmLook(INK, "7 4", "- -")
"""Of a claim about any comparison and about every one."""
SHADE = 0.28
"""Opacity of all bands together."""
WIDTH, HEIGHT = 560, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 12, 44
RISK_ROW = 17
MOST_POINTS = 1500
"""Points of a curve that are drawn: more cannot be told apart."""

Scale = Callable[[float], float]


def curve_figure(result: EndpointResult, titles: Sequence[str]) -> Markup:
    """Curves of the arms with pointwise 95 % bands, and how many are at risk below the days of the axis."""
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
    for look, curve in zip(ARM_LOOKS, result.curves, strict=False):
        days, value, low, high = _thinned(curve)
        around = _band(days, low, high, at_x, at_y)
        opacity = SHADE / len(result.curves)
        parts.append(Markup('<path d="{}" fill="{}" opacity="{:.2g}"/>').format(around, look.color, opacity))
        parts.append(_line(_steps(days, value, at_x, at_y), look, 2.2))
    parts.append(_text(4, HEIGHT + 14, "At risk", MUTED))
    for place, (curve, title) in enumerate(zip(result.curves, titles, strict=True)):
        row = HEIGHT + 18 + 2 * RISK_ROW * place + RISK_ROW
        color = ARM_LOOKS[place].color
        parts.append(_text(4, row, title, color))
        parts += [
            _text(at_x(day), row + RISK_ROW - 2, str(count), color, anchor="middle")
            for day, count in zip(result.risk_days, curve.at_risk, strict=True)
        ]
    words = "; ".join(
        f"{title} {curve.value[-1]:.0%} at the end of observation"
        for title, curve in zip(titles, result.curves, strict=True)
    )
    return _drawing(HEIGHT + 24 + 2 * RISK_ROW * len(titles), f"{result.choice.title}: {words}.", parts)


def claim_looks(arms: int) -> tuple[ArmLook, ...]:
    """Of what a trial of that many arms can show: each comparison, and with several also any and every one."""
    return Claims(ARM_LOOKS[1:arms], ANY_LOOK, EVERY_LOOK).distinct


def power_figure(found: OperatingCharacteristics, planned: int, claims: Sequence[str]) -> Markup:
    """Power by number of patients, with the planned number and Monte Carlo 95 % intervals; a line a claim."""
    largest = max(point.patients for point in found.curve)
    at_x = _scale(0.0, largest * 1.04, LEFT, WIDTH - RIGHT)
    at_y = _scale(0.0, 1.0, HEIGHT - BOTTOM, TOP)
    parts = [_share_axis(at_y), _axis(at_x, _round_ticks(largest), "patients")]
    for level in (0.8, 0.9):
        parts.append(
            Markup('<path d="M{} {:.1f} H{}" stroke="{}" stroke-dasharray="2 4"/>').format(
                LEFT, at_y(level), WIDTH - RIGHT, FAINT
            )
        )
    words: list[str] = []
    looks = claim_looks(len(found.effects) + 1)
    for place, (look, claim) in enumerate(zip(looks, claims, strict=True)):
        rates = [(point.patients, point.power.distinct[place]) for point in found.curve]
        line = " ".join(
            f"{'L' if index else 'M'}{at_x(patients):.1f} {at_y(rate.share):.1f}"
            for index, (patients, rate) in enumerate(rates)
        )
        parts.append(_line(line, look, 2.0))
        parts += [_power_mark(at_x(patients), rate, at_y, look, patients == planned) for patients, rate in rates]
        words.append(f"{claim} {', '.join(f'{rate.share:.0%} with {patients}' for patients, rate in rates)}".strip())
    return _drawing(HEIGHT, f"Power by number of patients: {'; '.join(words)}.", parts)


def _power_mark(x: float, rate: Rate, at_y: Scale, look: ArmLook, chosen: bool) -> Markup:
    """A point with its interval, filled where it is that of the design."""
    width = 1.96 * rate.standard_error
    low, high = max(rate.share - width, 0.0), min(rate.share + width, 1.0)
    bar = Markup('<path d="M{0:.1f} {1:.1f} V{2:.1f}" stroke="{3}" stroke-width="1.5"/>').format(
        x, at_y(low), at_y(high), look.color
    )
    return bar + Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
        x, at_y(rate.share), 6 if chosen else 4, look.color if chosen else "white", look.color
    )


def _line(path: str, look: ArmLook, width: float) -> Markup:
    dashes = Markup(' stroke-dasharray="{}"').format(look.dashes) if look.dashes else ""
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{:g}"{}/>').format(
        path, look.color, width, dashes
    )


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

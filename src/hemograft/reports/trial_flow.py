"""The flow of patients through a virtual trial, as CONSORT draws it, in SVG."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from hemograft.reports.palette import INK, MUTED, RULE, WASH
from hemograft.trials.observations import lost_to_follow_up
from hemograft.trials.trial import Trial
from hemograft.trials.virtual_patients import criterion_text

WIDTH, LINE, PADDING = 864, 19, 12
COLUMN, NARROWEST, GAP = 390, 170, 26
LETTER = 7.0
"""Width of a letter."""


@dataclass(frozen=True)
class ArmFlow:
    """Patients of one arm: allocated, lost to follow-up, dead while observed, analyzed."""

    title: str
    allocated: int
    lost: int
    died: int
    analyzed: int


@dataclass(frozen=True)
class Flow:
    """People screened, those excluded by criterion, and the arms."""

    screened: int
    excluded: tuple[tuple[str, int], ...]
    randomized: int
    arms: tuple[ArmFlow, ...]


def flow(trial: Trial) -> Flow:
    """Counts of the analyzed trial."""
    enrollment, design = trial.analysis.enrollment, trial.design
    patient, arm = enrollment.patient[0], enrollment.arm[0]
    excluded = trial.table.excluded[:, patient].sum(axis=1)
    death = trial.table.columns["death"][arm, patient]
    died = death <= enrollment.observed[0]
    lost = lost_to_follow_up(trial.table, enrollment)[0]
    primary = trial.analysis.endpoints[0]
    return Flow(
        screened=int(len(patient) + excluded.sum()),
        excluded=tuple(
            (criterion_text(criterion), int(count))
            for criterion, count in zip(design.eligibility, excluded, strict=True)
        ),
        randomized=len(patient),
        arms=tuple(
            ArmFlow(
                title=item.title,
                allocated=int((arm == place).sum()),
                lost=int(np.sum(lost & (arm == place))),
                died=int(np.sum(died & (arm == place))),
                analyzed=primary.arms[place].patients,
            )
            for place, item in enumerate(design.arms)
        ),
    )


def flow_diagram(counts: Flow) -> Markup:
    """The diagram; boxes grow with their text, and the diagram with its arms."""
    arms = len(counts.arms)
    column = min(COLUMN, max(NARROWEST, (WIDTH - GAP * (arms - 1)) // arms))
    all_columns = arms * column + (arms - 1) * GAP
    width = max(WIDTH, all_columns + 2)
    middle = width // 2
    parts: list[Markup] = []
    top = 6
    height = _box(parts, middle - 150, top, 300, [f"Screened {_n(counts.screened)}"])
    fork = top + height
    total = sum(number for _, number in counts.excluded)
    lines = [f"Not eligible {_n(total)}", *(f"· not {text} ({number})" for text, number in counts.excluded)]
    aside = _box(parts, middle + 40, fork + 14, COLUMN, lines, start=True)
    next_top = fork + aside + 32
    _arrow(parts, middle, fork, middle, next_top)
    _arrow(parts, middle, fork + 14 + aside // 2, middle + 40, fork + 14 + aside // 2)
    height = _box(parts, middle - 150, next_top, 300, [f"Randomized {_n(counts.randomized)}"])
    fork = next_top + height
    lefts = [middle - all_columns // 2 + place * (column + GAP) for place in range(arms)]
    y = fork + 38
    for left in lefts:
        center = left + column // 2
        parts.append(Markup('<path d="M{} {} V{} H{}" class="line"/>').format(middle, fork, fork + 18, center))
        _arrow(parts, center, fork + 18, center, y)
    stages = list(zip(*(_stages(arm, column) for arm in counts.arms), strict=True))
    for index, boxes in enumerate(stages):
        most = max(len(lines) for lines in boxes)
        for left, lines in zip(lefts, boxes, strict=True):
            height = _box(parts, left, y, column, [*lines, *[""] * (most - len(lines))])
            if index < len(stages) - 1:
                _arrow(parts, left + column // 2, y + height, left + column // 2, y + height + 22)
        y += height + 22
    words = f"{counts.screened} screened, {total} not eligible, {counts.randomized} randomized: " + "; ".join(
        f"{arm.title} {arm.allocated} allocated, {arm.lost} lost, {arm.died} died, {arm.analyzed} analyzed"
        for arm in counts.arms
    )
    return Markup(
        '<svg class="flow" viewBox="0 0 {} {}" style="max-width: {}px" role="img" aria-label="{}"><style>'
        ".flow .line{{fill:none;stroke:{};stroke-width:1.5}} .flow rect{{fill:{};stroke:{};rx:6px}}"
        " .flow text{{font-size:14px;fill:{}}}</style>{}</svg>"
    ).format(width, y - 14, width, words, MUTED, WASH, RULE, INK, Markup("").join(parts))


def _stages(arm: ArmFlow, column: int) -> list[list[str]]:
    """The lines of an arm's boxes from top to bottom, none longer than the column is wide."""
    letters = int((column - 2 * PADDING) / LETTER)
    texts = (
        (f"Allocated to {arm.title} {_n(arm.allocated)}", "· treated as allocated: all"),
        (f"Lost to follow-up {_n(arm.lost)}", f"Died while observed {_n(arm.died)}"),
        (f"Analyzed for the primary endpoint {_n(arm.analyzed)}",),
    )
    return [[line for text in box for line in textwrap.wrap(text, letters)] for box in texts]


def _n(count: int) -> str:
    """A number that does not part from its sign."""
    return f"(n\u00a0=\u00a0{count})"


def _box(parts: list[Markup], left: int, top: int, width: int, lines: Sequence[str], *, start: bool = False) -> int:
    """A box with lines of text; returns its height."""
    height = 2 * PADDING + LINE * len(lines) - 5
    parts.append(Markup('<rect x="{}" y="{}" width="{}" height="{}"/>').format(left, top, width, height))
    place, anchor = (left + PADDING, "start") if start else (left + width // 2, "middle")
    for row, line in enumerate(lines):
        baseline = top + PADDING + LINE * row + 11
        parts.append(Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(place, baseline, anchor, line))
    return height


def _arrow(parts: list[Markup], x1: int, y1: int, x2: int, y2: int) -> None:
    head = (
        f"M{x2 - 5} {y2 - 7} L{x2} {y2} L{x2 + 5} {y2 - 7}"
        if x1 == x2
        else f"M{x2 - 7} {y2 - 5} L{x2} {y2} L{x2 - 7} {y2 + 5}"
    )
    parts.append(Markup('<path d="M{} {} L{} {} {}" class="line"/>').format(x1, y1, x2, y2, head))

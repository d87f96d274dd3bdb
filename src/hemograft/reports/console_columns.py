"""How many measures a terminal holds."""

from collections.abc import Iterable, Sequence

from hemograft.reports.bundle import PlanReport
from hemograft.reports.comparison import Measure, strategy_title


def strategy_columns(bundle: PlanReport, width: int) -> int:
    """Characters of the longest word among the strategies' names, if no more than a third of the terminal."""
    words = [word for strategy in bundle.strategies for word in strategy_title(strategy.name).split()]
    return min(max(len(word) for word in ["Strategy", *words]), width // 3)


def columns_of(measure: Measure) -> int:
    """Characters that a measure takes, with the two spaces before it."""
    texts = [measure.narrow, *(text for cell in measure.cells for text in cell[:3] if text)]
    return max(len(line) for text in texts for line in text.splitlines()) + 2


def first_that_fit(measures: Iterable[Measure], room: int) -> list[Measure]:
    """As many of the first measures as ``room`` characters hold whole."""
    taken: list[Measure] = []
    for measure in measures:
        room -= columns_of(measure)
        if room < 0:
            break
        taken.append(measure)
    return taken


def left_out(measures: Sequence[Measure], taken: Sequence[Measure], width: int) -> str:
    """What a reader must know of measures that did not fit; empty where all did."""
    missing = len(measures) - len(taken)
    return f"Left out of {width} columns: {missing}; widen the terminal, or see the page (--out)." if missing else ""

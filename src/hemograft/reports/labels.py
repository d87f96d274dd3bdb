"""Where and how direct labels stand in a figure."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import numpy as np
from scipy.optimize import isotonic_regression


def apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Heights moved as little as possible (least squares) so that neighbours are at least `gap` apart.

    The order is kept, and all stay within [low, high] when they fit there. Subtracting rank x gap turns the
    spacing rule into a monotone one, which isotonic regression solves exactly.
    """
    if not heights:
        return []
    gap = min(gap, (high - low) / max(len(heights) - 1, 1))
    order = np.argsort(np.asarray(heights, dtype=float), kind="stable")
    offset = gap * np.arange(len(heights))
    moved = isotonic_regression(np.asarray(heights, dtype=float)[order] - offset).x
    placed = np.clip(moved, low, high - offset[-1]) + offset
    result = np.empty(len(heights))
    result[order] = placed
    return result.tolist()


def broken(text: str, width: int) -> str:
    """Text on lines of about `width` characters, escaped for Plotly, which reads labels as a kind of HTML."""
    return "<br>".join(escape(line) for line in wrap(text, width))

"""One color and one marker per kind of strategy, the same in every figure.

A plan may hold more strategies than there are colors that everybody can tell apart. So each strategy has a row or a
panel of its own under its name, and the color says of what kind it is.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from hemograft.reports.groups import Group, group_of

INK = "#1f2933"
MUTED = "#616e7c"
FAINT = "#9aa5b1"
RULE = "#d9dee4"
WASH = "#f5f7f9"
DANGER = "#b3261e"


class Look(NamedTuple):
    """How a kind of strategy is drawn: hex color and Plotly marker symbol (a second channel, for gray print)."""

    color: str
    symbol: str


# Far apart in OKLab under normal vision, deuteranopia and protanopia, each dark enough for large text on white; a test
# holds both.
LOOKS: Mapping[Group, Look] = MappingProxyType(
    {
        Group.SUPPORTIVE: Look("#4b5563", "circle"),
        Group.DRUGS: Look("#4517cf", "diamond"),
        Group.REMOVAL: Look("#d16b05", "triangle-up"),
        Group.CELLS: Look("#2391c7", "square"),
    }
)


def looks(strategies: Sequence[str]) -> dict[str, Look]:
    """Look of each strategy, in order."""
    return {name: LOOKS[group_of(name)] for name in strategies}


def translucent(color: str, opacity: float) -> str:
    """The hex color as CSS rgba with that opacity (0 to 1)."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"

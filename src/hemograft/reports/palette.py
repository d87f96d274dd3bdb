"""One color and one marker per kind of strategy, the same in every figure.

A plan may hold more strategies than there are colors that everybody can tell apart. So each strategy has a row or a
panel of its own under its name, and the color says of what kind it is.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from hemograft.reports.groups import Group, group_of
from hemograft.reports.state_occupancy import State

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

# Living states are light and deaths dark, in the hue of the state that leads to them; a white line parts neighbors.
STATE_COLORS: Mapping[State, str] = MappingProxyType(
    {
        State.WELL: "#dcecf3",
        State.ACUTE: "#fbe08a",
        State.CHRONIC: "#e8a13f",
        State.FAILED: "#cfc2f2",
        State.RELAPSED: "#f0808c",
        State.DIED_OF_DISEASE: "#9c1230",
        State.DIED_OF_FAILURE: "#5b3fa8",
        State.DIED_OF_GVHD: "#ae6a12",
        State.DIED_OF_INFECTION: "#22918a",
        State.DIED_OF_TOXICITY: "#47515d",
        State.DIED_OF_BLEEDING: "#0f1216",
        State.DIED_OF_OTHER: "#a3adb8",
    }
)


def looks(strategies: Sequence[str]) -> dict[str, Look]:
    """Look of each strategy, in order."""
    return {name: LOOKS[group_of(name)] for name in strategies}


def translucent(color: str, opacity: float) -> str:
    """The hex color as CSS rgba with that opacity (0 to 1)."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"

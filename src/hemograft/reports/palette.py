"""One colour and one marker per strategy, the same in every figure."""

from collections.abc import Sequence
from typing import NamedTuple

INK = "#1f2933"
MUTED = "#616e7c"
FAINT = "#9aa5b1"
RULE = "#d9dee4"
DANGER = "#b3261e"


class Look(NamedTuple):
    """How a strategy is drawn: hex colour and Plotly marker symbol (a second channel, for gray print)."""

    color: str
    symbol: str


# Found by a search for the ten colours that stay farthest apart in OKLab under normal vision, deuteranopia
# and protanopia together, each dark enough for large text on white; a test holds both.
NAMED_LOOKS = {
    "observation": Look("#6b7280", "circle"),
    "platelet_transfusion": Look("#86122b", "square"),
    "remove_drug": Look("#a84405", "triangle-up"),
    "romiplostim": Look("#4a07c2", "diamond"),
    "eltrombopag": Look("#4097cf", "cross"),
    "lusutrombopag": Look("#e36414", "triangle-down"),
}
OTHER_LOOKS = (
    Look("#36a06e", "star"),
    Look("#3175ef", "hexagon"),
    Look("#3e3e71", "pentagon"),
    Look("#6259a8", "x"),
)


def looks(strategies: Sequence[str]) -> dict[str, Look]:
    """Look of each strategy, in order; those without a fixed one (transplants) take the free ones in turn."""
    unnamed = [name for name in strategies if name not in NAMED_LOOKS]
    given = {name: OTHER_LOOKS[index % len(OTHER_LOOKS)] for index, name in enumerate(unnamed)}
    return {name: NAMED_LOOKS.get(name) or given[name] for name in strategies}


def translucent(color: str, opacity: float) -> str:
    """The hex colour as CSS rgba with that opacity (0 to 1)."""
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"

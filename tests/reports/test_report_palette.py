"""Kinds of strategies stay apart for readers with any colour vision, and their names readable on white."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from hemograft.reports.palette import LOOKS, STATE_COLORS, looks, translucent
from hemograft.reports.state_occupancy import DEATHS, State

# Linear-light RGB as seen with full deuteranopia and protanopia: Machado, Oliveira & Fernandes 2009,
# IEEE Trans Vis Comput Graph 15:1291, severity 1.
VISION = {
    "typical": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
COLORS = [look.color for look in LOOKS.values()]


def linear_light(color: str) -> np.ndarray:
    channels = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(light: np.ndarray) -> np.ndarray:
    """Björn Ottosson's perceptual coordinates (2020), in which Euclidean distance is visible difference."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ np.clip(light, 0, 1)
    return np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(cones)


@pytest.mark.parametrize("vision", VISION)
def test_colors_stay_apart(vision: str) -> None:
    seen = {color: oklab(VISION[vision] @ linear_light(color)) for color in COLORS}
    closest = min(float(np.linalg.norm(seen[one] - seen[two])) for one, two in combinations(COLORS, 2))
    assert closest > 0.15


@pytest.mark.parametrize("vision", VISION)
def test_neighboring_states_stay_apart(vision: str) -> None:
    assert set(STATE_COLORS) == set(State)
    seen = [oklab(VISION[vision] @ linear_light(color)) for color in STATE_COLORS.values()]
    gaps = [float(np.linalg.norm(one - two)) for one, two in pairwise(seen)]
    assert min(gaps) > 0.12


@pytest.mark.parametrize("vision", VISION)
def test_the_living_are_lighter_than_the_dead(vision: str) -> None:
    light = {state: oklab(VISION[vision] @ linear_light(color))[0] for state, color in STATE_COLORS.items()}
    died = [light[state] for state in DEATHS.values() if state is not State.DIED_OF_OTHER]
    assert min(light[state] for state in State if state not in DEATHS.values()) > max(died) + 0.02


@pytest.mark.parametrize("color", COLORS)
def test_names_in_color_are_readable_on_white(color: str) -> None:
    luminance = float(np.array([0.2126, 0.7152, 0.0722]) @ linear_light(color))
    assert 1.05 / (luminance + 0.05) >= 3.0  # WCAG 2.2, 1.4.3, large text and graphics


def test_a_strategy_looks_like_its_kind_whatever_stands_beside_it() -> None:
    together = looks(["transplant_a", "observation", "romiplostim", "transplant_b"])
    assert together["romiplostim"] == looks(["romiplostim"])["romiplostim"]
    assert together["transplant_a"] == together["transplant_b"]
    assert len({look.symbol for look in LOOKS.values()}) == len(LOOKS)


def test_translucent() -> None:
    assert translucent("#ff8000", 0.25) == "rgba(255,128,0,0.25)"

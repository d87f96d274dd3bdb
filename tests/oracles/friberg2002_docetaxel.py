"""Neutropenia after docetaxel: the semi-mechanistic model of chemotherapy-induced myelosuppression.

Friberg et al., J Clin Oncol 2002;20:4713 (docetaxel estimates), with the three-compartment kinetics of Bruno
et al. 1996. Proliferating cells divide at (normal / circulating)^feedback, lose the share ``slope`` ×
concentration, and mature through three stages. Units: day, µmol (amounts), µmol/L, 10^9/L (cells).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from tests.oracles.course import Array, column

MATURING = 3
HOURS = 24.0  # published rates are per hour
MILLIGRAM_PER_MICROMOLE = 0.808  # docetaxel


class Parameters(NamedTuple):
    """Typical values of the two papers."""

    infusion: Any = 0.0  # µmol/day, set while an infusion runs
    normal_count: Any = 5.05  # neutrophils, 10^9/L
    transit_time: Any = 88.7 / HOURS  # day
    feedback: Any = 0.161
    slope: Any = 8.58  # L/µmol
    volume: Any = 7.4  # L
    elimination: Any = 5.2 * HOURS  # 1/day
    to_shallow: Any = 1.06 * HOURS
    from_shallow: Any = 1.51 * HOURS
    to_deep: Any = 1.26 * HOURS
    from_deep: Any = 0.084 * HOURS


PUBLISHED = Parameters()
STATES = (
    *("central", "shallow", "deep", "proliferating"),
    *(f"maturing_{stage + 1}" for stage in range(MATURING)),
    "neutrophils",
)


@dataclass(frozen=True)
class FribergDocetaxel:
    """The vector field of the papers."""

    state_names: tuple[str, ...] = STATES
    parameter_names: tuple[str, ...] = Parameters._fields

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        """Rates of change per day, in the order of ``state_names``."""
        p = Parameters(*parameters)
        central, shallow, deep, proliferating, *maturing, neutrophils = state
        rate = (MATURING + 1) / p.transit_time
        kill = p.slope * central / p.volume
        # A power with a non-integer exponent is analytic here: the count falls low, never to zero.
        feedback = (p.normal_count / neutrophils) ** p.feedback
        stages = [proliferating, *maturing, neutrophils]
        return [
            p.infusion
            + p.from_shallow * shallow
            + p.from_deep * deep
            - (p.elimination + p.to_shallow + p.to_deep) * central,
            p.to_shallow * central - p.from_shallow * shallow,
            p.to_deep * central - p.from_deep * deep,
            rate * proliferating * ((1.0 - kill) * feedback - 1.0),
            *(rate * (younger - older) for younger, older in pairwise(stages)),
        ]


def drug_free_state() -> Array:
    """The steady state before any dose, shape (states, 1)."""
    return column([0.0, 0.0, 0.0, *[PUBLISHED.normal_count] * (MATURING + 2)])

"""Romiplostim in healthy volunteers: target-mediated kinetics and platelets that age.

Wang et al., AAPS J 2010;12:729. Free romiplostim binds receptors on platelets, R = receptor_mass × platelets,
in rapid equilibrium; free drug stimulates the production of megakaryocyte precursors (10 stages), which
become platelets (10 ages). Units: day, µg (subcutaneous, central and peripheral amounts), ng/mL
(concentrations), 10^9/L (cells).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.oracles.course import Array, column

STAGES = 10
HOURS = 24.0  # the paper's rates are per hour


class Parameters(NamedTuple):
    """Typical values of the paper."""

    weight: Any = 70.0  # kg
    baseline: Any = 250.0  # platelets, 10^9/L
    absorption: Any = 0.0254 * HOURS  # 1/day
    bioavailability: Any = 0.499
    volume_per_weight: Any = 0.0683  # L/kg
    elimination: Any = 0.0382 * HOURS  # 1/day
    to_periphery: Any = 0.0806 * HOURS  # 1/day
    from_periphery: Any = 0.0148 * HOURS  # 1/day
    internalization: Any = 0.173 * HOURS  # 1/day
    receptor_mass: Any = 0.0215  # fg/platelet, so ng/mL for 10^9/L
    dissociation: Any = 0.131  # ng/mL
    half_effect: Any = 0.0520  # ng/mL
    greatest_stimulation: Any = 11.2
    precursor_life: Any = 142.0 / HOURS  # day
    platelet_life: Any = 253.0 / HOURS  # day


PUBLISHED = Parameters()
STATES = (
    *("subcutaneous", "central", "peripheral"),
    *(f"precursors_{stage + 1}" for stage in range(STAGES)),
    *(f"platelets_{stage + 1}" for stage in range(STAGES)),
)
FIRST_PRECURSOR = 3
FIRST_PLATELET = FIRST_PRECURSOR + STAGES


@dataclass(frozen=True)
class WangRomiplostim:
    """The vector field of the paper."""

    state_names: tuple[str, ...] = STATES
    parameter_names: tuple[str, ...] = Parameters._fields

    def derivative(self, xp: Any, state: Sequence[Any], parameters: Sequence[Any]) -> list[Any]:
        """Rates of change per day, in the order of ``state_names``."""
        p = Parameters(*parameters)
        depot, central, peripheral = state[0], state[1], state[2]
        precursors, ages = state[FIRST_PRECURSOR:FIRST_PLATELET], state[FIRST_PLATELET:]
        volume = p.volume_per_weight * p.weight
        total = central / volume
        unbound = total - p.receptor_mass * sum(ages[1:], start=ages[0]) - p.dissociation
        free = 0.5 * (unbound + xp.sqrt(unbound * unbound + 4.0 * p.dissociation * total))
        stimulation = p.greatest_stimulation * free / (p.half_effect + free)
        maturation, aging = STAGES / p.precursor_life, STAGES / p.platelet_life
        born = p.baseline / p.platelet_life * (1.0 + stimulation)
        return [
            -p.absorption * depot,
            p.bioavailability * p.absorption * depot
            - (p.elimination + p.to_periphery) * free * volume
            + p.from_periphery * peripheral
            - p.internalization * (total - free) * volume,
            p.to_periphery * free * volume - p.from_periphery * peripheral,
            *_chain(born, precursors, maturation),
            *_chain(maturation * precursors[-1], ages, aging),
        ]


def _chain(inflow: Any, stages: Sequence[Any], rate: Any) -> list[Any]:
    inflows = [inflow, *(rate * stage for stage in stages[:-1])]
    return [gain - rate * stage for gain, stage in zip(inflows, stages, strict=True)]


def drug_free_state(parameters: Parameters = PUBLISHED) -> Array:
    """The closed-form steady state before any dose, shape (states, 1)."""
    precursors = parameters.baseline * parameters.precursor_life / parameters.platelet_life / STAGES
    return column([0.0, 0.0, 0.0, *[precursors] * STAGES, *[parameters.baseline / STAGES] * STAGES])


def platelets(states: Array) -> Array:
    """Platelet count, 10^9/L, of states of shape (days, states, patients)."""
    return states[:, FIRST_PLATELET:].sum(axis=1)

"""Conditioning agents: how much of the marrow a dose kills, by its exposure.

Exposure (area under the concentration curve) is dose over clearance, a closed form for any linear kinetics, and kill is
a slope times exposure. Half-lives are minutes to hours and the blood is looked at once a day, so that the kill of a
day's dose is a constant rate over that day: the cells that are left at its end are the same.

Stem cells have a slope of their own. Aldehyde dehydrogenase protects them from cyclophosphamide, which is why marrow
recovers by itself after 200 mg/kg; nothing protects them from irradiation.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

import numpy as np

from hemograft.evidence import number, record

WEEKS_PER_YEAR = 52.18


class Agent(StrEnum):
    """What kills marrow before a graft."""

    BUSULFAN = "busulfan"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    FLUDARABINE = "fludarabine"
    MELPHALAN = "melphalan"
    TOTAL_BODY_IRRADIATION = "total_body_irradiation"
    TREOSULFAN = "treosulfan"


BY_WEIGHT = (Agent.BUSULFAN, Agent.CYCLOPHOSPHAMIDE)
"""Dosed in mg/kg; the other drugs in mg per m^2 of body surface."""
MATURING = (Agent.BUSULFAN, Agent.TREOSULFAN)
"""Drugs whose clearance is known to mature in the first years of life."""


@dataclass(frozen=True)
class Body:
    """What doses and clearances go by: weight in kg, age in years."""

    weight: float
    age: float

    @property
    def surface(self) -> float:
        """Body surface, m^2, from weight alone."""
        slope, offset, scale = np.array(record("conditioning.body_surface").value)
        return float((slope * self.weight + offset) / (self.weight + scale))


@dataclass(frozen=True)
class Kill:
    """Natural logarithms of cells killed, one number or one a patient."""

    progenitors: Any = 0.0
    stem_cells: Any = 0.0

    def __add__(self, other: "Kill") -> "Kill":
        return Kill(self.progenitors + other.progenitors, self.stem_cells + other.stem_cells)

    def times(self, factor: Any) -> "Kill":
        """The kill in cells that are ``factor`` times as sensitive."""
        return Kill(self.progenitors * factor, self.stem_cells * factor)


def clearance(agent: Agent, body: Body) -> float:
    """Clearance of a drug, L/hour, in a median patient of this weight and age."""
    size = body.weight / number("conditioning.reference_weight")
    adult = number(f"conditioning.{agent}.clearance") * size ** number("conditioning.clearance_weight_exponent")
    return adult * _maturation(agent, body.age) if agent in MATURING else adult


def _maturation(agent: Agent, age: float) -> float:
    postmenstrual = number("conditioning.term_birth") + WEEKS_PER_YEAR * age
    ratio = number(f"conditioning.{agent}.maturation_half_age") / postmenstrual
    return 1.0 / (1.0 + ratio ** number(f"conditioning.{agent}.maturation_steepness"))


def exposure(agent: Agent, dose: float, body: Body, individual_clearance: Any = 1.0) -> Any:
    """Area under the curve, mg hour/L, of one dose in mg/kg or mg/m^2 (see `BY_WEIGHT`).

    ``individual_clearance`` is the patient's over that of the median patient of the same weight and age, one number or
    one a patient.
    """
    milligrams = dose * (body.weight if agent in BY_WEIGHT else body.surface)
    return milligrams / (clearance(agent, body) * individual_clearance)


def drug_kill(agent: Agent, exposed: Any) -> Kill:
    """Marrow killed by an exposure in mg hour/L."""
    return Kill(
        number(f"conditioning.{agent}.progenitor_kill") * exposed,
        number(f"conditioning.{agent}.stem_cell_kill") * exposed,
    )


def irradiation_kill(dose: float) -> Kill:
    """Marrow killed by a day's irradiation, in Gy, given in equal fractions of the usual size or less.

    Linear-quadratic; the hours between fractions repair sublethal damage, so that the quadratic part counts once for
    each fraction.
    """
    fractions = ceil(dose / number("conditioning.irradiation_fraction"))
    each = dose / fractions
    logarithms = fractions * (
        number("conditioning.irradiation_linear") * each + number("conditioning.irradiation_quadratic") * each**2
    )
    return Kill(logarithms, logarithms)

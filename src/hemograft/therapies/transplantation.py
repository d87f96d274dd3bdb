"""Transplantation: a graft by composition, early toxicity, and conditioning of one total kill without named drugs.

Engraftment itself is not written here: donor cells enter the donor clone and compete for the niche.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.hematopoiesis.state import PROGENITOR_STAGES
from hemograft.therapies.marrow_killing import Killing


class GraftSource(StrEnum):
    """Where the stem cells come from."""

    BONE_MARROW = "bone_marrow"
    MOBILIZED_BLOOD = "mobilized_blood"
    CORD_BLOOD = "cord_blood"
    OMIDUBICEL = "omidubicel"

    @property
    def is_cord(self) -> bool:
        """Whether the cells are a newborn's, expanded (omidubicel) or not: their platelet release is immature."""
        return self in (GraftSource.CORD_BLOOD, GraftSource.OMIDUBICEL)


class Conditioning(StrEnum):
    """How much of the host's marrow is destroyed; `conditioning_regimens` has the drugs and doses behind each."""

    MYELOABLATIVE = "myeloablative"
    REDUCED_INTENSITY = "reduced_intensity"
    NONMYELOABLATIVE = "nonmyeloablative"


COMPARTMENTS = {
    "stem_cells": "stem_cells",
    "short_term_stem_cells": "short_term_stem_cells",
    "mpp": "mpp_1",
    "cmp": "cmp_1",
    "mep": "mep_1",
    "gmp": "gmp_1",
    "megakaryocyte_progenitors": "megakaryocyte_progenitors",
}
"""Compartments of a graft and the state variable that its cells enter: the first sub-stage of each."""


@dataclass(frozen=True)
class Graft:
    """CD34+ cells per kg of the recipient, from one donor (``clone``), infused on ``day``.

    ``engraftment`` scales every engrafting share and ``megakaryocyte_engraftment`` those of the megakaryocyte line
    (MEP and later); one number or one a patient.
    """

    source: GraftSource
    cd34_per_kg: Any
    day: float
    clone: str = "donor"
    engraftment: Any = 1.0
    megakaryocyte_engraftment: Any = 1.0


def graft_interventions(graft: Graft, numbers: Numbers = number) -> tuple[Intervention, ...]:
    """The cells of a graft entering the marrow after homing.

    Raises:
        ValueError: the CD34 dose is not positive.
    """
    if np.min(graft.cd34_per_kg) <= 0:
        raise ValueError(f"cd34_per_kg is {graft.cd34_per_kg}; give the CD34+ cells per kg, more than 0")
    day = graft.day + numbers("graft.homing_time")
    interventions: list[Intervention] = []
    for compartment, state in COMPARTMENTS.items():
        share = (
            numbers(f"graft.{graft.source}.{compartment}")
            * numbers(f"engraftment.{compartment}")
            / numbers(f"normal_pool.{compartment}")
        )
        individual = graft.engraftment
        if compartment in ("mep", "megakaryocyte_progenitors"):
            individual = individual * graft.megakaryocyte_engraftment
        amount = graft.cd34_per_kg * share * PROGENITOR_STAGES.get(compartment, 1) * individual
        interventions.append(AddToState(day, f"{graft.clone}.{state}", amount))
    if graft.source.is_cord:
        immaturity = numbers("graft.cord_platelet_maturity") - 1.0
        interventions.append(AddToState(day, f"{graft.clone}.platelet_maturity", immaturity))
    return tuple(interventions)


def conditioning_interventions(
    intensity: Conditioning, first_day: float, days: float, *, injury: Any = 1.0, numbers: Numbers = number
) -> tuple[Intervention, ...]:
    """Kill of the host's marrow evenly over ``days``, then injury of the endothelium.

    This is the conditioning that the blood system was calibrated with; plans use named regimens.

    ``injury`` scales the platelet consumption that follows, one number or one a patient.
    """
    log_kill = numbers(f"conditioning.{intensity}_log_kill")
    share = log_kill / numbers("conditioning.myeloablative_log_kill")
    consumption = numbers("conditioning.endothelial_injury") * share * injury
    return (
        SetParameter(first_day, "host.conditioning", log_kill / days),
        SetParameter(first_day + days, "host.conditioning", 0.0),
        AddToState(first_day + days, "endothelial_injury", consumption),
    )


def toxicity_rate(source: GraftSource, severity: Any = 1.0, numbers: Numbers = number) -> Any:
    """Death rate of dividing progenitors, 1/day, by drugs against graft-versus-host disease (methotrexate and like)."""
    rate = numbers("conditioning.allogeneic_progenitor_death") * severity
    return rate * numbers("conditioning.cord_toxicity_factor") if source.is_cord else rate


def allogeneic_toxicity(
    source: GraftSource,
    infusion_day: float,
    *,
    clone: str = "donor",
    severity: Any = 1.0,
    numbers: Numbers = number,
) -> tuple[Intervention, ...]:
    """Early death of donor progenitors from graft-versus-host prophylaxis, until about day 15."""
    rate = toxicity_rate(source, severity, numbers)
    last = infusion_day + numbers("conditioning.allogeneic_progenitor_death_days")
    parameter = f"{clone}.progenitor_death"
    return SetParameter(infusion_day, parameter, rate), SetParameter(last, parameter, 0.0)


def host_toxicity(source: GraftSource, infusion_day: float, *, severity: Any = 1.0) -> Killing:
    """The same death in what is left of the host's marrow; its resting stem cells are spared."""
    last = infusion_day + number("conditioning.allogeneic_progenitor_death_days")
    return Killing("host", infusion_day, last, toxicity_rate(source, severity), 0.0)

"""Filgrastim (G-CSF): daily subcutaneous doses after transplantation until neutrophils are back.

Absorption and volume of Craig, Humphries and Mackey, Bull Math Biol 2016;78:2304 (300 ug).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    (depot,) = amounts
    absorption, bioavailability, volume, normal = parameters
    absorbed = absorption * depot
    return DrugSignal(derivatives=(-absorbed,), gcsf_input=bioavailability * absorbed / (volume * normal))


def filgrastim() -> Drug:
    """The drug: depot in ug, volume in L, so that depot over volume is ng/mL."""
    names = ("absorption_rate", "bioavailability", "volume", "normal_concentration")
    return Drug(
        name="filgrastim",
        states=("depot",),
        parameters=names,
        standard=tuple(number(f"filgrastim.{name}") for name in names),
        doses_into="depot",
        kinetics=_kinetics,
    )


@dataclass(frozen=True)
class FilgrastimUntilEngraftment:
    """Daily from ``first_day`` until neutrophils reach 0.5 on three successive mornings."""

    first_day: int

    def begin(self, patients: int) -> Array:
        """Successive mornings at or above 0.5 so far; 3 means done for good."""
        return np.zeros(patients)

    def decide(self, morning: Morning, memory: Array) -> Orders:
        """Today's dose for those who still need it."""
        if morning.day < self.first_day:
            return Orders(memory=memory)
        engrafted = number("filgrastim.stop_at_neutrophils")
        days = number("filgrastim.stop_after_days")
        above = np.where(morning.neutrophils >= engrafted, memory + 1, 0)
        successive = np.where(memory >= days, memory, above)
        dose = np.where(successive >= days, 0.0, number("filgrastim.dose"))
        return Orders((AddToState(morning.day, "filgrastim.depot", dose),), memory=successive)

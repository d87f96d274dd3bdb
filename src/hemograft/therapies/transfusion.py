"""Transfusion: platelets below a trigger or at a bleed, red cells below a trigger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders


def pool_increment(units: Any, weight: Any) -> Any:
    """Rise of the platelet pool (10^9/L of blood, spleen included) after apheresis ``units`` in ``weight`` kg.

    The count rises by the share of the pool outside the spleen (recovery of 60 % of the dose
    in thrombocytopenia, Hanson and Slichter 1985).
    """
    platelets_per_unit = number("transfusion.apheresis_unit_dose")
    blood_volume = number("transfusion.blood_volume_adult") * weight
    recovered = number("transfusion.recovery_thrombocytopenic")
    viable = recovered / (1.0 - number("hematopoiesis.normal_splenic_fraction"))
    return units * platelets_per_unit / 1e9 * viable / blood_volume


def order_share(weight: float) -> float:
    """Share of an apheresis unit that a patient of ``weight`` kg gets: a whole one, less for a small child."""
    return min(1.0, weight / number("transfusion.full_unit_weight"))


@dataclass(frozen=True)
class PlateletTransfusion:
    """Prophylaxis: one order on every morning with fewer platelets than ``trigger`` (10^9/L); ``weight`` in kg.

    An adult gets an apheresis unit, a small child a share of one, times ``dose``. ``recovery`` is the share of the
    usual increment that these units give (ABO mismatch).
    """

    weight: float
    trigger: float
    dose: float = 1.0
    recovery: float = 1.0

    def begin(self, patients: int) -> None:
        """Nothing to remember."""

    def decide(self, morning: Morning, memory: None) -> Orders:
        """One order a day; the recovery of each unit varies (same luck under every strategy)."""
        return _platelet_orders(morning, morning.platelets < self.trigger, self.weight, self.dose, self.recovery)


@dataclass(frozen=True)
class TherapeuticTransfusion:
    """No prophylaxis: one order on every morning on which a bleed begins.

    ``bleeding(day, platelets, hemoglobin)`` is the probability of that, from counts in 10^9/L and g/dL; who bleeds is
    the day's luck, the same under every strategy.
    """

    weight: float
    bleeding: Callable[[int, Array, Array], Array]

    def begin(self, patients: int) -> None:
        """Nothing to remember."""

    def decide(self, morning: Morning, memory: None) -> Orders:
        """Orders for those who bleed."""
        probability = self.bleeding(morning.day, morning.platelets, morning.hemoglobin)
        bleeds = ndtr(morning.luck["bleeding"]) < probability
        return _platelet_orders(morning, bleeds, self.weight)


def _platelet_orders(morning: Morning, needed: Any, weight: float, dose: float = 1.0, recovery: float = 1.0) -> Orders:
    spread = number("transfusion.recovery_log_sd")
    luck = np.exp(spread * morning.luck["platelet_recovery"] - 0.5 * spread**2)
    units = np.where(needed, dose * order_share(weight), 0.0)
    amount = pool_increment(units, weight) * recovery * luck
    return Orders((AddToState(morning.day, "transfused_platelets_1", amount),), platelet_units=units)


@dataclass(frozen=True)
class RedCellTransfusion:
    """Two units on every morning with hemoglobin (g/dL) below the trigger; in a child, what raises it as much."""

    def begin(self, patients: int) -> None:
        """Nothing to remember."""

    def decide(self, morning: Morning, memory: None) -> Orders:
        """An order raises hemoglobin by the recorded amount."""
        low = morning.hemoglobin < number("transfusion.red_cell_trigger")
        rise = number("transfusion.red_cell_order_increment")
        amount: Array = np.where(low, rise, 0.0)
        return Orders((AddToState(morning.day, "transfused_red_cells", amount),))

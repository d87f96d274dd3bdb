"""Romiplostim: subcutaneous peptibody, weekly; kinetics of Wang et al, AAPS J 2010;12:729.

Clearance by the receptor uses the same two sinks as thrombopoietin (megakaryocytes and platelets), not platelets
alone: with few of both, exposure rises. Free drug adds to the thrombopoietin signal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.compartments import HOURS_PER_DAY

NANOGRAMS_PER_MICROGRAM = 1000.0
ANALYTIC_FLOOR = 1e-12
"""Added under the square root so that it is analytic at zero drug."""


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    depot, plasma, periphery = amounts
    (absorption, volume, elimination, to_periphery, from_periphery, bioavailability) = parameters[:6]
    (internalization, receptor_concentration, dissociation, equivalent) = parameters[6:]
    excess = plasma - receptor_concentration * receptors - dissociation
    free = 0.5 * (excess + xp.sqrt(excess * excess + 4.0 * dissociation * plasma + ANALYTIC_FLOOR))
    absorbed = absorption * depot
    return DrugSignal(
        derivatives=(
            -absorbed,
            bioavailability * absorbed / volume
            - (elimination + to_periphery) * free
            + from_periphery * periphery / volume
            - internalization * (plasma - free),
            to_periphery * free * volume - from_periphery * periphery,
        ),
        thrombopoietin=free / equivalent,
    )


def _standard(potency: float) -> Mapping[str, float]:
    """Kinetics per day: volumes in mL/kg, concentrations in ng/mL, amounts in ng/kg; see `romiplostim`."""

    def per_day(name: str) -> float:
        return number(f"romiplostim.{name}") * HOURS_PER_DAY

    normal_platelets = number("hematopoiesis.normal_platelet_count")
    return {
        "absorption": per_day("absorption_rate"),
        "volume": number("romiplostim.central_volume"),
        "elimination": per_day("elimination_rate"),
        "to_periphery": per_day("central_to_peripheral_rate"),
        "from_periphery": per_day("peripheral_to_central_rate"),
        "bioavailability": number("romiplostim.bioavailability"),
        "internalization": per_day("internalization_rate"),
        # fg per platelet times 10^9 platelets per litre is ng/mL
        "receptor_concentration": number("romiplostim.receptor_per_platelet") * normal_platelets,
        "dissociation": number("romiplostim.dissociation_constant"),
        "equivalent": number("romiplostim.thrombopoietin_equivalent") / potency,
    }


def romiplostim(potency: float = 1.0) -> Drug:
    """The drug; ``potency`` is that in the patient's disease over that in health."""
    parameters = _standard(potency)
    return Drug(
        name="romiplostim",
        states=("depot", "plasma", "periphery"),
        parameters=tuple(parameters),
        standard=tuple(parameters.values()),
        doses_into="depot",
        kinetics=_kinetics,
    )


@dataclass(frozen=True)
class _TitrationMemory:
    dose: Array  # ug/kg
    weeks_high: Array
    weeks_without_success: Array  # on the maximum dose, before any response
    responded: NDArray[np.bool_]
    held: NDArray[np.bool_]
    given_up: NDArray[np.bool_]


@dataclass(frozen=True)
class RomiplostimTitration:
    """Weekly dosing by the label (10^9/L): raise below 50, reduce after two weeks above 200, hold above 400 and
    resume below 200 one step lower; given up after four weeks on the maximum dose where no count has reached 30 yet.

    The label speaks of counts that do not rise to a sufficient level: whose counts have, keeps the drug.
    ``maximum`` is in ug/kg. Trials went further than the label and did not give up (``gives_up``).
    """

    first_day: int = 0
    maximum: float = field(default_factory=lambda: number("romiplostim.label_maximum_dose"))
    gives_up: bool = True

    def begin(self, patients: int) -> _TitrationMemory:
        """Everybody starts at the label's first dose."""
        none, never = np.zeros(patients), np.zeros(patients, dtype=bool)
        start = np.full(patients, number("romiplostim.label_start_dose"))
        return _TitrationMemory(start, none, none, never, never, never)

    def decide(self, morning: Morning, memory: _TitrationMemory) -> Orders:
        """A dose a week, adapted to the morning's platelets from the second week on."""
        since_start = morning.day - self.first_day
        if since_start < 0 or since_start % int(number("romiplostim.label_interval")):
            return Orders(memory=memory)
        if since_start > 0:
            memory = self._adapted(memory, morning.platelets)
        given = np.where(memory.held | memory.given_up, 0.0, memory.dose) * NANOGRAMS_PER_MICROGRAM
        return Orders((AddToState(morning.day, "romiplostim.depot", given),), memory=memory)

    def _adapted(self, memory: _TitrationMemory, platelets: Array) -> _TitrationMemory:
        step = number("romiplostim.label_increment")
        too_high = platelets > number("romiplostim.label_hold_above")
        high = (platelets > number("romiplostim.label_reduce_above")) & ~too_high
        weeks_high = np.where(high & ~memory.held, memory.weeks_high + 1, 0)
        reduce = weeks_high >= number("romiplostim.label_reduce_weeks")
        resume = memory.held & (platelets < number("romiplostim.label_resume_below"))
        low = ~memory.held & (platelets < number("romiplostim.label_increase_below"))
        change = step * (low.astype(float) - (reduce | resume).astype(float))
        responded = memory.responded | (platelets >= number("romiplostim.sufficient_count"))
        without_success = np.where(~responded & (memory.dose >= self.maximum), memory.weeks_without_success + 1, 0)
        patience = number("romiplostim.label_stop_after_maximum") / number("romiplostim.label_interval")
        return _TitrationMemory(
            dose=np.clip(memory.dose + change, step, self.maximum),
            weeks_high=np.where(reduce, 0, weeks_high),
            weeks_without_success=without_success,
            responded=responded,
            held=(memory.held & ~resume) | too_high,
            given_up=memory.given_up | (self.gives_up & (without_success >= patience)),
        )

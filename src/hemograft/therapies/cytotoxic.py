"""Cycles of a cytotoxic drug at the bedside: the next one waits for the counts, and a deep nadir lowers the dose."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState
from hemograft.therapies.bedside import Array, Morning, Orders


@dataclass(frozen=True)
class DoseRules:
    """When a cycle may be given, and after which nadir its dose is lowered; counts in 10^9/L.

    A patient whose counts do not allow the cycle is seen again after ``wait`` days.
    """

    platelets: float
    neutrophils: float
    wait: int
    reduce_below_platelets: float
    reduce_below_neutrophils: float
    reduced_share: float


def label_rules(drug: str) -> DoseRules:
    """The rules of the label of ``docetaxel`` or ``carboplatin``."""
    return DoseRules(
        platelets=number("chemotherapy.retreatment_platelets"),
        neutrophils=number(f"{drug}.retreatment_neutrophils"),
        wait=int(number("chemotherapy.wait")),
        reduce_below_platelets=number("carboplatin.reduce_below_platelets"),
        reduce_below_neutrophils=number("carboplatin.reduce_below_neutrophils"),
        reduced_share=number("carboplatin.reduced_share"),
    )


@dataclass(frozen=True)
class _CycleMemory:
    given: Array
    next_day: Array
    dose_share: Array
    lowest_platelets: Array
    lowest_neutrophils: Array


@dataclass(frozen=True)
class ChemotherapyCycles:
    """``cycles`` doses (mg) of ``drug`` every ``interval`` days from ``first_day``, by ``rules``.

    Without rules every dose is given in full on its day. Daily counts stand for the nadir.
    """

    drug: str
    dose: float
    cycles: int
    interval: int
    first_day: int = 0
    rules: DoseRules | None = None

    def begin(self, patients: int) -> _CycleMemory:
        """Nobody has had a cycle; no nadir has been seen."""
        none = np.zeros(patients)
        unseen = np.full(patients, np.inf)
        return _CycleMemory(none, np.full(patients, float(self.first_day)), np.ones(patients), unseen, unseen)

    def decide(self, morning: Morning, memory: _CycleMemory) -> Orders:
        """Today's dose for those who are due and fit."""
        lowest_platelets = np.minimum(memory.lowest_platelets, morning.platelets)
        lowest_neutrophils = np.minimum(memory.lowest_neutrophils, morning.neutrophils)
        due = (memory.given < self.cycles) & (morning.day >= memory.next_day)
        fit, share, wait = self._by_rules(morning, memory, lowest_platelets, lowest_neutrophils)
        treated = due & fit
        share = np.where(treated, share, memory.dose_share)
        next_day = np.where(treated, morning.day + self.interval, np.where(due, morning.day + wait, memory.next_day))
        dose = np.where(treated, self.dose * share, 0.0)
        orders: tuple[Any, ...] = (AddToState(morning.day, f"{self.drug}.central", dose),) if treated.any() else ()
        return Orders(
            orders,
            memory=_CycleMemory(
                given=memory.given + treated,
                next_day=next_day,
                dose_share=share,
                lowest_platelets=np.where(treated, np.inf, lowest_platelets),
                lowest_neutrophils=np.where(treated, np.inf, lowest_neutrophils),
            ),
        )

    def _by_rules(
        self, morning: Morning, memory: _CycleMemory, platelets: Array, neutrophils: Array
    ) -> tuple[NDArray[np.bool_], Array, int]:
        """Who is fit for a cycle, the share of the full dose, and days to the next look."""
        if self.rules is None:
            return np.ones(len(platelets), dtype=bool), memory.dose_share, 0
        rules = self.rules
        fit = (morning.platelets >= rules.platelets) & (morning.neutrophils >= rules.neutrophils)
        deep = (platelets < rules.reduce_below_platelets) | (neutrophils < rules.reduce_below_neutrophils)
        # a nadir belongs to a cycle that was given: before the first the counts are the disease's
        lower = deep & (memory.given > 0)
        return fit, memory.dose_share * np.where(lower, rules.reduced_share, 1.0), rules.wait

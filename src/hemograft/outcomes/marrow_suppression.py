"""What outcomes do to the marrow: disease of the graft and virus kill its progenitors, rejection all of its cells.

A bedside policy that acts on the days that a timeline knows; leukemia that has come back crowds out the graft as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.outcomes.transplant_timeline import MODERATE, TransplantTimeline
from hemograft.simulation.integrator import Array
from hemograft.therapies.bedside import Morning, Orders

Suppression = tuple[Array, Array, NDArray[np.bool_]]
"""Death rates of progenitors and megakaryocytes, and whose graft is being rejected, one a patient."""


@dataclass(frozen=True)
class MarrowSuppression:
    """Acts on the donor's ``clones``, from the morning after the toxicity of early prophylaxis has ended.

    That toxicity is dated, and what is dated for a day comes after the orders of its morning.
    """

    timeline: TransplantTimeline
    clones: tuple[str, ...]

    def begin(self, patients: int) -> Suppression:
        """Nothing is suppressed yet."""
        return np.zeros(patients), np.zeros(patients), np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: Suppression) -> Orders:
        """New rates where they have changed since yesterday."""
        now = self._suppression(morning.day)
        progenitors, megakaryocytes, rejected = (today != before for today, before in zip(now, memory, strict=True))
        orders: list[Intervention] = []
        for clone in self.clones:
            if progenitors.any():
                orders.append(SetParameter(morning.day, f"{clone}.progenitor_death", now[0], progenitors))
            if megakaryocytes.any():
                orders.append(SetParameter(morning.day, f"{clone}.megakaryocyte_death", now[1], megakaryocytes))
            if rejected.any():
                rate = number("graft_failure.rate") * now[2]
                orders.append(SetParameter(morning.day, f"{clone}.conditioning", rate, rejected))
        return Orders(tuple(orders), memory=now)

    def _suppression(self, day: float) -> Suppression:
        line = self.timeline
        settled = day > line.infusion_day + number("conditioning.allogeneic_progenitor_death_days")

        def active(first: Array, last: Array) -> NDArray[np.bool_]:
            return settled & (day >= first) & (day < last)

        acute = np.where(
            line.severe_acute_gvhd,
            number("outcomes.marrow.severe_acute_gvhd"),
            number("outcomes.marrow.acute_gvhd"),
        ) * active(line.acute_gvhd, line.acute_gvhd_end)
        chronic = (
            number("outcomes.marrow.chronic_gvhd")
            * (line.chronic_gvhd_severity >= MODERATE)
            * active(line.chronic_gvhd, line.chronic_gvhd_end)
        )
        relapsed = np.where(active(line.relapse, line.death_of_disease), number("outcomes.marrow.relapse"), 0.0)
        infected = active(line.cytomegalovirus, line.cytomegalovirus_end)
        virus = np.where(infected, number("outcomes.marrow.cytomegalovirus"), 0.0)
        ends = line.graft_failure + number("graft_failure.last_day")
        rejected = line.rejected_late & active(line.graft_failure, ends)
        return np.maximum(acute, chronic) + relapsed, virus, rejected

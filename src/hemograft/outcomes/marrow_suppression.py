"""What outcomes do to the marrow: disease of the graft and virus kill its progenitors, rejection all of its cells.

Poor graft function is a rejection that stops short: it leaves some of every kind of cell, the host's among them, so
that chimerism stays as it was, and what is left has to fill the marrow again.

A bedside policy that acts on the days that a timeline knows; leukemia that has come back crowds out the graft as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.outcomes.transplant_timeline import MODERATE, TransplantTimeline
from hemograft.simulation.integrator import Array
from hemograft.therapies.bedside import Morning, Orders

HOST = "host"
Suppression = tuple[Array, Array, Array, Array]
"""Death rates of the donor's progenitors, megakaryocytes and all cells, and of all the host's cells, one a patient."""


@dataclass(frozen=True)
class MarrowSuppression:
    """Acts on the donor's ``clones``, from the morning after the toxicity of early prophylaxis has ended.

    That toxicity is dated, and what is dated for a day comes after the orders of its morning.
    """

    timeline: TransplantTimeline
    clones: tuple[str, ...]

    def begin(self, patients: int) -> Suppression:
        """Nothing is suppressed yet."""
        return np.zeros(patients), np.zeros(patients), np.zeros(patients), np.zeros(patients)

    def decide(self, morning: Morning, memory: Suppression) -> Orders:
        """New rates where they have changed since yesterday."""
        progenitors, megakaryocytes, donor, host = self._suppression(morning.day)
        rates = [(f"{HOST}.conditioning", host, memory[3])]
        for clone in self.clones:
            rates += [
                (f"{clone}.progenitor_death", progenitors, memory[0]),
                (f"{clone}.megakaryocyte_death", megakaryocytes, memory[1]),
                (f"{clone}.conditioning", donor, memory[2]),
            ]
        orders = tuple(
            SetParameter(morning.day, parameter, today, today != before)
            for parameter, today, before in rates
            if (today != before).any()
        )
        return Orders(orders, memory=(progenitors, megakaryocytes, donor, host))

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
        last = line.graft_failure + number("graft_failure.last_day")
        rejected = line.rejected_late & active(line.graft_failure, last)
        last = line.poor_graft_function + number("outcomes.marrow.poor_graft_function_days")
        emptied = active(line.poor_graft_function, last)
        donor, host = (np.where(dying, number("graft_failure.rate"), 0.0) for dying in (rejected | emptied, emptied))
        return np.maximum(acute, chronic) + relapsed, virus, donor, host

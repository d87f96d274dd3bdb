"""A second transplantation after the first graft has failed: conditioning anew, then mobilized blood of a donor.

The cells enter the first donor's clone, which the failure has emptied: the model does not tell two donors apart here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions


@dataclass(frozen=True)
class SecondTransplantation:
    """For those whose graft has failed by ``failure`` (day of the plan, one a patient; infinity for others).

    Where it does not take (``takes``, one a patient) its cells are left out: none of them would live.
    """

    failure: Array
    takes: NDArray[np.bool_]

    def begin(self, patients: int) -> None:
        """Nothing to remember: the days are known."""
        del patients

    def decide(self, morning: Morning, memory: None) -> Orders:
        """Conditioning on the days before the second graft, then the cells."""
        del memory
        # a rejection lasts into its last day: no new cells before the morning after
        infusion = np.ceil(self.failure + number("second_transplantation.delay"))
        first = infusion - number("second_transplantation.conditioning_days")
        starts, given = np.equal(morning.day, first), np.equal(morning.day, infusion)
        orders: tuple[Intervention, ...] = ()
        if starts.any():
            rate = number("second_transplantation.kill_rate")
            orders += (SetParameter(morning.day, "host.conditioning", rate, starts),)
        if given.any():
            end = SetParameter(morning.day, "host.conditioning", 0.0, given)
            orders += (end, *_cells(morning.day, given & self.takes))
        return Orders(orders)


def _cells(day: float, given: NDArray[np.bool_]) -> tuple[Intervention, ...]:
    graft = Graft(GraftSource.MOBILIZED_BLOOD, number("second_transplantation.cd34_per_kg"), day)
    return tuple(
        AddToState(day, item.state, item.amount * given)
        for item in graft_interventions(graft)
        if isinstance(item, AddToState)
    )

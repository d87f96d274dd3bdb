"""A second course of immunosuppression in aplastic anemia that has come back.

Share that answers: Scheinberg et al, Br J Haematol 2006;133:622 (rabbit antithymocyte globulin and ciclosporin). Where
the first course has failed 30 % answered a second one; as many come round late by themselves here, so that it is not
simulated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import SetParameter
from hemograft.therapies.aplastic_anemia_response import has_response
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.graft_failure import share_of_luck


@dataclass(frozen=True)
class SecondCourse:
    """Halts an attack that came back after a response, for good, and leaves the share ``left`` of it.

    ``relapse`` is the day on which the attack comes back, ``succeeds`` says in whom a second course works; both are of
    shape (patients,). Memory: who had a response to the first course.
    """

    relapse: Array
    succeeds: NDArray[np.bool_]
    left: float

    def begin(self, patients: int) -> NDArray[np.bool_]:
        """Nobody was judged yet."""
        return np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: NDArray[np.bool_]) -> Orders:
        """The course for those who need it today and in whom it works; in others it changes nothing."""
        if morning.day == number("immunosuppression.response_day"):
            memory = has_response(
                "no_longer_severe",
                neutrophils=morning.neutrophils,
                platelets=morning.platelets,
                hemoglobin=morning.hemoglobin,
            )
        day = np.ceil(self.relapse + number("immunosuppression.relapse_treatment_delay"))
        treated = (morning.day == day) & memory & self.succeeds
        if not treated.any():
            return Orders(memory=memory)
        return Orders((SetParameter(morning.day, "condition.t_cell_activity", self.left, treated),), memory=memory)


def second_course(luck: Array, relapse: Array) -> SecondCourse:
    """The course of patients with this luck (a log-normal trait, whose rank counts) and these days of relapse.

    Where it works it leaves what a first course leaves in the middle of those who answer (assumed).
    """
    rank = share_of_luck(luck, number("population.second_course"))
    middle = ndtri(1.0 - number("severe_aplastic_anemia.immunosuppression_response_6_months") / 2.0)
    odds = number("immunosuppression.odds") * np.exp(number("population.immunosuppression_response") * middle)
    return SecondCourse(
        relapse, rank < number("immunosuppression.second_course_response_relapsed"), float(1.0 / (1.0 + odds))
    )

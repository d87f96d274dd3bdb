"""Corticosteroids: phagocytosis of coated platelets falls while they are given, antibody production more slowly.

Prednisolone and dexamethasone leave the blood within hours, so that their amounts are not simulated: the effect
follows the daily dose in prednisone equivalents and wears off with a washout of its own. Schedules of Wei et al,
Blood 2016;127:296.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.therapies.bedside import Array, Morning, Orders
from hemograft.therapies.remission import Remission

EFFECT = "corticosteroid.effect"


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    (effect,) = amounts
    washout, odds = parameters
    return DrugSignal(derivatives=(-washout * effect,), phagocytosis=1.0 / (1.0 + odds * washout * effect))


def corticosteroid(numbers: Numbers = number) -> Drug:
    """Prednisone or dexamethasone: ``effect`` in mg/kg of prednisone, doses as such; ``odds`` of a prevented
    against an unprevented phagocytosis at a steady 1 mg/kg a day."""
    return Drug(
        name="corticosteroid",
        states=("effect",),
        parameters=("washout", "odds"),
        standard=(numbers("corticosteroid.washout"), numbers("corticosteroid.phagocytosis_odds")),
        doses_into="effect",
        kinetics=_kinetics,
    )


def corticosteroid_sensitivity(first_day: float, response: Array, numbers: Numbers = number) -> SetParameter:
    """How strongly these patients' phagocytes answer; ``response`` are factors on the odds, shape (patients,)."""
    return SetParameter(first_day, "corticosteroid.odds", numbers("corticosteroid.phagocytosis_odds") * response)


def corticosteroid_remission(response: Array, duration: Array, numbers: Numbers = number) -> Remission:
    """Of antibody production, from a course on.

    Args:
        response: factors on the odds, median 1, shape (patients,).
        duration: factors on the median length, shape (patients,).
        numbers: see `hemograft.evidence.Numbers`.
    """
    days = numbers("corticosteroid.remission_days") * duration
    return Remission.by_odds(numbers("corticosteroid.remission_odds") * response, days)


def prednisone_course(first_day: int) -> tuple[AddToState, ...]:
    """Daily prednisone: the full dose, then a straight taper to nothing."""
    dose, days = number("prednisone.dose"), int(number("prednisone.days"))
    taper = int(number("prednisone.taper_days"))
    shares = [*[1.0] * days, *(1.0 - np.arange(1, taper) / taper)]
    return tuple(AddToState(first_day + day, EFFECT, dose * float(share)) for day, share in enumerate(shares))


@dataclass(frozen=True)
class DexamethasonePulses:
    """One pulse of dexamethasone from ``first_day``, and a second one for those without a response to it.

    ``weight`` in kg: the dose is the same for everybody, its strength in mg/kg of prednisone is not.
    """

    weight: float
    first_day: int = 0

    def begin(self, patients: int) -> NDArray[np.bool_]:
        """Nobody needs a second pulse yet."""
        return np.zeros(patients, dtype=bool)

    def decide(self, morning: Morning, memory: NDArray[np.bool_]) -> Orders:
        """Today's tablets; on the day of the review, who gets the second pulse."""
        length, review = int(number("dexamethasone.days")), int(number("dexamethasone.review_day"))
        since_start = morning.day - self.first_day
        if since_start == review:
            memory = morning.platelets < number("dexamethasone.response_from")
        in_first, in_second = 0 <= since_start < length, 0 <= since_start - review < length
        if not (in_first or in_second):
            return Orders(memory=memory)
        tablets = number("dexamethasone.dose") * number("dexamethasone.prednisone_equivalence") / self.weight
        given = tablets * (np.ones_like(morning.platelets) if in_first else memory.astype(float))
        return Orders((AddToState(morning.day, EFFECT, given),), memory=memory)

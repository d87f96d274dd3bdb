"""What all drugs with linear disposition share: one central compartment, and others that exchange with it."""

from collections.abc import Sequence
from typing import Any

from hemograft.hematopoiesis.interventions import SetParameter

HOURS_PER_DAY = 24.0


def disposition(
    central: Any, outer: Sequence[tuple[Any, Any, Any]], elimination: Any, intake: Any = 0.0
) -> tuple[Any, ...]:
    """Derivatives of the amounts in the central and the outer compartments (mammillary model).

    Args:
        central: amount in the central compartment.
        outer: amount, rate towards it and rate back (1/day) of each outer compartment.
        elimination: 1/day, from the central compartment.
        intake: amount that reaches the central compartment a day.
    """
    change = intake - elimination * central
    exchanged: list[Any] = []
    for amount, towards, back in outer:
        net = towards * central - back * amount
        exchanged.append(net)
        change = change - net
    return (change, *exchanged)


def daily_intake(
    drug: str, daily_dose: Any, first_day: float, last_day: float | None = None
) -> tuple[SetParameter, ...]:
    """A drug taken every day from ``first_day``, its dose spread over the day; it ends on ``last_day`` if given.

    The blood answers over days: that a level rises and falls between doses matters to it less than the mean.
    """
    parameter = f"{drug}.intake"
    begun = SetParameter(first_day, parameter, daily_dose)
    return (begun,) if last_day is None else (begun, SetParameter(last_day, parameter, 0.0))

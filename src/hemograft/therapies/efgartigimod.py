"""Efgartigimod: blocks the receptor that rescues immunoglobulin G from catabolism (FcRn), so that antibody falls.

Two compartments that give the exposure of Jing et al, Drugs R D 2024;24:505. Total immunoglobulin G falls alike in all
patients; how much of what clears their platelets falls with it differs (T cells and immunoglobulin M do not).
"""

from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.therapies.bedside import Array
from hemograft.therapies.compartments import disposition

KINETICS = ("elimination", "to_peripheral", "from_peripheral", "volume", "half_effect", "maximum_catabolism")


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    central, peripheral = amounts
    elimination, to_peripheral, from_peripheral, volume, half_effect, maximum_catabolism, reached = parameters
    concentration = central / volume
    return DrugSignal(
        derivatives=disposition(central, [(peripheral, to_peripheral, from_peripheral)], elimination),
        antibody_catabolism=reached * maximum_catabolism * concentration / (half_effect + concentration),
    )


def efgartigimod() -> Drug:
    """The drug: amounts in mg/kg, ``volume`` in L/kg, rates per day. ``reached`` is the share of the attack that
    falls with immunoglobulin G: 1 for total immunoglobulin, the patient's own for autoantibody."""
    return Drug(
        name="efgartigimod",
        states=("central", "peripheral"),
        parameters=(*KINETICS, "reached"),
        standard=(*(number(f"efgartigimod.{name}") for name in KINETICS), 1.0),
        doses_into="central",
        kinetics=_kinetics,
    )


def efgartigimod_course(
    first_day: int, weeks: int, response: Array, numbers: Numbers = number
) -> tuple[SetParameter | AddToState, ...]:
    """An infusion a week; ``response`` are factors on the odds of an attack within reach, shape (patients,)."""
    odds = numbers("efgartigimod.reached_odds") * response
    interval, dose = int(number("efgartigimod.interval")), number("efgartigimod.dose")
    infusions = (AddToState(first_day + interval * week, "efgartigimod.central", dose) for week in range(weeks))
    return (SetParameter(first_day, "efgartigimod.reached", odds / (1.0 + odds)), *infusions)

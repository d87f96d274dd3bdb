"""Intravenous immunoglobulin: blocks phagocytosis of coated platelets and speeds the catabolism of antibody.

Two compartments as of any immunoglobulin G (Davda et al, MAbs 2014;6:1094). Infused antibody competes for the receptors
of phagocytes; saturation of the receptor that rescues antibody from catabolism (FcRn) lowers the autoantibody by a
quarter at most (Bleeker et al, Blood 2001;98:3136) and clears the infused antibody faster, too.

Platelets fall weeks before the infused antibody is gone (half-life of three weeks). What blocks phagocytes is therefore
followed by itself, as something that comes with the dose and is lost faster: dimers and aggregates, which hold the
receptors best, or the hold on receptors, which are made anew. Which of them it is does not matter to the count. It acts
with its square (assumed: a coated platelet is held by more than one receptor), without which half a dose could not do
so much less than a whole one.
"""

from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.hematopoiesis.interventions import AddToState, SetParameter
from hemograft.therapies.bedside import Array

PARAMETERS = (
    "clearance",
    "exchange",
    "central_volume",
    "peripheral_volume",
    "catabolism_slope",
    "half_effect",
    "blocking_loss",
)
REFERENCE_WEIGHT = 70.0
"""kg, of the published kinetics."""


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    central, peripheral, blocking = amounts
    clearance, exchange, central_volume, peripheral_volume, catabolism_slope, half_effect, loss = parameters
    concentration = central / central_volume
    extra = catabolism_slope * concentration
    outward = exchange * (concentration - peripheral / peripheral_volume)
    relative = blocking / (central_volume * half_effect)
    return DrugSignal(
        derivatives=(-clearance * (1.0 + extra) * concentration - outward, outward, -loss * blocking),
        antibody_catabolism=extra,
        phagocytosis=1.0 / (1.0 + relative * relative),
    )


def intravenous_immunoglobulin(weight: float, numbers: Numbers = number) -> Drug:
    """The drug in a patient of ``weight`` kg: amounts in g, volumes in L, flows in L/day, concentrations in g/L."""
    size = weight / REFERENCE_WEIGHT
    flow = size ** number("intravenous_immunoglobulin.flow_exponent")
    volume = size ** number("intravenous_immunoglobulin.volume_exponent")
    scale = {"clearance": flow, "exchange": flow, "central_volume": volume, "peripheral_volume": volume}
    return Drug(
        name="intravenous_immunoglobulin",
        states=("central", "peripheral", "blocking"),
        parameters=PARAMETERS,
        standard=tuple(numbers(f"intravenous_immunoglobulin.{name}") * scale.get(name, 1.0) for name in PARAMETERS),
        doses_into="central",
        kinetics=_kinetics,
    )


def intravenous_immunoglobulin_infusion(
    day: float, grams_per_kg: float, weight: float, response: Array, numbers: Numbers = number
) -> tuple[SetParameter | AddToState, ...]:
    """One infusion; ``response`` are factors on the potency, median 1, shape (patients,)."""
    half_effect = numbers("intravenous_immunoglobulin.half_effect") / response
    return (
        SetParameter(day, "intravenous_immunoglobulin.half_effect", half_effect),
        *further_infusion(day, grams_per_kg, weight),
    )


def further_infusion(day: float, grams_per_kg: Array | float, weight: float) -> tuple[AddToState, ...]:
    """One more infusion to the same patients; a dose for all or one a patient."""
    grams = grams_per_kg * weight
    return tuple(AddToState(day, f"intravenous_immunoglobulin.{state}", grams) for state in ("central", "blocking"))

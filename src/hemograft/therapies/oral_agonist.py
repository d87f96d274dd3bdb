"""Kinetics that the oral thrombopoietin receptor agonists share: absorption, one central and two outer compartments.

They bind the receptor's transmembrane domain and do not displace thrombopoietin: the signals add.
"""

from typing import Any

from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.therapies.compartments import disposition

STATES = ("depot", "central", "shallow", "deep")
PARAMETERS = (
    "absorption",
    "elimination",
    "to_shallow",
    "from_shallow",
    "to_deep",
    "from_deep",
    "volume",
    "equivalent",
)


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors  # linear kinetics: no target-mediated clearance
    depot, central, shallow, deep = amounts
    absorption, elimination, to_shallow, from_shallow, to_deep, from_deep, volume, equivalent = parameters
    absorbed = absorption * depot
    outer = [(shallow, to_shallow, from_shallow), (deep, to_deep, from_deep)]
    return DrugSignal(
        derivatives=(-absorbed, *disposition(central, outer, elimination, absorbed)),
        thrombopoietin=central / (volume * equivalent),
    )


def oral_agonist(name: str, **parameters: float) -> Drug:
    """An oral agonist: amounts in mg, rates per day, ``volume`` in L, ``equivalent`` in mg/L worth one normal TPO.

    Raises:
        KeyError: a parameter is missing.
    """
    return Drug(
        name=name,
        states=STATES,
        parameters=PARAMETERS,
        standard=tuple(parameters[key] for key in PARAMETERS),
        doses_into="depot",
        kinetics=_kinetics,
    )

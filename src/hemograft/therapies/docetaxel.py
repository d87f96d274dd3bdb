"""Docetaxel: kills dividing cells of the marrow, above all those of the neutrophil line.

Three-compartment kinetics of Bruno et al 1996 as used by Friberg et al, J Clin Oncol 2002;20:4713. Kill is proportional
to the concentration, as there; here it strikes the cells that divide (granulocyte-monocyte progenitors and dividing
marrow neutrophils, and more weakly all progenitors), not one self-renewing pool.
"""

from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.therapies.compartments import HOURS_PER_DAY, disposition

RATES = ("elimination", "to_shallow", "from_shallow", "to_deep", "from_deep")


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    central, shallow, deep = amounts
    elimination, to_shallow, from_shallow, to_deep, from_deep, volume = parameters[:6]
    granulocyte_kill, progenitor_kill, sensitivity = parameters[6:]
    effective = sensitivity * central / volume
    outer = [(shallow, to_shallow, from_shallow), (deep, to_deep, from_deep)]
    return DrugSignal(
        derivatives=disposition(central, outer, elimination),
        granulocyte_kill=granulocyte_kill * effective,
        progenitor_kill=progenitor_kill * effective,
    )


def docetaxel(*, numbers: Numbers = number) -> Drug:
    """The drug in the typical adult.

    States are amounts (mg); a dose enters ``central`` at once (the infusion of an hour delays all by its half).
    Parameters: rates (1/day), ``volume`` (L), the kill per concentration (1/day per mg/L), and ``sensitivity``, a
    multiple of that of the typical patient.
    """

    def value(name: str) -> Any:
        return numbers(f"docetaxel.{name}")

    return Drug(
        name="docetaxel",
        states=("central", "shallow", "deep"),
        parameters=(*RATES, "volume", "granulocyte_kill", "progenitor_kill", "sensitivity"),
        standard=(
            *(value(f"{rate}_rate") * HOURS_PER_DAY for rate in RATES),
            value("central_volume"),
            value("granulocyte_kill"),
            value("progenitor_kill"),
            1.0,
        ),
        doses_into="central",
        kinetics=_kinetics,
    )

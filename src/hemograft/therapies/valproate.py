"""Valproate: an antiepileptic drug that holds back platelet release in proportion to its level, within limits.

Linear kinetics of the label (one compartment, total drug). It inhibits histone deacetylases; such drugs lower platelets
without loss of progenitors and without a shorter platelet life, by myosin light chain 2 that keeps proplatelets in
(Bishton et al, Blood 2011;117:3658). Counts fall with the level (Nasreddine et al, Epilepsia 2010;51:438) and come back
when it is lowered (Delgado et al, J Child Neurol 1994;9:311).
"""

from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.therapies.compartments import HOURS_PER_DAY, disposition


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    (central,) = amounts
    intake, elimination, volume, half_inhibition, sensitivity = parameters
    effective = sensitivity * central / volume
    return DrugSignal(
        derivatives=disposition(central, [], elimination, intake),
        shedding_suppression=effective / (half_inhibition + effective),
    )


def valproate(*, numbers: Numbers = number) -> Drug:
    """The drug in an adult of 1.73 m^2 without enzyme inducers.

    The state is the amount in the body (mg). Parameters: ``intake`` (mg/day), ``elimination`` (1/day), ``volume`` (L),
    ``half_inhibition`` (mg/L of total drug at which half of platelet release is held back), and ``sensitivity``, a
    multiple of that of the typical patient.
    """

    def value(name: str) -> Any:
        return numbers(f"valproate.{name}")

    volume = value("volume")
    return Drug(
        name="valproate",
        states=("central",),
        parameters=("intake", "elimination", "volume", "half_inhibition", "sensitivity"),
        standard=(0.0, value("clearance") / volume * HOURS_PER_DAY, volume, value("half_inhibition"), 1.0),
        doses_into="central",
        kinetics=_kinetics,
    )

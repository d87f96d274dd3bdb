"""Carboplatin: kills progenitors of all lines and megakaryocytes; platelets are what limits its dose.

Two-compartment kinetics of free (ultrafilterable) drug of Ekhart et al, Cancer Chemother Pharmacol 2009;64:115;
clearance by kidney function and dose by exposure after Calvert et al, J Clin Oncol 1989;7:1748. Free drug is gone
within a day, but the nadir comes in the third week: kill is proportional to the platinum that stays bound in the cells,
which follows the concentration with a half-life of days. That half-life leaves the whole kill alone.
"""

from math import log
from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.therapies.compartments import HOURS_PER_DAY, disposition

PARAMETERS = (
    "elimination",
    "to_periphery",
    "from_periphery",
    "volume",
    "release",
    "megakaryocyte_kill",
    "progenitor_kill",
    "sensitivity",
)
MINUTES_PER_HOUR = 60.0
MILLILITRES_PER_LITRE = 1000.0


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    central, periphery, bound = amounts
    elimination, to_periphery, from_periphery, volume, release = parameters[:5]
    megakaryocyte_kill, progenitor_kill, sensitivity = parameters[5:]
    effective = sensitivity * bound
    outer = [(periphery, to_periphery, from_periphery)]
    return DrugSignal(
        derivatives=(*disposition(central, outer, elimination), release * (central / volume - bound)),
        megakaryocyte_kill=megakaryocyte_kill * effective,
        progenitor_kill=progenitor_kill * effective,
    )


def calvert_dose(exposure: Any, glomerular_filtration: Any, *, numbers: Numbers = number) -> Any:
    """Dose (mg) for an ``exposure`` of free drug (mg minute/mL) at a ``glomerular_filtration`` rate (mL/minute)."""
    return exposure * (glomerular_filtration + numbers("carboplatin.nonrenal_clearance"))


def carboplatin(*, glomerular_filtration: float | None = None, numbers: Numbers = number) -> Drug:
    """The drug in an adult with this ``glomerular_filtration`` rate (mL/minute), or with the published mean clearance.

    States are amounts (mg), and ``bound`` platinum as the concentration (mg/L) that would hold it; a dose enters
    ``central`` at once (infusions take less than an hour). Parameters: rates (1/day; ``release`` is that of bound
    platinum), ``volume`` (L), the kill per concentration (1/day per mg/L), and ``sensitivity``, a multiple of that of
    the typical patient.
    """

    def value(name: str) -> Any:
        return numbers(f"carboplatin.{name}")

    volume = value("central_volume")
    if glomerular_filtration is None:
        clearance = value("clearance")
    else:
        per_minute = glomerular_filtration + value("nonrenal_clearance")
        clearance = per_minute * MINUTES_PER_HOUR / MILLILITRES_PER_LITRE
    return Drug(
        name="carboplatin",
        states=("central", "periphery", "bound"),
        parameters=PARAMETERS,
        standard=(
            clearance / volume * HOURS_PER_DAY,
            value("to_periphery_rate") * HOURS_PER_DAY,
            value("from_periphery_rate") * HOURS_PER_DAY,
            volume,
            log(2.0) / value("bound_half_life"),
            value("megakaryocyte_kill"),
            value("progenitor_kill"),
            1.0,
        ),
        doses_into="central",
        kinetics=_kinetics,
    )

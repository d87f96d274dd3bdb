"""Linezolid: an antibiotic that keeps megakaryocytes from releasing platelets for as long as it is given.

Kinetics of Tsuji et al, Br J Clin Pharmacol 2017;83:1758 (renal and other clearance, two compartments). It
phosphorylates myosin light chain 2, which holds back proplatelets, and spares the cells (Tajima et al, Biol Pharm Bull
2016;39:1846); in bone marrow it stops mitochondrial protein synthesis (McKee et al, Antimicrob Agents Chemother
2006;50:2042). The 9 % less proliferation of the published platelet model would do nothing here: thrombopoietin and the
progenitors make up for it. Held-back release is not made up for, because the megakaryocytes, which clear most of the
thrombopoietin, are all there.
"""

from typing import Any

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.drug import Drug, DrugSignal
from hemograft.therapies.compartments import HOURS_PER_DAY, disposition

PARAMETERS = (
    "intake",
    "elimination",
    "to_periphery",
    "from_periphery",
    "volume",
    "half_inhibition",
    "sensitivity",
)


def _kinetics(xp: Any, amounts: tuple[Any, ...], parameters: tuple[Any, ...], receptors: Any) -> DrugSignal:
    del xp, receptors
    central, periphery = amounts
    intake, elimination, to_periphery, from_periphery, volume, half_inhibition, sensitivity = parameters
    effective = sensitivity * central / volume
    return DrugSignal(
        derivatives=disposition(central, [(periphery, to_periphery, from_periphery)], elimination, intake),
        shedding_suppression=effective / (half_inhibition + effective),
    )


def linezolid(
    *,
    age: float | None = None,
    weight: float | None = None,
    creatinine_clearance: float | None = None,
    numbers: Numbers = number,
) -> Drug:
    """The drug in an adult of ``age`` (years), ``weight`` (kg) and ``creatinine_clearance`` (mL/minute).

    What is not given is that of the published typical patient. States are amounts (mg) in the central and the
    peripheral compartment. Parameters: ``intake`` (mg/day that reach the blood), rates (1/day), ``volume`` (L),
    ``half_inhibition`` (mg/L at which half of platelet release is held back), and ``sensitivity``, a multiple of that
    of the typical patient.
    """

    def value(name: str) -> Any:
        return numbers(f"linezolid.{name}")

    reference_age, reference_weight = value("reference_age"), value("reference_weight")
    size = (reference_weight if weight is None else weight) / reference_weight
    years = 0.0 if age is None else age - reference_age
    normal = value("reference_creatinine_clearance")
    flow = size ** value("clearance_weight_exponent")
    renal = (normal if creatinine_clearance is None else creatinine_clearance) / (flow * normal)
    nonrenal = value("nonrenal_clearance") * (1.0 + value("clearance_age_slope") * years)
    clearance = flow * (nonrenal + value("renal_clearance") * renal)
    exchange = flow * value("intercompartmental_clearance")
    central, periphery = size * value("central_volume"), size * value("peripheral_volume")
    return Drug(
        name="linezolid",
        states=("central", "periphery"),
        parameters=PARAMETERS,
        standard=(
            0.0,
            clearance / central * HOURS_PER_DAY,
            exchange / central * HOURS_PER_DAY,
            exchange / periphery * HOURS_PER_DAY,
            central,
            value("half_inhibition"),
            1.0,
        ),
        doses_into="central",
        kinetics=_kinetics,
    )

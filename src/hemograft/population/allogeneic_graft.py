"""How recipients answer to an allogeneic graft, around the typical one of the calibrated centre.

A step of the calibration fits spreads, effects of the dose and factors of children to individual transplants.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemograft.evidence import Numbers, number
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.population.individuals import Individuals
from hemograft.therapies.transplantation import Graft, GraftSource, graft_interventions

REFERENCE_DOSES = {
    GraftSource.MOBILIZED_BLOOD: "transplantation.cd34_dose_mobilized_allogeneic",
    GraftSource.BONE_MARROW: "transplantation.cd34_dose_bone_marrow",
}
"""CD34+ cells per kg for which the centre was calibrated, by source: there the effects of the dose are neutral.

The doses of cord blood are too small for homing to saturate: its cells engraft in proportion."""
YIELD_REFERENCE = REFERENCE_DOSES[GraftSource.MOBILIZED_BLOOD]
"""The dose at which donor megakaryocytes of an adult's graft give the typical number of platelets at first."""


def allogeneic_graft(
    people: Individuals,
    source: GraftSource,
    cd34_per_kg: Any,
    infusion_day: float,
    *,
    child: bool | NDArray[np.bool_] = False,
    clone: str = "donor",
    numbers: Numbers = number,
) -> tuple[Intervention, ...]:
    """The cells of one graft, and the platelets that its first megakaryocytes release.

    Viruses, drugs and graft-versus-host disease hold back the platelets of some recipients for weeks or months, the
    more so the fewer cells they got. Cord blood matures at the pace of the centre, whatever the dose.

    Args:
        people: the recipients.
        source: of all of them.
        cd34_per_kg: cells planned, one number or one a patient.
        infusion_day: day of the course.
        child: whether the recipient is a child, one answer or one a patient; the factors of children were found for
            marrow and mobilized blood, and cord blood of the centre was given to children from the start.
        clone: name of the donor's clone.
        numbers: evidence, or what a calibration tries.

    Raises:
        ValueError: the CD34 dose is not positive.
    """
    child = child & (not source.is_cord)
    dose = cd34_per_kg * people["cd34_dose"]
    engrafting = dose
    if source in REFERENCE_DOSES:
        reference = number(REFERENCE_DOSES[source])
        engrafting = reference * (dose / reference) ** numbers("graft.allogeneic_dose_exponent")
    graft = Graft(
        source,
        engrafting,
        infusion_day,
        clone,
        engraftment=people["engraftment"] * _in_children("engraftment", child, numbers),
        megakaryocyte_engraftment=people["megakaryocyte_engraftment"]
        * _in_children("megakaryocyte_engraftment", child, numbers),
    )
    return (*graft_interventions(graft, numbers), *_early_platelets(people, source, dose, infusion_day, clone, numbers))


def _early_platelets(
    people: Individuals, source: GraftSource, dose: Any, day: float, clone: str, numbers: Numbers
) -> tuple[Intervention, ...]:
    ceiling = number("population.early_platelet_yield_ceiling")
    if source.is_cord:
        early = np.minimum(people["early_platelet_yield"], ceiling)
        start = numbers("graft.cord_platelet_maturity")
        return (AddToState(day, f"{clone}.platelet_maturity", start * (early - 1.0)),)
    rise = (dose / number(YIELD_REFERENCE)) ** numbers("graft.platelet_yield_dose_exponent")
    early = np.minimum(people["early_platelet_yield"] * rise, ceiling)
    time = numbers("graft.early_platelet_yield_time") * people["early_platelet_yield_time"]
    return (
        SetParameter(day, "platelet_maturity_time", time),
        AddToState(day, f"{clone}.platelet_maturity", early - 1.0),
    )


def allogeneic_severity(people: Individuals, *, child: Any = False, numbers: Numbers = number) -> Any:
    """Factor of the early death of donor progenitors, one a patient."""
    return people["allogeneic_toxicity"] * _in_children("allogeneic_toxicity", child, numbers)


def injury_severity(people: Individuals, *, child: Any = False, numbers: Numbers = number) -> Any:
    """Factor of the consumption of platelets after conditioning for an allogeneic graft, one a patient."""
    return people["endothelial_injury"] * _in_children("endothelial_injury", child, numbers)


def _in_children(trait: str, child: Any, numbers: Numbers) -> Any:
    return np.where(child, numbers(f"population.child_{trait}"), 1.0)

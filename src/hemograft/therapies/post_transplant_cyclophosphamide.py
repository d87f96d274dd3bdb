"""Cyclophosphamide on days 3 and 4 after a haploidentical graft: it kills the T cells that would reject or attack.

Progenitors of the graft pay for it, which is why these grafts take some days longer. Methotrexate is not given.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter


def post_transplant_cyclophosphamide(infusion_day: float, *, severity: Any = 1.0) -> tuple[Intervention, ...]:
    """Death of progenitors on both days, on top of the toxicity of mycophenolate that lasts until about day 15.

    ``severity`` scales all of it, one number or one a patient.
    """
    mycophenolate = (
        number("conditioning.allogeneic_progenitor_death") * number("conditioning.cord_toxicity_factor") * severity
    )
    days = number("post_transplant_cyclophosphamide.days")
    rate = number("post_transplant_cyclophosphamide.progenitor_kill") / days * severity
    first = infusion_day + number("post_transplant_cyclophosphamide.first_day")
    end = infusion_day + number("conditioning.allogeneic_progenitor_death_days")
    return (
        SetParameter(infusion_day, "donor.progenitor_death", mycophenolate),
        SetParameter(first, "donor.progenitor_death", mycophenolate + rate),
        SetParameter(first + days, "donor.progenitor_death", mycophenolate),
        SetParameter(end, "donor.progenitor_death", 0.0),
    )

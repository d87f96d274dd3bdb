"""Cyclophosphamide on days 3 and 4 after a haploidentical graft: it kills the T cells that would reject or attack.

The host's marrow is hit as by conditioning. Cells of the graft are at rest after homing and mostly spared; what they
lose is why these grafts take some days longer. Methotrexate is not given.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.therapies.conditioning_agents import Agent, Body, drug_kill, exposure


def post_transplant_cyclophosphamide(
    infusion_day: float, body: Body, *, individual_clearance: Any = 1.0, severity: Any = 1.0
) -> tuple[Intervention, ...]:
    """Death of marrow cells on both days, on top of the toxicity of mycophenolate that lasts until about day 15.

    ``individual_clearance`` acts on the host's loss (see `exposure`), ``severity`` scales the graft's; one number or
    one a patient.
    """
    days = number("post_transplant_cyclophosphamide.days")
    first = infusion_day + number("post_transplant_cyclophosphamide.first_day")
    dose = number("post_transplant_cyclophosphamide.dose")
    host = drug_kill(Agent.CYCLOPHOSPHAMIDE, exposure(Agent.CYCLOPHOSPHAMIDE, dose, body, individual_clearance))
    mycophenolate = (
        number("conditioning.allogeneic_progenitor_death") * number("conditioning.cord_toxicity_factor") * severity
    )
    rate = number("post_transplant_cyclophosphamide.progenitor_kill") / days * severity
    end = infusion_day + number("conditioning.allogeneic_progenitor_death_days")
    return (
        SetParameter(infusion_day, "donor.progenitor_death", mycophenolate),
        SetParameter(first, "donor.progenitor_death", mycophenolate + rate),
        SetParameter(first + days, "donor.progenitor_death", mycophenolate),
        SetParameter(end, "donor.progenitor_death", 0.0),
        SetParameter(first, "host.conditioning", host.progenitors),
        SetParameter(first, "host.stem_cell_conditioning_sensitivity", host.stem_cells / host.progenitors),
        SetParameter(first + days, "host.conditioning", 0.0),
        SetParameter(first + days, "host.stem_cell_conditioning_sensitivity", 1.0),
    )

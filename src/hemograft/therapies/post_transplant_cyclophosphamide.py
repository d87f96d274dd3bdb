"""Cyclophosphamide on days 3 and 4 after a haploidentical graft: it kills the T cells that would reject or attack.

The host's marrow is hit as by conditioning. Cells of the graft are at rest after homing and mostly spared; what they
lose is why these grafts take some days longer. Mycophenolate takes the place of methotrexate.
"""

from typing import Any

from hemograft.evidence import number
from hemograft.hematopoiesis.interventions import Intervention, SetParameter
from hemograft.therapies.conditioning_agents import Agent, Body, drug_kill, exposure
from hemograft.therapies.marrow_killing import Killing


def post_transplant_cyclophosphamide(infusion_day: float, *, severity: Any = 1.0) -> tuple[Intervention, ...]:
    """Death of the graft's progenitors on both days, on top of the toxicity of mycophenolate until about day 15.

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


def host_cyclophosphamide(infusion_day: float, body: Body, individual_clearance: Any = 1.0) -> Killing:
    """Death of the host's marrow on both days, by exposure (see `exposure` for ``individual_clearance``)."""
    dose = number("post_transplant_cyclophosphamide.dose")
    daily = drug_kill(Agent.CYCLOPHOSPHAMIDE, exposure(Agent.CYCLOPHOSPHAMIDE, dose, body, individual_clearance))
    first = infusion_day + number("post_transplant_cyclophosphamide.first_day")
    last = first + number("post_transplant_cyclophosphamide.days")
    return Killing("host", first, last, daily.progenitors, daily.stem_cells)

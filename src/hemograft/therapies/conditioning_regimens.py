"""Conditioning regimens: named, dosed by day, with the kill that each patient's exposure gives.

Intensity follows Bacigalupo et al 2009: what cytopenia the regimen causes without a graft, which the model answers
itself (see the tests). A bare intensity stands for the regimen that is usual at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hemograft.evidence import number, record
from hemograft.hematopoiesis.interventions import AddToState, Intervention
from hemograft.therapies.conditioning_agents import Agent, Body, Kill, drug_kill, exposure, irradiation_kill
from hemograft.therapies.marrow_killing import Killing, killing_interventions
from hemograft.therapies.transplantation import Conditioning


@dataclass(frozen=True)
class Regimen:
    """A regimen; days and doses are the records ``conditioning.<name>.<agent>_days`` and ``_dose``.

    ``serotherapy`` is antithymocyte globulin: it spares marrow and depletes T cells of host and graft. ``targeted``
    drugs are given to a measured exposure, so that a patient's clearance does not matter.
    """

    name: str
    agents: tuple[Agent, ...]
    intensity: Conditioning
    serotherapy: bool = False
    targeted: bool = False

    def days(self, agent: Agent) -> tuple[int, ...]:
        """Days of an agent, negative before the graft."""
        return tuple(int(day) for day in np.atleast_1d(record(f"conditioning.{self.name}.{agent}_days").value))

    def dose(self, agent: Agent) -> float:
        """Dose on each of these days: mg/kg, mg/m^2, Gy, or mg hour/L where ``targeted``."""
        return number(f"conditioning.{self.name}.{agent}_dose")

    @property
    def label(self) -> str:
        """The regimen in words, with its intensity."""
        return f"{self.name.replace('_', ' ')} ({self.intensity.replace('_', ' ')})"

    @property
    def lead_time(self) -> float:
        """Days from the first dose to the graft."""
        return -float(min(day for agent in self.agents for day in self.days(agent)))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The records behind its doses and their kill."""
        drugs = tuple(agent for agent in self.agents if agent is not Agent.TOTAL_BODY_IRRADIATION)
        irradiated = len(drugs) < len(self.agents)
        return (
            *(f"conditioning.{self.name}.{agent}_dose" for agent in self.agents),
            *(f"conditioning.{agent}.{kind}_kill" for agent in drugs for kind in ("progenitor", "stem_cell")),
            *(("conditioning.irradiation_linear", "conditioning.irradiation_quadratic") if irradiated else ()),
        )


_FULL, _REDUCED, _MILD = Conditioning.MYELOABLATIVE, Conditioning.REDUCED_INTENSITY, Conditioning.NONMYELOABLATIVE
_BUSULFAN, _CYCLOPHOSPHAMIDE, _FLUDARABINE = Agent.BUSULFAN, Agent.CYCLOPHOSPHAMIDE, Agent.FLUDARABINE
_IRRADIATION, _MELPHALAN = Agent.TOTAL_BODY_IRRADIATION, Agent.MELPHALAN

REGIMENS: Mapping[str, Regimen] = {
    regimen.name: regimen
    for regimen in (
        Regimen("busulfan_cyclophosphamide", (_BUSULFAN, _CYCLOPHOSPHAMIDE), _FULL),
        Regimen("cyclophosphamide_irradiation", (_CYCLOPHOSPHAMIDE, _IRRADIATION), _FULL),
        Regimen("fludarabine_busulfan", (_FLUDARABINE, _BUSULFAN), _FULL),
        Regimen("fludarabine_busulfan_reduced", (_FLUDARABINE, _BUSULFAN), _REDUCED),
        Regimen("fludarabine_melphalan", (_FLUDARABINE, _MELPHALAN), _REDUCED),
        Regimen("fludarabine_treosulfan", (_FLUDARABINE, Agent.TREOSULFAN), _FULL),
        Regimen("fludarabine_cyclophosphamide_irradiation", (_FLUDARABINE, _CYCLOPHOSPHAMIDE, _IRRADIATION), _MILD),
        Regimen("cyclophosphamide_antithymocyte_globulin", (_CYCLOPHOSPHAMIDE,), _MILD, serotherapy=True),
        Regimen("melphalan_200", (_MELPHALAN,), _FULL),
        Regimen("busulfan_targeted", (_BUSULFAN,), _FULL, targeted=True),
        Regimen("fanconi_low_dose", (_FLUDARABINE, _CYCLOPHOSPHAMIDE), _MILD, serotherapy=True),
    )
}

USUAL: Mapping[Conditioning, str] = {
    Conditioning.MYELOABLATIVE: "busulfan_cyclophosphamide",
    Conditioning.REDUCED_INTENSITY: "fludarabine_melphalan",
    Conditioning.NONMYELOABLATIVE: "fludarabine_cyclophosphamide_irradiation",
}
"""The regimen that a bare intensity stands for."""

CONDITIONING_NAMES = (*USUAL, *REGIMENS)
"""What a case may name: an intensity or a regimen."""


def regimen_named(name: str) -> Regimen:
    """The regimen of that name, or the usual one of that intensity.

    Raises:
        ValueError: the name is neither.
    """
    found = REGIMENS.get(USUAL[Conditioning(name)] if name in set(Conditioning) else name)
    if found is None:
        raise ValueError(f"conditioning {name!r} is not known; give one of {', '.join(CONDITIONING_NAMES)}")
    return found


def daily_kill(regimen: Regimen, body: Body, individual_clearance: Any = 1.0) -> Mapping[int, Kill]:
    """Kill by day before the graft (negative); see `exposure` for ``individual_clearance``."""
    by_day: dict[int, Kill] = {}
    for agent in regimen.agents:
        dose = regimen.dose(agent)
        if agent is Agent.TOTAL_BODY_IRRADIATION:
            kill = irradiation_kill(dose)
        elif regimen.targeted:
            kill = drug_kill(agent, dose)
        else:
            kill = drug_kill(agent, exposure(agent, dose * _nomogram(agent, body), body, individual_clearance))
        for day in regimen.days(agent):
            by_day[day] = by_day.get(day, Kill()) + kill
    return dict(sorted(by_day.items()))


def _nomogram(agent: Agent, body: Body) -> float:
    """Small children get more busulfan per kg."""
    small = agent is Agent.BUSULFAN and body.weight <= number("conditioning.small_child_weight")
    return number("conditioning.small_child_busulfan_factor") if small else 1.0


def regimen_interventions(
    regimen: Regimen,
    body: Body,
    infusion_day: float,
    *,
    individual_clearance: Any = 1.0,
    sensitivity: Any = 1.0,
    injury: Any = 1.0,
) -> tuple[Intervention, ...]:
    """Kill of the host's marrow day by day, then injury of the endothelium after the last dose.

    Args:
        regimen: what is given.
        body: to whom.
        infusion_day: day of the graft; the first dose comes ``regimen.lead_time`` days before.
        individual_clearance: see `exposure`.
        sensitivity: log kill per exposure over that of others (Fanconi anemia).
        injury: scales the platelet consumption that follows, one number or one a patient.
    """
    killings: list[Killing] = []
    total = Kill()
    for day, given in daily_kill(regimen, body, individual_clearance).items():
        kill = given.times(sensitivity)
        total = total + kill
        first = infusion_day + day
        killings.append(Killing("host", first, first + 1.0, kill.progenitors, kill.stem_cells))
    share = total.progenitors / number("conditioning.myeloablative_log_kill")
    consumption = number("conditioning.endothelial_injury") * share * injury
    return (*killing_interventions(killings), AddToState(killings[-1].last, "endothelial_injury", consumption))

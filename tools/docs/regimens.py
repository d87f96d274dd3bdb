"""Conditioning regimens: what each gives, and the marrow that it kills in a typical adult."""

from collections.abc import Iterator

from hemograft.evidence.wording import number_text
from hemograft.therapies.conditioning_agents import BY_WEIGHT, Agent, Body, Kill
from hemograft.therapies.conditioning_regimens import REGIMENS, Regimen, daily_kill
from tools.docs.markdown import plain, table

ADULT = Body(weight=70.0, age=40.0)


def regimen_table() -> str:
    """A row for each regimen that a case can name."""
    head = ("Regimen", "Intensity", "Given", "Log kill of progenitors", "Log kill of stem cells")
    return table(head, (_row(regimen) for regimen in REGIMENS.values()))


def _row(regimen: Regimen) -> tuple[str, ...]:
    total = Kill()
    for kill in daily_kill(regimen, ADULT).values():
        total = total + kill
    return (
        f"`{regimen.name}`",
        regimen.intensity.replace("_", " "),
        plain("; ".join(_given(regimen))),
        f"{float(total.progenitors):.3g}",
        f"{float(total.stem_cells):.3g}",
    )


def _given(regimen: Regimen) -> Iterator[str]:
    for agent in regimen.agents:
        days = regimen.days(agent)
        when = f"day{'s' if len(days) > 1 else ''} {', '.join(map(str, days))}"
        yield f"{agent.replace('_', ' ')} {number_text(regimen.dose(agent))} {_unit(regimen, agent)} on {when}"
    if regimen.serotherapy:
        yield "antithymocyte globulin"


def _unit(regimen: Regimen, agent: Agent) -> str:
    if agent is Agent.TOTAL_BODY_IRRADIATION:
        return "Gy"
    if regimen.targeted:
        return "mg hour/L"
    return "mg/kg" if agent in BY_WEIGHT else "mg/m^2"

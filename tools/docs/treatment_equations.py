"""Grafts, conditioning and early toxicity: what an intervention does to the state, in symbols and in numbers."""

from collections.abc import Mapping
from typing import Any

from hemograft.evidence import Record
from hemograft.evidence.wording import number_text
from hemograft.hematopoiesis.interventions import AddToState, Intervention, SetParameter
from hemograft.interop.sbml_mathematics import exact
from hemograft.therapies.transplantation import (
    COMPARTMENTS,
    Conditioning,
    Graft,
    GraftSource,
    allogeneic_toxicity,
    conditioning_interventions,
    graft_interventions,
)
from tools.docs.markdown import plain, table
from tools.docs.symbols import CLONE, STATES, state_symbol
from tools.docs.typeset import Constant, Equation, block, inline, latex

SHOWN = ("stem_cells", "cmp", "mep")
"""Compartments whose graft equation is written out; the others follow the same pattern."""
DOSE = Constant("c_{34}", positive=True)
EXAMPLE_DOSE = 1e6
"""CD34+ cells per kg."""


def treatment_sections(records: Mapping[str, Record]) -> dict[str, str]:
    """Display mathematics of transplantation."""

    def number(identifier: str) -> Any:
        return _symbol(records, identifier)

    graft = Graft(
        GraftSource.CORD_BLOOD,
        DOSE,
        0.0,
        engraftment=Constant(r"\theta"),
        megakaryocyte_engraftment=Constant(r"\theta_{MK}"),
    )
    cells = [item for item in graft_interventions(graft, number) if isinstance(item, AddToState)]
    targets = [f"{graft.clone}.{COMPARTMENTS[name]}" for name in SHOWN] + [f"{graft.clone}.platelet_maturity"]
    days: Any = Constant("t_c")
    conditioning = conditioning_interventions(
        Conditioning.MYELOABLATIVE, 0.0, days, injury=Constant(r"\theta_J"), numbers=number
    )
    toxicity = allogeneic_toxicity(GraftSource.CORD_BLOOD, 0.0, severity=Constant(r"\theta_d"), numbers=number)
    return {
        "graft": block(*(_change(item) for item in cells if item.state in targets)),
        "conditioning": block(*(_change(item) for item in (conditioning[0], conditioning[-1]))),
        "toxicity": block(_change(toxicity[0])),
    }


def _change(item: Intervention) -> Equation:
    if isinstance(item, SetParameter):
        symbol = CLONE[item.parameter.rpartition(".")[2]][0]
        return Equation(symbol, exact(item.value), relation=r"\leftarrow")
    name = state_symbol(item.state.rpartition(".")[2])
    return Equation(name.name, name + exact(item.amount), relation=r"\leftarrow")


def _symbol(records: Mapping[str, Record], identifier: str) -> Any:
    if symbol := records[identifier].symbol:
        return Constant(symbol)
    topic, _, name = identifier.rpartition(".")
    letters = {
        "conditioning.myeloablative_log_kill": "L",
        "conditioning.cord_toxicity_factor": r"\chi",
        "graft.homing_time": "t_h",
        "conditioning.allogeneic_progenitor_death_days": "t_d",
    }
    if identifier in letters:
        return Constant(letters[identifier])
    letter = "Z" if topic == "normal_pool" else r"\phi"
    return Constant(f"{letter}_{STATES[name]}")


def graft_table(records: Mapping[str, Record]) -> str:
    """Composition, engrafting share and effect of each source, by compartment."""
    head = ["Compartment", "Engrafting share", "Normal pool (cells/kg)"]
    columns: list[dict[str, float]] = []
    for source in GraftSource:
        head += [f"{source.replace('_', ' ')}: per CD34+ cell", "pools added by 1e6 CD34+/kg"]
        interventions = graft_interventions(Graft(source, EXAMPLE_DOSE, 0.0))
        columns.append(
            {
                item.state.rpartition(".")[2]: float(item.amount)
                for item in interventions
                if isinstance(item, AddToState)
            }
        )
    rows: list[list[str]] = []
    for name, state in COMPARTMENTS.items():
        share, pool = records[f"engraftment.{name}"], records[f"normal_pool.{name}"]
        row = [
            inline(STATES[name]),
            f"{inline(latex(_symbol(records, share.id)))} = {number_text(share.number)} ({share.provenance})",
            f"{number_text(pool.number)} ({pool.provenance})",
        ]
        for source, added in zip(GraftSource, columns, strict=True):
            content = records[f"graft.{source}.{name}"]
            row += [f"{number_text(content.number)} ({content.provenance})", f"{added[state]:.3g}"]
        rows.append(row)
    return table([plain(cell) for cell in head], rows)

"""The symbol of every parameter (from its evidence record) and of every state variable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from hemograft.evidence import EvidenceError, Record
from hemograft.hematopoiesis.blood_system import BloodSystem
from hemograft.hematopoiesis.parameters import BloodParameters, CloneCondition, CommonParameters, PatientCondition
from hemograft.hematopoiesis.state import BloodState
from tools.docs.typeset import Constant, Quantity

CONDITION = {
    "splenic_fraction": ("f_{sp}", "share of platelets held in the spleen"),
    "antibody_destruction": ("k_{ab}", "clearance of every platelet by the antibody level before treatment, 1/day"),
    "antibody_production": (r"\pi_B", "production of autoantibody, multiple of that before treatment"),
    "antibody_catabolism": ("c_B", "catabolism of immunoglobulin G, multiple of normal"),
    "phagocytosis": (r"\phi", "share of the clearance of coated platelets that is left"),
    "antibody_megakaryocyte_death": ("d_{ab}", "death of megakaryocytes by the antibody level before treatment, 1/day"),
    "t_cell_activity": (r"\pi_A", "where the T-cell attack heads to, multiple of that before treatment"),
    "consumption": ("k_{con}", "loss of every platelet in thrombi or by bleeding, 1/day"),
    "transfused_destruction": ("k_{ref}", "extra clearance of transfused platelets (refractoriness), 1/day"),
    "thrombopoietin_production": (r"\pi_T", "thrombopoietin production, multiple of normal"),
    "megakaryopoiesis_suppression": ("u_K", "share of megakaryocyte progenitor input that is prevented"),
    "shedding_suppression": ("u_P", "share of platelet release that is prevented"),
    "platelet_dilution": (r"\lambda", "volume in which platelets circulate, multiple of normal"),
}
"""What disease and treatment change for all clones: symbol and meaning. No records: each patient has others."""
CLONE = {
    "conditioning": (r"\kappa", "kill rate of conditioning, 1/day"),
    "stem_cell_conditioning_sensitivity": ("s_H", "kill of stem cells by conditioning over that of progenitors"),
    "stem_cell_death": ("d_H", "death of stem cells, 1/day"),
    "progenitor_death": ("d_{prog}", "death of progenitors, 1/day"),
    "immune_death": ("d_{imm}", "death of progenitors by the T-cell attack before treatment, 1/day"),
    "megakaryocyte_death": ("d_{MK}", "extra death of megakaryocytes, 1/day"),
    "thrombopoietin_response": (r"\mu", "share of the thrombopoietin response that is left"),
    "platelet_yield": (r"\eta", "platelets per megakaryocyte mass, multiple of normal"),
    "platelet_clearance": ("k_c", "excess clearance of this clone's platelets, 1/day"),
}
"""What disease and treatment change for one clone."""
STATES = {
    "stem_cells": "H",
    "short_term_stem_cells": "S",
    "mpp": "M",
    "cmp": "C",
    "mep": "E",
    "gmp": "G",
    "megakaryocyte_progenitors": "K",
    "megakaryocyte_number": "n",
    "megakaryocyte_mass": "m",
    "platelets": "p",
    "platelet_maturity": "A",
    "marrow_neutrophils": "b",
    "neutrophil_reserve": "R",
    "neutrophils": "N",
    "erythroblasts": "e",
    "red_cells": "r",
    "thrombopoietin": "T",
    "gcsf": r"\Gamma",
    "transfused_platelets": "x",
    "transfused_red_cells": "Q",
    "endothelial_injury": "J",
    "platelet_consumption": "D",
    "autoantibody": "B",
    "t_cell_attack": "V",
}
"""Letters of the state variables; a chain carries an index below."""


@dataclass(frozen=True)
class Symbols:
    """The blood system of one clone, in symbols."""

    parameters: BloodParameters
    state: BloodState

    @property
    def by_name(self) -> dict[str, Any]:
        """State symbols by name, in memory order."""
        system = BloodSystem()
        return {name: state_symbol(name) for name in system.state_names}


def parameter_symbol(records: Mapping[str, Record], field: str) -> Any:
    """The symbol of a parameter that all clones share.

    Raises:
        EvidenceError: the record has no symbol.
    """
    text = records[f"hematopoiesis.{field}"].symbol
    if not text:
        raise EvidenceError(f"record hematopoiesis.{field} has no symbol; the equations need one")
    return Constant(text)


def state_symbol(name: str) -> Any:
    """The symbol of a state variable such as ``host.mpp_1``."""
    plain = name.removeprefix("host.")
    if plain in STATES:
        return Quantity(STATES[plain])
    chain = re.fullmatch(r"(\w+)_(\d+)", plain)
    if chain is None or chain[1] not in STATES:
        raise KeyError(f"state variable {name!r} has no symbol in tools.docs.symbols.STATES")
    return stage(chain[1], chain[2])


def stage(field: str, index: int | str) -> Any:
    """The symbol of one sub-stage of a chain."""
    return Quantity(f"{STATES[field]}_{{{index}}}")


def mean(field: str) -> Any:
    """The symbol of the mean over the sub-stages of a chain."""
    return Quantity(rf"\bar{{{STATES[field]}}}")


def symbols(records: Mapping[str, Record]) -> Symbols:
    """Symbols of all parameters and states of a patient with one clone and no drug."""
    system = BloodSystem()
    common = {field.name: parameter_symbol(records, field.name) for field in fields(CommonParameters)}
    parameters = BloodParameters(
        common=CommonParameters(**common),
        condition=PatientCondition(**{name: Constant(text) for name, (text, _) in CONDITION.items()}),
        clones=(CloneCondition(**{name: Constant(text) for name, (text, _) in CLONE.items()}),),
    )
    return Symbols(parameters, system.unpack_state([state_symbol(name) for name in system.state_names]))

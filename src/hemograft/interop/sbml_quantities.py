"""What states and parameters are called in SBML: identifier, words, unit, and terms of public ontologies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from types import MappingProxyType
from typing import Any

from hemograft.evidence import Record, records
from hemograft.hematopoiesis.parameters import CloneCondition, CommonParameters, PatientCondition

POOL = "SBO:0000360"  # quantity of an entity pool
CONCENTRATION = "SBO:0000196"  # concentration of an entity pool
RATE = "SBO:0000009"  # kinetic constant


@dataclass(frozen=True)
class Quantity:
    """One SBML parameter. ``unit`` is None where the model declares none (drugs); ``term`` is a CURIE."""

    identifier: str
    words: str
    unit: str | None
    ontology: str
    term: str | None = None
    evidence: Record | None = None


# Cells by the field that holds them: words, Cell Ontology term, unit.
_CELLS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "stem_cells": ("hematopoietic stem cells", "CL:0000037", "dimensionless"),
        "short_term_stem_cells": ("short-term hematopoietic stem cells", "CL:0002033", "dimensionless"),
        "mpp": ("multipotent progenitors", "CL:0000837", "dimensionless"),
        "cmp": ("common myeloid progenitors", "CL:0000049", "dimensionless"),
        "mep": ("megakaryocyte-erythroid progenitors", "CL:0000050", "dimensionless"),
        "gmp": ("granulocyte-monocyte progenitors", "CL:0000557", "dimensionless"),
        "megakaryocyte_progenitors": ("megakaryocyte progenitors", "CL:0000553", "dimensionless"),
        "megakaryocyte_number": ("megakaryocytes, number", "CL:0000556", "dimensionless"),
        "megakaryocyte_mass": ("megakaryocytes, mass", "CL:0000556", "dimensionless"),
        "platelets": ("platelets in blood and spleen", "CL:0000233", "10^9/L"),
        "marrow_neutrophils": ("maturing marrow neutrophils", "CL:0000776", "dimensionless"),
        "neutrophil_reserve": ("marrow neutrophil reserve", "CL:0000775", "dimensionless"),
        "neutrophils": ("blood neutrophils", "CL:0000775", "10^9/L"),
        "erythroblasts": ("erythroblasts", "CL:0000765", "dimensionless"),
        "red_cells": ("red cells", "CL:0000232", "dimensionless"),
        "transfused_platelets": ("transfused platelets", "CL:0000233", "10^9/L"),
        "transfused_red_cells": ("hemoglobin of transfused red cells", "CL:0000232", "g/dL"),
    }
)
_CYTOKINES = MappingProxyType({"thrombopoietin": "uniprot:P40225", "gcsf": "uniprot:P09919"})
_OTHER_UNITS = MappingProxyType(
    {
        "platelet_maturity": "dimensionless",
        "endothelial_injury": "1/day",
        "platelet_consumption": "1/day",
        "autoantibody": "dimensionless",
        "t_cell_attack": "dimensionless",
    }
)
# Fields of the conditions whose unit is not a plain multiple or fraction.
_RATES = frozenset(
    {
        "antibody_destruction",
        "antibody_megakaryocyte_death",
        "consumption",
        "immune_death",
        "transfused_destruction",
        "conditioning",
        "stem_cell_death",
        "progenitor_death",
        "megakaryocyte_death",
        "platelet_clearance",
    }
)
_CONDITIONS = frozenset(field.name for part in (PatientCondition, CloneCondition) for field in fields(part))
_COMMON = frozenset(field.name for field in fields(CommonParameters))


def identifier(name: str) -> str:
    """The SBML identifier of a state or parameter: dots, which it forbids, become underscores."""
    return name.replace(".", "_")


def state_quantity(name: str) -> Quantity:
    """What a state variable, such as ``host.mpp_1``, is."""
    owner, _, rest = name.rpartition(".")
    field, stage = _stage(rest)
    suffix = f", stage {stage}" if stage else ""
    prefix = f"{owner.replace('_', ' ')} " if owner else ""
    if field in _CELLS:
        words, term, unit = _CELLS[field]
        kind = POOL if unit == "dimensionless" else CONCENTRATION
        return Quantity(identifier(name), f"{prefix}{words}{suffix}", unit, kind, term)
    words = f"{prefix}{field.replace('_', ' ')}{suffix}"
    if field in _CYTOKINES:
        return Quantity(identifier(name), f"{words}, multiple of normal", "dimensionless", POOL, _CYTOKINES[field])
    return Quantity(identifier(name), words, _OTHER_UNITS.get(field), POOL)


def parameter_quantity(name: str) -> Quantity:
    """What a parameter, such as ``mpp_rate`` or ``host.conditioning``, is, with its evidence record."""
    owner, _, field = name.rpartition(".")
    evidence = records().get(f"hematopoiesis.{name}" if name in _COMMON else name)
    if name in _COMMON and evidence is not None:
        unit: str | None = evidence.unit
    elif field in _CONDITIONS:
        unit = "1/day" if field in _RATES else "dimensionless"
    else:
        unit = None
    words = f"{owner} {field}".strip().replace("_", " ")
    return Quantity(identifier(name), words, unit, RATE, evidence=evidence)


def one_number(what: str, value: Any) -> float:
    """The value as a number.

    Raises:
        ValueError: it is not a single finite number; an SBML file holds one patient.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{what}: SBML holds one patient, so give one number, not {value!r}") from None
    if not isfinite(number):
        raise ValueError(f"{what}: {number} is not a finite number")
    return number


def _stage(name: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.+?)_(\d+)", name)
    return (match[1], match[2]) if match else (name, "")

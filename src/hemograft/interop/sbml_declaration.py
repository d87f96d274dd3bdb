"""One SBML parameter: its value, unit, ontology terms and the evidence behind it."""

from collections.abc import Sequence
from html import escape
from typing import Any

import libsbml

from hemograft.evidence import Record
from hemograft.interop.sbml_quantities import Quantity
from hemograft.interop.sbml_units import define, parse_unit

IDENTIFIERS = "https://identifiers.org/"


def declare(model: Any, quantity: Quantity, *, constant: bool) -> Any:
    """Adds the quantity to the model; the caller gives it a value or a rule."""
    parameter = model.createParameter()
    parameter.setId(quantity.identifier)
    parameter.setMetaId(f"meta_{quantity.identifier}")
    parameter.setName(quantity.words)
    parameter.setConstant(constant)
    parameter.setSBOTerm(quantity.ontology)
    if quantity.unit is not None:
        parameter.setUnits(define(model, parse_unit(quantity.unit)))
    if quantity.term is not None:
        term = libsbml.CVTerm(libsbml.BIOLOGICAL_QUALIFIER)
        term.setBiologicalQualifierType(libsbml.BQB_IS)
        term.addResource(IDENTIFIERS + quantity.term)
        parameter.addCVTerm(term)
    if quantity.evidence is not None:
        parameter.setNotes(page(_evidence(quantity.evidence)))
    return parameter


def _evidence(record: Record) -> list[str]:
    return [
        record.meaning,
        f"Evidence record {record.id}: {record.value} {record.unit}, {record.provenance}. {record.source}.",
    ]


def page(paragraphs: Sequence[str]) -> str:
    """Paragraphs as the XHTML that SBML notes are."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f'<body xmlns="http://www.w3.org/1999/xhtml">{text}</body>'

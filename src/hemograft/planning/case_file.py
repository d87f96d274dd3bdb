"""Reads a case from YAML or JSON, and counts from a table or an export; every fault ends as one sentence."""

from os.path import isdir
from pathlib import Path
from typing import Any, Final, cast

from pydantic import ValidationError

from hemograft.evidence import number
from hemograft.interop.count_table import read_count_table
from hemograft.interop.laboratory import Dose, LaboratoryError, LaboratoryHistory, analytes, shown
from hemograft.interop.mimic import read_mimic
from hemograft.interop.plain_file import PlainFileError, fault_sentence, read_fields
from hemograft.planning.case import Case
from hemograft.planning.case_parts import (
    Antibody,
    Donor,
    DonorMatch,
    GeneTherapy,
    Measurement,
    Quantity,
    SuppressingDrug,
    Treatment,
)
from hemograft.thrombocytopenia.catalog import CAUSES

MODELS: Final = (Case, Measurement, Treatment, SuppressingDrug, GeneTherapy, Antibody, DonorMatch, Donor, Quantity)
"""Whose fields a case file may hold."""


class CaseError(ValueError):
    """A case that cannot be used; the message is one sentence with the field, the value and the remedy."""


def read_case(path: Path, *, counts: Path | None = None, subject: str | None = None) -> Case:
    """The case in a YAML or (by its suffix) JSON file of at most 1 MiB.

    ``counts`` names a count table or hospital export: the readings of ``subject`` in it replace the file's counts, and
    the doses join the treatments.

    Raises:
        CaseError: the file or one of its values cannot be used.
    """
    name = shown(path.name)
    try:
        fields = read_fields(path)
    except (PlainFileError, LaboratoryError) as error:
        raise CaseError(str(error)) from None
    if counts is not None:
        history = read_labs(counts, subject=subject)
        fields = fields | {
            "counts": _measurements(history),
            "treatments": [*_listed(fields, "treatments", name), *_treatments(history.doses)],
            "assumptions": [*_listed(fields, "assumptions", name), *history.warnings],
        }
    return _validated(fields, name)


def read_labs(path: Path, *, subject: str | None = None) -> LaboratoryHistory:
    """One patient's counts from a folder of MIMIC-III tables or from a count table in CSV.

    Raises:
        CaseError: the export or one of its values cannot be used.
    """
    try:
        # os.path answers False where pathlib raises: the reader then says what is wrong with the path.
        return read_mimic(path, subject=subject) if isdir(path) else read_count_table(path, subject=subject)
    except LaboratoryError as error:
        raise CaseError(str(error)) from None


def case_from_labs(
    history: LaboratoryHistory,
    *,
    diagnosis: str,
    age: float | None = None,
    sex: str | None = None,
    weight: float | None = None,
) -> Case:
    """A case out of an export; what is given here goes before it, ``assumptions`` tell what neither said.

    Raises:
        CaseError: age is in neither, or a value cannot be used.
    """
    assumptions = list(history.warnings)
    if weight is None and history.weight is None:
        weight = number("laboratory.assumed_weight")
        assumptions.append(f"Body weight is not in {history.source}: {weight:g} kg assumed.")
    fields: dict[str, Any] = {
        "age": history.age if age is None else age,
        "sex": sex or history.sex or "unknown",
        "weight": history.weight if weight is None else weight,
        "diagnosis": diagnosis,
        "counts": _measurements(history),
        "treatments": _treatments(history.doses),
        "comorbidities": [text[:200] for text in history.diagnoses],
        "assumptions": assumptions,
    }
    return _validated({key: value for key, value in fields.items() if value is not None}, shown(history.source))


def diagnosis_named(text: str) -> str:
    """The diagnosis of that name.

    Raises:
        CaseError: there is none.
    """
    name = text.replace(" ", "_")
    if name not in CAUSES:
        raise CaseError(f"diagnosis {shown(text)} is unknown: choose from {', '.join(CAUSES)}.")
    return name


def _listed(fields: dict[Any, Any], field: str, name: str) -> list[Any]:
    given = cast(object, fields.get(field, []))
    if not isinstance(given, list):
        raise CaseError(f"{name}: {field} is {shown(given)}: write a list.")
    return cast(list[Any], given)


def _measurements(history: LaboratoryHistory) -> list[dict[str, Any]]:
    """One entry an instant, in canonical units, as a case file would hold it."""
    entries: dict[float, dict[str, Any]] = {}
    for item in history.readings:
        entry = entries.setdefault(item.day, {"day": item.day})
        if item.analyte in entry:
            raise CaseError(
                f"{shown(history.source)} holds {item.analyte} twice on day {item.day:g}: "
                "keep one, or use fractions of days."
            )
        unit = analytes()[item.analyte].unit
        entry[item.analyte] = {"value": item.reading.value, "unit": unit, "censored": item.reading.censored}
    return list(entries.values())


def _treatments(doses: tuple[Dose, ...]) -> list[dict[str, Any]]:
    return [
        {"name": dose.name, "start": dose.day}
        | ({} if dose.amount is None else {"dose": {"value": dose.amount, "unit": dose.unit or "units"}})
        for dose in doses
    ]


def _validated(fields: dict[Any, Any], name: str) -> Case:
    try:
        return Case.model_validate(fields)
    except ValidationError as error:
        raise CaseError(fault_sentence(error, name, MODELS, "the case")) from None

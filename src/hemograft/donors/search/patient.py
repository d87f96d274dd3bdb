"""The patient of a search: typing, and what the ranking compares a donor with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from hemograft.donors.registry.rows import loci_of_genotype_list
from hemograft.donors.registry.typing_dictionary import read_typing
from hemograft.donors.registry.vocabulary import blood_group_code, cmv_code, positive_number, sex_code
from hemograft.donors.search.antibodies import Antibody
from hemograft.donors.typing.genotype import LOCI, Genotype, Nomenclature
from hemograft.donors.typing.term import read_term

_FIELDS = ("id", "typing", "gl", "age", "weight", "sex", "abo", "cmv", "population", "antibodies")
_OLDEST, _HEAVIEST, _STRONGEST = 110.0, 400.0, 1e6


@dataclass(frozen=True)
class Patient:
    """Whom a donor is searched for. ``typings`` is the typing of each locus as written; weight in kg, age in years;
    sex, blood group and cytomegalovirus as codes of ``donors.registry.vocabulary``, 0 where unknown."""

    identifier: str
    genotype: Genotype
    typings: Mapping[str, str]
    age: float | None = None
    weight: float | None = None
    sex: int = 0
    blood_group: int = 0
    cmv: int = 0
    population: str = ""
    antibodies: tuple[Antibody, ...] = ()


def read_patient(path: Path, nomenclature: Nomenclature) -> Patient:
    """Reads a YAML or JSON file; a file of one line with ``*`` in it is a GL String.

    Fields: ``typing`` (locus: one or two typings) or ``gl``; ``id``, ``age``, ``weight``, ``sex``, ``abo``, ``cmv``,
    ``population``; ``antibodies``, a list of ``against`` and ``mfi``.

    Raises:
        ValueError: the file is not readable, a field is unknown or wrong, or a typing is not known.
    """
    try:
        text = path.read_text("utf-8-sig").strip()
    except OSError as error:
        raise ValueError(f'file "{path}" cannot be read ({error.strerror})') from None
    except UnicodeDecodeError:
        raise ValueError(f'file "{path}" is not text in UTF-8') from None
    if "*" in text and len(text.splitlines()) == 1 and not text.startswith(("{", "gl")):
        return patient({"id": path.stem, "gl": text}, nomenclature)
    try:
        # Plain YAML would read 11:01 as a number of minutes; here everything stays the text that it is.
        content = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:
        raise ValueError(f'file "{path}" is not complete YAML or JSON: write one field a line, as in age: 40') from None
    if not isinstance(content, dict):
        raise ValueError(f'file "{path}" holds no fields: write one a line, as in age: 40')
    return patient({"id": path.stem} | cast(dict[str, Any], content), nomenclature)


def patient(fields: Mapping[str, Any], nomenclature: Nomenclature) -> Patient:
    """A patient from texts by field; see ``read_patient``.

    Raises:
        ValueError: as ``read_patient``.
    """
    if unknown := [name for name in fields if name not in _FIELDS]:
        raise ValueError(f"patient field {unknown[0]!r} is not known: write {', '.join(_FIELDS)}")
    if ("typing" in fields) == ("gl" in fields):
        raise ValueError("patient: give the typing either as typing (locus: typings) or as gl (a GL String)")
    typings = loci_of_genotype_list(str(fields["gl"])) if "gl" in fields else _typings(fields["typing"])
    genotype = Genotype({locus: read_typing(nomenclature, locus, text) for locus, text in typings.items()})
    return Patient(
        str(fields.get("id", "")),
        genotype,
        typings,
        _number(fields, "age", _OLDEST),
        _number(fields, "weight", _HEAVIEST),
        sex_code(str(fields.get("sex", ""))),
        blood_group_code(str(fields.get("abo", ""))),
        cmv_code(str(fields.get("cmv", ""))),
        str(fields.get("population", "")),
        tuple(_antibody(each, nomenclature) for each in fields.get("antibodies", ())),
    )


def _typings(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError("patient typing is no list of loci: write one a line, as in A: [01:01, 02:01]")
    found: dict[str, str] = {}
    for locus, written in cast(dict[str, Any], given).items():
        if locus not in LOCI:
            raise ValueError(f"patient locus {locus!r} is not known: write one of {', '.join(LOCI)}")
        names = [written] if isinstance(written, str) else [str(each) for each in cast(Sequence[Any], written)]
        found[locus] = "+".join(name.strip() for name in names if name.strip())
    return {locus: text for locus, text in found.items() if text}


def _number(fields: Mapping[str, Any], name: str, high: float) -> float | None:
    value = positive_number(name, 0.0, high)(str(fields.get(name, "")))
    return None if value != value else value


def _antibody(given: Any, nomenclature: Nomenclature) -> Antibody:
    if (
        not isinstance(given, dict)
        or not {"against", "mfi"} >= set(cast(dict[str, Any], given))
        or "against" not in given
    ):
        raise ValueError("patient antibodies: write each as {against: A*02:01, mfi: 5000}")
    fields = cast(dict[str, Any], given)
    written = str(fields["against"]).strip()
    intensity = positive_number("mfi", 0.0, _STRONGEST)(str(fields.get("mfi", "")))
    if intensity != intensity:
        raise ValueError(f"antibody against {written}: mfi is missing, write the mean fluorescence intensity")
    locus = read_term(written).locus
    return Antibody(written, locus, nomenclature.group_of(locus, written), intensity)

"""Blood counts as laboratories write them: analytes, the spellings of their units, plausible bounds.

Unit libraries are kept out on purpose: to a parser of physical units the everyday "K/uL" is kelvin per
microliter. A table of spellings per analyte is shorter and cannot be misread.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from hemograft.evidence import number, numbers_of

COUNT_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "10^9/L": (
        "10^9/L", "10E9/L", "1E9/L", "G/L", "Giga/L", "Gpt/L", "10^9 cells/L",
        "K/uL", "K/mcL", "K/mm3", "K/cumm", "10^3/uL", "10E3/uL", "1E3/uL", "10^3/mcL", "10^3/mm3",
        "10E3/mm3", "10^3/cumm", "10^3 cells/uL", "thousand/uL", "thousands/uL", "thousand/mcL",
        "thousand/mm3", "thou/uL", "thou/mm3",
    ),
    "/uL": (
        "/uL", "/mcL", "/mm3", "/cumm", "/cmm", "cells/uL", "cells/mcL", "cells/mm3", "cells/cumm",
        "{cells}/uL",
    ),
    "10^4/uL": ("10^4/uL", "10E4/uL", "1E4/uL", "10^4/mm3"),
}  # fmt: skip
"""Units of a cell count and their spellings; case, spaces, micro and multiplication signs do not matter."""

HEMOGLOBIN_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "g/dL": ("g/dL", "g/100mL", "g%", "gm/dL", "gram/dL"),
    "g/L": ("g/L", "gm/L", "gram/L"),
    "mmol/L": ("mmol/L", "mM"),
}

_TRANSLATION: Final = str.maketrans("µμ×·⁰¹²³⁴⁵⁶⁷⁸⁹", "uuxx0123456789")
_QUANTITY: Final = re.compile(r"\s*(<?)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\d,]))\s*(\S.*?)?\s*")


class LaboratoryError(ValueError):
    """An unusable laboratory value; the message is one sentence with the field, the value and the remedy."""


@dataclass(frozen=True)
class Analyte:
    """What was measured: ``low`` and ``high`` bound plausible values in ``unit``, ``factors`` lead to it."""

    name: str
    loinc: tuple[str, ...]
    unit: str
    low: float
    high: float
    may_be_zero: bool
    factors: Mapping[str, float]
    spellings: Mapping[str, str]

    def is_plausible(self, value: float) -> bool:
        """Whether a patient can have this value (in ``unit``)."""
        return self.low <= value <= self.high or (self.may_be_zero and value == 0)


@dataclass(frozen=True)
class Reading:
    """One value in the analyte's canonical unit; ``censored`` says that the truth lies below it ("<5")."""

    value: float
    censored: bool = False

    @property
    def estimate(self) -> float:
        """The value to compute with: a censored reading stands for half its limit (Beal 2001, method M5)."""
        return self.value * number("laboratory.censored_fraction") if self.censored else self.value


@dataclass(frozen=True)
class DatedReading:
    """A reading of the named analyte on a day (fractions allowed, any origin)."""

    day: float
    analyte: str
    reading: Reading


@dataclass(frozen=True)
class Dose:
    """Something given on a day: a transfusion, a drug, a graft. The amount keeps the unit of its source."""

    day: float
    name: str
    amount: float | None = None
    unit: str | None = None


@dataclass(frozen=True)
class LaboratoryHistory:
    """What an export tells about one patient, in time order; None where it is silent."""

    source: str
    readings: tuple[DatedReading, ...]
    doses: tuple[Dose, ...] = ()
    age: float | None = None
    sex: str | None = None
    weight: float | None = None
    diagnoses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@cache
def analytes() -> Mapping[str, Analyte]:
    """The four analytes by name, with LOINC codes (loinc.org) and bounds from the evidence records."""
    counts = {"10^9/L": 1.0, "/uL": 1e-3, "10^4/uL": 10.0}
    masses = {"g/dL": 1.0, "g/L": 0.1, "mmol/L": number("laboratory.hemoglobin_per_millimole")}
    known = (
        _analyte("platelets", ("777-3", "26515-7", "778-1"), counts, COUNT_SPELLINGS),
        _analyte("neutrophils", ("751-8", "26499-4", "753-4"), counts, COUNT_SPELLINGS),
        _analyte("leukocytes", ("6690-2", "26464-8", "804-5"), counts, COUNT_SPELLINGS),
        _analyte("hemoglobin", ("718-7",), masses, HEMOGLOBIN_SPELLINGS),
    )
    return MappingProxyType({analyte.name: analyte for analyte in known})


def analyte_named(name: str) -> Analyte:
    """The analyte of that name.

    Raises:
        LaboratoryError: there is none.
    """
    try:
        return analytes()[name]
    except KeyError:
        raise LaboratoryError(f"analyte {shown(name)} is not known: use one of {', '.join(analytes())}.") from None


def unit_named(name: str, unit: str) -> str:
    """The one spelling that stands for this unit of the named analyte, such as "10^9/L" for "K/uL".

    Raises:
        LaboratoryError: the analyte is not measured in that unit.
    """
    analyte = analyte_named(name)
    try:
        return analyte.spellings[_evened(unit)]
    except KeyError:
        raise LaboratoryError(
            f"{name} has the unit {shown(unit)}, which is not one of its units: "
            f"write it in {_listed(tuple(analyte.factors))}."
        ) from None


def to_canonical(name: str, value: float, unit: str) -> float:
    """The value in the analyte's canonical unit: 10^9/L for cells, g/dL for hemoglobin.

    Raises: LaboratoryError: unknown analyte or unit, NaN, infinity, a negative value, or one outside the
    plausible bounds.
    """
    analyte = analyte_named(name)
    factor = analyte.factors[unit_named(name, unit)]
    if not math.isfinite(value):
        raise LaboratoryError(f"{name} is {value}: write a finite number, or leave the reading out.")
    if value < 0:
        raise LaboratoryError(f"{name} {value:.10g} {unit} is negative: write the value as measured, 0 or more.")
    converted = value * factor
    if not analyte.is_plausible(converted):
        raise LaboratoryError(
            f"{name} {shown_quantity(value, unit)} is outside the plausible "
            f"{analyte.low:g} to {analyte.high:g} {analyte.unit}: {_remedy(analyte, value)}"
        )
    return converted


def split_quantity(text: str) -> tuple[float, str, bool]:
    """Number, unit and "below" sign: "12 K/uL" is (12, "K/uL", False), "<5 G/L" is (5, "G/L", True).

    Raises:
        LaboratoryError: the text is not a number followed by a unit.
    """
    parts = _QUANTITY.fullmatch(text) if len(text) <= 100 else None
    if parts is None or parts[3] is None:
        raise LaboratoryError(f'{shown(text)} is not a number with a unit: write it like "12.5 10^9/L".')
    return float(parts[2]), parts[3], bool(parts[1])


def parse_reading(name: str, text: str) -> Reading:
    """A written quantity as a reading in the canonical unit.

    Raises:
        LaboratoryError: see ``split_quantity`` and ``to_canonical``.
    """
    value, unit, censored = split_quantity(text)
    return Reading(to_canonical(name, value, unit), censored)


def shown(value: object) -> str:
    """A value as it may stand inside a one-sentence message: quoted, on one line, cut to 40 characters."""
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case int():
            return str(value) if abs(value) < 10**20 else "a number of more than 20 digits"
        case float():
            return f"{value:.10g}"
        case Mapping():
            return "a mapping"
        case list() | tuple() | set() | frozenset():
            return "a list"
        case _:
            text = str(value)
            cut = text if len(text) <= 40 else text[:39] + "…"
            printable = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in cut)
            return '"' + printable.replace('"', "'") + '"'


def shown_quantity(value: float, unit: str) -> str:
    """Number and unit as a reader would write them."""
    return f"{value:.10g} {unit}"


def _analyte(
    name: str, loinc: tuple[str, ...], factors: Mapping[str, float], spellings: Mapping[str, tuple[str, ...]]
) -> Analyte:
    bounds = numbers_of(f"laboratory.{name}_plausible")
    table = {_evened(spelling): unit for unit, written in spellings.items() for spelling in written}
    return Analyte(
        name=name,
        loinc=loinc,
        unit=next(iter(factors)),
        low=bounds[0],
        high=bounds[1],
        may_be_zero=name != "hemoglobin",
        factors=MappingProxyType(dict(factors)),
        spellings=MappingProxyType(table),
    )


def _evened(unit: str) -> str:
    """The spelling without case, spaces and signs: both " x10³/µL" and "10*3/ul" become "10^3/ul"."""
    text = re.sub(r"\s", "", unit.translate(_TRANSLATION)).casefold().replace("**", "^").replace("*", "^")
    text = text.removeprefix("x")
    # A superscript that lost its raising ("10³" copied as "103") can only have been a power here.
    return re.sub(r"^10(?=[349]/)", "10^", text).replace("mm^3", "mm3")


def _remedy(analyte: Analyte, value: float) -> str:
    for unit, factor in analyte.factors.items():
        if analyte.is_plausible(value * factor):
            return f"did you mean {shown_quantity(value, unit)}?"
    return "check the number and its unit."


def _listed(names: tuple[str, ...]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1]))

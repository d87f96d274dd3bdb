"""The case: everything the planner knows about one patient, checked as it is read.

Instants are either calendar dates throughout (``date: 2026-01-31``) or day numbers throughout (``day:
-3``); the plan's own day 0 is the last entry of ``counts``. Quantities keep the unit they were written in
and are converted when asked for.
"""

import datetime
import hashlib
import itertools
import json
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from hemograft import NOTICE
from hemograft.interop.laboratory import (
    Reading,
    analytes,
    shown,
    shown_quantity,
    split_quantity,
    to_canonical,
    unit_named,
)

Diagnosis = Literal[
    "immune_thrombocytopenia",
    "severe_aplastic_anemia",
    "wiskott_aldrich_syndrome",
    "congenital_amegakaryocytic_thrombocytopenia",
    "cirrhosis_with_hypersplenism",
    "drug_induced_marrow_suppression",
]
Locus = Literal["A", "B", "C", "DRB1", "DRB3", "DRB4", "DRB5", "DQA1", "DQB1", "DPA1", "DPB1"]
Relation = Literal[
    "matched_sibling",
    "matched_unrelated",
    "mismatched_unrelated",
    "haploidentical",
    "autologous",
    "cord_blood",
]

PLATELET_TRANSFUSION: Final = "platelet_transfusion"
LONGEST_DAY: Final = 40_000
"""Days before or after day 0 that a life can hold."""


class _Part(BaseModel):
    """Immutable, without unknown fields, and strict: a number is never read from text or from true."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Quantity(_Part):
    """A number with its unit as written; ``censored`` says that the truth lies below it ("<5 K/uL")."""

    value: float
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    censored: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if isinstance(written, str):
            value, unit, censored = split_quantity(written)
            return {"value": value, "unit": unit, "censored": censored}
        if isinstance(written, int | float):
            raise ValueError(f'{shown(written)} has no unit: write it too, for example "12 10^9/L"')
        return written


def _instant(written: object) -> object:
    """Dates are ISO text in both YAML and JSON; anything else must be a day number."""
    if isinstance(written, str):
        try:
            return datetime.date.fromisoformat(written)
        except ValueError:
            raise ValueError(f"{shown(written)} is not a date: write it as 2026-01-31, or give a day number") from None
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise ValueError(f"{shown(written)} is neither a date nor a day number: write 2026-01-31 or -3")
    if not abs(written) <= LONGEST_DAY:
        raise ValueError(f"{shown(written)} is not a possible day: count days from the start of the plan")
    return written


def _shown_instant(instant: "datetime.date | float") -> str:
    return instant.isoformat() if isinstance(instant, datetime.date) else f"day {instant:g}"


_QUANTITY_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "string", "description": "number and unit, such as 12 K/uL or <5 10^9/L"},
        {
            "type": "object",
            "properties": {
                "value": {"type": "number"},
                "unit": {"type": "string"},
                "censored": {"type": "boolean", "default": False},
            },
            "required": ["value", "unit"],
            "additionalProperties": False,
        },
    ]
}

Written = Annotated[Quantity, WithJsonSchema(_QUANTITY_SCHEMA)]
CalendarDate = Annotated[datetime.date, BeforeValidator(_instant)]
DayNumber = Annotated[float, BeforeValidator(_instant)]
Instant = Annotated[datetime.date | float, BeforeValidator(_instant)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
# Lists of files become tuples, so a case cannot change; strictness still holds for what is in them.
Texts = Annotated[tuple[Text, ...], Field(strict=False, max_length=200)]
Typings = Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=2)]


class Measurement(_Part):
    """The counts of one blood draw, on a date or a day."""

    date: CalendarDate | None = None
    day: DayNumber | None = None
    platelets: Written | None = None
    neutrophils: Written | None = None
    leukocytes: Written | None = None
    hemoglobin: Written | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if (self.date is None) == (self.day is None):
            raise ValueError("a measurement has one date or one day: give exactly one of the two")
        for name, quantity in self.quantities():
            to_canonical(name, quantity.value, quantity.unit)
        if not any(self.quantities()):
            raise ValueError(f"a measurement has no value: give at least one of {', '.join(analytes())}")
        return self

    @property
    def instant(self) -> datetime.date | float:
        """When the blood was drawn."""
        if self.date is not None:
            return self.date
        assert self.day is not None
        return self.day

    def quantities(self) -> Iterator[tuple[str, Quantity]]:
        """What was measured, as written, by analyte."""
        for name in analytes():
            if (quantity := getattr(self, name)) is not None:
                yield name, quantity

    def reading(self, analyte: str) -> Reading | None:
        """The analyte's reading in its canonical unit, or None where it was not measured."""
        quantity = dict(self.quantities()).get(analyte)
        if quantity is None:
            return None
        return Reading(to_canonical(analyte, quantity.value, quantity.unit), quantity.censored)


class Treatment(_Part):
    """A treatment so far, transfusions as ``platelet_transfusion``; without ``stop`` once, or still given."""

    name: Text
    dose: Written | None = None
    start: Instant
    stop: Instant | None = None


class SuppressingDrug(_Part):
    """The drug that suppresses the marrow; without ``stop`` it is still given."""

    name: Text
    stop: Instant | None = None


class Donor(_Part):
    """One donor option. The CD34 dose is in cells per kg of the recipient."""

    label: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")] | None = None
    relation: Relation
    match: Annotated[str, Field(pattern=r"^\d{1,2}/(4|6|8|10|12|14)$")] | None = None
    source: Literal["bone_marrow", "mobilized_blood", "cord_blood"]
    cd34_per_kg: Annotated[
        float,
        Field(ge=1e4, le=1e8, description="CD34-positive cells per kg of the recipient, for example 5e6"),
    ]
    conditioning: Literal["myeloablative", "reduced_intensity"] = "myeloablative"

    @field_validator("match")
    @classmethod
    def _possible(cls, match: str | None) -> str | None:
        if match and int(match.split("/")[0]) > int(match.split("/")[1]):
            raise ValueError(f"{shown(match)} matches more alleles than were compared: write for example 9/10")
        return match

    @model_validator(mode="after")
    def _cord_is_cord(self) -> Self:
        if (self.relation == "cord_blood") != (self.source == "cord_blood"):
            raise ValueError(
                f"relation {self.relation} does not go with source {self.source}: a cord unit has cord_blood in both"
            )
        return self


class Case(_Part):
    """One patient: age in years, weight in kg, dated counts, what was given, and the donors there are."""

    age: Annotated[float, Field(ge=0, le=120, description="years")]
    sex: Literal["female", "male", "unknown"] = "unknown"
    weight: Annotated[float, Field(ge=0.4, le=400, description="kg")]
    diagnosis: Diagnosis
    counts: Annotated[tuple[Measurement, ...], Field(strict=False, min_length=1, max_length=2000)]
    treatments: Annotated[tuple[Treatment, ...], Field(strict=False, max_length=2000)] = ()
    bleeding_grade: Annotated[int, Field(ge=0, le=4, description="WHO grade")] | None = None
    hla: dict[Locus, Typings] = {}
    comorbidities: Texts = ()
    suppressing_drug: SuppressingDrug | None = None
    spleen: Literal["intact", "removed"] = "intact"
    alloimmunized: Annotated[bool, Field(description="antibodies destroy transfused platelets")] = False
    donors: Annotated[tuple[Donor, ...], Field(strict=False, max_length=50)] = ()
    notes: Annotated[str, Field(max_length=10_000)] = ""
    assumptions: Texts = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _one_kind_of_instant(self)
        _counts_in_order(self.counts)
        _one_unit_each(self.counts)
        if not any(entry.platelets for entry in self.counts):
            raise ValueError("counts hold no platelets: give at least one platelet count")
        for treatment in self.treatments:
            if treatment.stop is not None and self.day_of(treatment.stop) < self.day_of(treatment.start):
                raise ValueError(
                    f"treatments: {shown(treatment.name)} stops on {_shown_instant(treatment.stop)} before "
                    f"its start on {_shown_instant(treatment.start)}: exchange or correct the two"
                )
        if self.spleen == "removed" and self.diagnosis == "cirrhosis_with_hypersplenism":
            raise ValueError("spleen: removed does not go with cirrhosis_with_hypersplenism: correct one of the two")
        for donor in self.donors:
            if donor.relation == "autologous":
                raise ValueError(
                    "donors: autologous cells carry the disease of every diagnosis modelled here: leave this donor out"
                )
        labels = self.donor_labels
        if repeated := next((label for label in labels if labels.count(label) > 1), None):
            raise ValueError(f"donors: the label {shown(repeated)} is used twice: give each donor its own")
        return self

    @property
    def donor_labels(self) -> tuple[str, ...]:
        """The donors' labels in order; a donor without one has its place, from 1."""
        return tuple(donor.label or str(place) for place, donor in enumerate(self.donors, start=1))

    @property
    def days(self) -> tuple[float, ...]:
        """The day of each entry of ``counts``, 0 for the last."""
        return tuple(self.day_of(entry.instant) for entry in self.counts)

    @property
    def case_sha256(self) -> str:
        """Digest of the checked content: independent of the file's format, comments and order of fields."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    def day_of(self, instant: "datetime.date | float") -> float:
        """Days from the last entry of ``counts`` to the instant, negative before it."""
        origin = self.counts[-1].instant
        if isinstance(instant, datetime.date) and isinstance(origin, datetime.date):
            return float((instant - origin).days)
        assert not isinstance(instant, datetime.date) and not isinstance(origin, datetime.date)
        return instant - origin


def case_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hemograft case",
        "$comment": NOTICE,
        **{key: value for key, value in Case.model_json_schema().items() if key != "title"},
    }


def _one_kind_of_instant(case: Case) -> None:
    instants = [("counts", entry.instant) for entry in case.counts]
    for treatment in case.treatments:
        instants += [("treatments", instant) for instant in (treatment.start, treatment.stop) if instant is not None]
    if case.suppressing_drug is not None and case.suppressing_drug.stop is not None:
        instants.append(("suppressing_drug", case.suppressing_drug.stop))
    dated = isinstance(instants[0][1], datetime.date)
    for field, instant in instants:
        if isinstance(instant, datetime.date) != dated:
            raise ValueError(
                f"{field}: {_shown_instant(instant)} stands beside {_shown_instant(instants[0][1])}: "
                "use dates throughout or day numbers throughout"
            )


def _counts_in_order(counts: tuple[Measurement, ...]) -> None:
    for earlier, later in itertools.pairwise(counts):
        first, second = earlier.instant, later.instant
        assert isinstance(first, datetime.date) == isinstance(second, datetime.date)
        if first == second:
            raise ValueError(
                f"counts: {_shown_instant(second)} occurs twice: merge the entries, or use fractions of days"
            )
        if first > second:  # pyright: ignore[reportOperatorIssue]
            raise ValueError(
                f"counts: {_shown_instant(second)} comes after {_shown_instant(first)}: "
                "put the entries in the order of time"
            )


def _one_unit_each(counts: tuple[Measurement, ...]) -> None:
    """Two units for one analyte are more often a slip by 1,000 than a change of laboratory."""
    seen: dict[str, Quantity] = {}
    for entry in counts:
        for name, quantity in entry.quantities():
            first = seen.setdefault(name, quantity)
            if unit_named(name, first.unit) != unit_named(name, quantity.unit):
                raise ValueError(
                    f"counts: {name} {shown_quantity(quantity.value, quantity.unit)} stands beside "
                    f"{shown_quantity(first.value, first.unit)}: write all {name} in one unit"
                )

"""The parts of a case: quantities with units, instants, measurements, treatments, donors, gene therapy."""

import datetime
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from hemograft.evidence import number
from hemograft.interop.laboratory import (
    Reading,
    analytes,
    shown,
    shown_quantity,
    split_quantity,
    to_canonical,
)
from hemograft.planning.known_drugs import MILLIGRAMS, known_drug_name
from hemograft.planning.usual_conditioning import USUAL, usual_conditioning, usual_conditioning_words
from hemograft.therapies.conditioning_regimens import CONDITIONING_NAMES

Locus = Literal["A", "B", "C", "DRB1", "DRB3", "DRB4", "DRB5", "DQA1", "DQB1", "DPA1", "DPB1"]
Relation = Literal[
    "matched_sibling",
    "matched_unrelated",
    "mismatched_unrelated",
    "haploidentical",
    "autologous",
    "cord_blood",
]
Prophylaxis = Literal[
    "usual", "post_transplant_cyclophosphamide", "antithymocyte_globulin", "abatacept", "cd34_selection"
]
BloodGroup = Literal["O", "A", "B", "AB"]
Dpb1 = Literal[
    "match",
    "permissive",
    "nonpermissive_graft_versus_host",
    "nonpermissive_host_versus_graft",
    "nonpermissive",
    "unknown",
]

LONGEST_DAY: Final = 40_000
"""Days before or after day 0 that a life can hold."""


class Part(BaseModel):
    """Immutable, without unknown fields, and strict: a number is never read from text or from true."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Quantity(Part):
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


def one_of(name: str, known: Collection[str]) -> str:
    """The name, which must be a known one."""
    if name not in known:
        expected = ", ".join(f"'{item}'" for item in known)
        raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})
    return name


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


def shown_instant(instant: "datetime.date | float") -> str:
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


class Measurement(Part):
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


class Treatment(Part):
    """A treatment so far, transfusions as ``platelet_transfusion``; without ``stop`` once, or still given."""

    name: Text
    dose: Written | None = None
    start: Instant
    stop: Instant | None = None


class SuppressingDrug(Part):
    """The drug that lowers platelets; without ``stop`` it is still given.

    ``dose`` is that of a day or of a cycle, in mg or g where the drug is known by name. ``start`` is the first day, of
    a drug that is given in cycles the day of the latest one.
    """

    name: Text
    dose: Written | None = None
    start: Instant | None = None
    stop: Instant | None = None

    @model_validator(mode="after")
    def _dose_by_weight(self) -> Self:
        if self.dose is None or known_drug_name(self.name) is None:
            return self
        if self.dose.unit not in MILLIGRAMS:
            raise ValueError(
                f"the dose {shown_quantity(self.dose.value, self.dose.unit)} is not in mg: write the whole dose of a"
                " day, or of a cycle, in mg"
            )
        if self.dose.value <= 0.0 or self.dose.censored:
            raise ValueError(
                f"the dose {shown_quantity(self.dose.value, self.dose.unit)} is not above 0: write what is given"
            )
        return self


def _known_regimen(name: str) -> str:
    return one_of(name, CONDITIONING_NAMES)


class Antibody(Part):
    """An antibody of the patient against an HLA allele or antigen, with its mean fluorescence intensity (MFI)."""

    against: Text
    mfi: Annotated[float, Field(ge=0, le=1e6, description="mean fluorescence intensity")]


Copies = Annotated[int, Field(ge=0, le=2)]


class DonorMatch(Part):
    """What is known of a donor or cord unit beside the cells, and that outcomes other than counts depend on.

    ``mismatches`` are of two at each locus that was compared, the fewest that the typings leave open;
    ``graft_versus_host`` counts those proteins of the patient that the donor lacks, ``host_versus_graft`` those of the
    donor that the patient lacks, each once where a person is homozygous. ``probability`` is that of no mismatch. What
    antibodies of the patient meet follows from the typing ``hla`` unless ``antibody_target`` says it.
    """

    identifier: Text | None = None
    age: Annotated[float | None, Field(ge=0, le=110, description="years")] = None
    sex: Literal["female", "male", "unknown"] = "unknown"
    cytomegalovirus_positive: Annotated[bool | None, Field(description="antibodies against cytomegalovirus")] = None
    blood_group: BloodGroup | None = None
    mismatches: dict[Locus, Copies] = Field(default_factory=dict[Locus, int])
    graft_versus_host: dict[Locus, Copies] = Field(default_factory=dict[Locus, int])
    host_versus_graft: dict[Locus, Copies] = Field(default_factory=dict[Locus, int])
    dpb1: Annotated[Dpb1, Field(description="DPB1 by T-cell epitope groups")] = "unknown"
    probability: Annotated[float | None, Field(ge=0, le=1, description="probability of a full match")] = None
    hla: dict[Locus, Typings] = Field(default_factory=dict[Locus, Typings])
    antibody_target: Annotated[
        bool | None, Field(description="carries HLA that the patient has antibodies against; else by hla")
    ] = None

    @model_validator(mode="after")
    def _directions_have_mismatches(self) -> Self:
        for name, direction in (
            ("graft_versus_host", self.graft_versus_host),
            ("host_versus_graft", self.host_versus_graft),
        ):
            for locus, count in direction.items():
                if locus not in self.mismatches or count > self.mismatches[locus]:
                    raise ValueError(
                        f"{name} has {count} at {locus}, mismatches {self.mismatches.get(locus, 'nothing')}: a"
                        " direction counts some of the mismatches of a locus"
                    )
        return self


def _without_default(schema: dict[str, Any]) -> None:
    """The default depends on the case."""
    del schema["default"]


class Donor(Part):
    """One donor option, CD34 dose in cells per kg of the recipient; ``details`` tell of the donor or the first unit."""

    label: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")] | None = None
    relation: Relation
    match: Annotated[str, Field(pattern=r"^\d{1,2}/(4|6|8|10|12|14)$")] | None = None
    source: Literal["bone_marrow", "mobilized_blood", "cord_blood", "omidubicel"]
    cd34_per_kg: Annotated[
        float,
        Field(ge=1e4, le=1e8, description="CD34-positive cells per kg of the recipient, for example 5e6"),
    ]
    second_unit_cd34_per_kg: Annotated[
        float | None, Field(ge=1e4, le=1e8, description="CD34-positive cells per kg in the second cord unit")
    ] = None
    total_nucleated_cells_per_kg: Annotated[float | None, Field(ge=1e5, le=1e10)] = None
    t_cells_per_kg: Annotated[
        float | None, Field(ge=1e2, le=3e9, description="CD3-positive cells per kg of the recipient, for example 2e8")
    ] = None
    conditioning: Annotated[
        str,
        AfterValidator(_known_regimen),
        Field(description=usual_conditioning_words(), json_schema_extra=_without_default),
    ] = USUAL
    prophylaxis: Annotated[
        Prophylaxis, Field(description="against graft-versus-host disease; usual: by the kind of donor")
    ] = "usual"
    details: DonorMatch | None = None
    second_unit_details: DonorMatch | None = None

    def conditioned_for(self, diagnosis: str) -> "Donor":
        """The donor with the usual conditioning of the ``diagnosis`` where none was given."""
        if "conditioning" in self.model_fields_set:
            return self
        return self.model_copy(update={"conditioning": usual_conditioning(diagnosis, self.relation)})

    @field_validator("match")
    @classmethod
    def _possible(cls, match: str | None) -> str | None:
        if match and int(match.split("/")[0]) > int(match.split("/")[1]):
            raise ValueError(f"{shown(match)} matches more alleles than were compared: write for example 9/10")
        return match

    @model_validator(mode="after")
    def _cord_is_cord(self) -> Self:
        if (self.relation == "cord_blood") != (self.source in ("cord_blood", "omidubicel")):
            raise ValueError(
                f"relation {self.relation} does not go with source {self.source}: a cord unit has cord_blood in both"
            )
        if self.second_unit_cd34_per_kg is not None and self.source != "cord_blood":
            raise ValueError(
                f"second_unit_cd34_per_kg does not go with source {self.source}: only cord units are paired"
            )
        if self.second_unit_details is not None and self.second_unit_cd34_per_kg is None:
            raise ValueError("second_unit_details has no unit: add second_unit_cd34_per_kg, or leave them out")
        return self

    @model_validator(mode="after")
    def _selected_as_published(self) -> Self:
        """Selected grafts were studied as mobilized blood; unmodified ones hold hundreds of times as many T cells."""
        selected = self.prophylaxis == "cd34_selection"
        if selected and (self.source != "mobilized_blood" or self.relation == "haploidentical"):
            raise ValueError(
                f"prophylaxis cd34_selection does not go with {self.source} of relation {self.relation}: it is modelled"
                " for mobilized_blood of siblings and unrelated donors"
            )
        dose, most = self.t_cells_per_kg, number("t_cell_dose.most_in_selected_graft")
        if dose is not None and self.relation != "cord_blood" and selected != (dose <= most):
            remedy = "give the dose after the selection" if selected else "add prophylaxis: cd34_selection"
            raise ValueError(
                f"t_cells_per_kg {dose:g} does not go with prophylaxis {self.prophylaxis}: {remedy}, or leave it out"
            )
        return self


class GeneTherapy(Part):
    """Autologous stem cells with a working gene; the CD34 dose is in cells per kg, all infused cells counted."""

    cd34_per_kg: Annotated[
        float, Field(ge=1e5, le=1e8, description="CD34-positive cells infused per kg, for example 1e7")
    ]
    transduced_fraction: Annotated[float, Field(gt=0, le=1, description="share of CD34-positive cells with the vector")]
    vector_copy_number: Annotated[float, Field(gt=0, le=20, description="mean vector copies in a transduced cell")]
    conditioning: Annotated[str, AfterValidator(_known_regimen)] = "busulfan_targeted"

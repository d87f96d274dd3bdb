"""The case: everything the planner knows about one patient, checked as it is read.

Instants are either calendar dates throughout (``date: 2026-01-31``) or day numbers throughout (``day:
-3``); the plan's own day 0 is the last entry of ``counts``. Quantities keep the unit they were written in
and are converted when asked for.
"""

import datetime
import hashlib
import itertools
import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from hemograft import NOTICE
from hemograft.interop.laboratory import shown, shown_quantity, unit_named
from hemograft.planning.case_parts import (
    Antibody,
    BloodGroup,
    Donor,
    GeneTherapy,
    Locus,
    Measurement,
    Part,
    Quantity,
    SuppressingDrug,
    Texts,
    Treatment,
    Typings,
    one_of,
    shown_instant,
)
from hemograft.planning.known_drugs import GIVEN_IN_CYCLES, known_drug_name
from hemograft.thrombocytopenia.catalog import CAUSES
from hemograft.thrombocytopenia.grades import ImmuneThrombocytopeniaPhase, immune_thrombocytopenia_phase

PLATELET_TRANSFUSION: Final = "platelet_transfusion"
IMMUNE_THROMBOCYTOPENIA: Final = "immune_thrombocytopenia"
DRUG_INDUCED: Final = "drug_induced_marrow_suppression"
CIRRHOTIC: Final = ("cirrhosis_with_hypersplenism", "hepatitis_c_thrombocytopenia")
"""Diagnoses with a cirrhotic liver, in which the spleen holds the platelets."""
MALIGNANT: Final = ("acute_leukemia", "myelodysplastic_syndrome")
"""Diagnoses that can relapse after a transplantation, and that the disease risk index knows."""


def _known_diagnosis(name: str) -> str:
    return one_of(name, CAUSES)


Diagnosis = Annotated[str, AfterValidator(_known_diagnosis), WithJsonSchema({"type": "string", "enum": [*CAUSES]})]


class Case(Part):
    """One patient: age in years, weight in kg, dated counts, what was given, and the donors there are."""

    age: Annotated[float, Field(ge=0, le=120, description="years")]
    sex: Literal["female", "male", "unknown"] = "unknown"
    weight: Annotated[float, Field(ge=0.4, le=400, description="kg")]
    diagnosis: Diagnosis
    counts: Annotated[tuple[Measurement, ...], Field(strict=False, min_length=1, max_length=2000)]
    treatments: Annotated[tuple[Treatment, ...], Field(strict=False, max_length=2000)] = ()
    bleeding_grade: Annotated[int, Field(ge=0, le=4, description="WHO grade")] | None = None
    hla: dict[Locus, Typings] = Field(default_factory=dict[Locus, Typings])
    antibodies: Annotated[tuple[Antibody, ...], Field(strict=False, max_length=200)] = ()
    cytomegalovirus_positive: Annotated[bool | None, Field(description="antibodies against cytomegalovirus")] = None
    blood_group: BloodGroup | None = None
    comorbidities: Texts = ()
    comorbidity_index: Annotated[
        int | None, Field(ge=0, le=26, description="points of the hematopoietic cell transplantation comorbidity index")
    ] = None
    karnofsky: Annotated[
        int | None,
        Field(ge=10, le=100, multiple_of=10, description="Karnofsky or, in a child, Lansky performance status"),
    ] = None
    disease_risk: Annotated[
        Literal["low", "intermediate", "high", "very_high"] | None,
        Field(description="group of the refined disease risk index"),
    ] = None
    months_since_diagnosis: Annotated[float | None, Field(ge=0, le=1440, description="months up to day 0")] = None
    suppressing_drug: SuppressingDrug | None = None
    spleen: Literal["intact", "removed"] = "intact"
    alloimmunized: Annotated[bool, Field(description="antibodies destroy transfused platelets")] = False
    newly_diagnosed: Annotated[bool, Field(description="immune thrombocytopenia of less than three months")] = False
    international_normalized_ratio: Annotated[float | None, Field(ge=0.5, le=20)] = None
    partial_thromboplastin_time: Annotated[float | None, Field(ge=10, le=400, description="seconds")] = None
    fever: Annotated[bool, Field(description="38 degrees Celsius or more")] = False
    creatinine_clearance: Annotated[float | None, Field(ge=1, le=300, description="mL/min")] = None
    donors: Annotated[tuple[Donor, ...], Field(strict=False, max_length=50)] = ()
    gene_therapy: GeneTherapy | None = None
    notes: Annotated[str, Field(max_length=10_000)] = ""
    assumptions: Texts = ()

    @field_validator("donors")
    @classmethod
    def _conditioned(cls, donors: tuple[Donor, ...], known: ValidationInfo) -> tuple[Donor, ...]:
        diagnosis = known.data.get("diagnosis", "")  # none where it was refused already
        return tuple(donor.conditioned_for(diagnosis) for donor in donors)

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
                    f"treatments: {shown(treatment.name)} stops on {shown_instant(treatment.stop)} before "
                    f"its start on {shown_instant(treatment.start)}: exchange or correct the two"
                )
        _suppressing_drug_in_time(self)
        if self.spleen == "removed" and self.diagnosis in CIRRHOTIC:
            raise ValueError(f"spleen: removed does not go with {self.diagnosis}: correct one of the two")
        if self.newly_diagnosed and self.diagnosis != IMMUNE_THROMBOCYTOPENIA:
            raise ValueError(f"newly_diagnosed does not go with {self.diagnosis}: leave it out")
        if self.disease_risk is not None and self.diagnosis not in MALIGNANT:
            raise ValueError(f"disease_risk does not go with {self.diagnosis}: leave it out")
        _diagnosed_within_life(self)
        if self.sex == "male" and self.diagnosis == "gestational_thrombocytopenia":
            raise ValueError("sex: male does not go with gestational_thrombocytopenia: correct one of the two")
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
    if (drug := case.suppressing_drug) is not None:
        instants += [("suppressing_drug", instant) for instant in (drug.start, drug.stop) if instant is not None]
    dated = isinstance(instants[0][1], datetime.date)
    for field, instant in instants:
        if isinstance(instant, datetime.date) != dated:
            raise ValueError(
                f"{field}: {shown_instant(instant)} stands beside {shown_instant(instants[0][1])}: "
                "use dates throughout or day numbers throughout"
            )


def _diagnosed_within_life(case: Case) -> None:
    """The diagnosis is no older than the patient, and not old where it is called new."""
    months = case.months_since_diagnosis
    if months is None:
        return
    if months >= 12.0 * (case.age + 1.0):  # ages are often whole years
        raise ValueError(f"months_since_diagnosis is {months:g} at an age of {case.age:g}: correct one of the two")
    if case.newly_diagnosed and immune_thrombocytopenia_phase(months) > ImmuneThrombocytopeniaPhase.NEWLY_DIAGNOSED:
        raise ValueError(f"newly_diagnosed does not go with {months:g} months_since_diagnosis: correct one of the two")


def _suppressing_drug_in_time(case: Case) -> None:
    """A drug is stopped after its start, and one that explains the count began before it."""
    drug = case.suppressing_drug
    if drug is None:
        return
    name, start = shown(drug.name), None if drug.start is None else case.day_of(drug.start)
    if start is not None and drug.stop is not None and case.day_of(drug.stop) < start:
        raise ValueError(
            f"suppressing_drug: {name} stops on {shown_instant(drug.stop)} before its start: exchange or correct the"
            " two"
        )
    if case.diagnosis != DRUG_INDUCED:
        return
    in_cycles = known_drug_name(drug.name) in GIVEN_IN_CYCLES
    if in_cycles and start is None:
        raise ValueError(f"suppressing_drug: {name} is given in cycles: add the day of the latest one as start")
    if drug.start is not None and start is not None and start >= 0.0:
        raise ValueError(
            f"suppressing_drug: {name} starts on {shown_instant(drug.start)} and cannot have lowered the last count:"
            f" write the day of {'the latest cycle' if in_cycles else 'the first dose'} before it"
        )


def _counts_in_order(counts: tuple[Measurement, ...]) -> None:
    for earlier, later in itertools.pairwise(counts):
        first, second = earlier.instant, later.instant
        assert isinstance(first, datetime.date) == isinstance(second, datetime.date)
        if first == second:
            raise ValueError(
                f"counts: {shown_instant(second)} occurs twice: merge the entries, or use fractions of days"
            )
        if first > second:  # pyright: ignore[reportOperatorIssue]
            raise ValueError(
                f"counts: {shown_instant(second)} comes after {shown_instant(first)}: "
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

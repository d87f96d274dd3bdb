"""The case: strict about types, one kind of instant, one unit, and a starting count that no outlier moves."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hemograft.interop.laboratory import Reading
from hemograft.planning.case import MALIGNANT, Case, case_schema
from hemograft.planning.starting_counts import starting_counts


def fields(**changes: Any) -> dict[str, Any]:
    """A small valid case, changed."""
    base: dict[str, Any] = {
        "age": 34,
        "sex": "female",
        "weight": 64,
        "diagnosis": "immune_thrombocytopenia",
        "counts": [{"day": -2, "platelets": "14 K/uL"}, {"day": 0, "platelets": "12 10^9/L"}],
    }
    return base | changes


def case(**changes: Any) -> Case:
    return Case.model_validate(fields(**changes))


def platelets(*days_and_values: tuple[float, str]) -> list[dict[str, Any]]:
    return [{"day": day, "platelets": value} for day, value in days_and_values]


def donor(**changes: Any) -> dict[str, Any]:
    base = {"relation": "matched_sibling", "match": "10/10", "source": "bone_marrow", "cd34_per_kg": 3e6}
    return base | changes


def test_a_case_is_frozen_and_has_defaults() -> None:
    patient = case()
    assert (patient.spleen, patient.hla, patient.donors, patient.bleeding_grade) == ("intact", {}, (), None)
    assert patient.counts[0].reading("platelets") == Reading(14)
    assert patient.counts[0].reading("hemoglobin") is None
    with pytest.raises(ValidationError):
        patient.age = 35  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("name", ["age", "weight"])
@pytest.mark.parametrize("value", ["twelve", "34", True, None, [34], float("nan"), float("inf"), -1, 1e9, 10**400])
def test_a_number_is_a_number(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        case(**{name: value})


@pytest.mark.parametrize("name", ["age", "weight", "diagnosis", "counts"])
def test_required_fields(name: str) -> None:
    without = {key: value for key, value in fields().items() if key != name}
    with pytest.raises(ValidationError, match=name):
        Case.model_validate(without)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"diagnosis": "leukemia"}, "immune_thrombocytopenia"),
        ({"platelets": 12}, "Extra inputs"),
        ({"bleeding_grade": 5}, "less than or equal to 4"),
        ({"bleeding_grade": True}, "valid integer"),
        ({"karnofsky": 0}, "greater than or equal to 10"),
        ({"karnofsky": True}, "valid integer"),
        ({"comorbidity_index": -1}, "greater than or equal to 0"),
        ({"disease_risk": "high"}, "disease_risk does not go with immune_thrombocytopenia"),
        ({"months_since_diagnosis": 34 * 12 + 12}, "months_since_diagnosis is 420 at an age of 34"),
        (
            {"newly_diagnosed": True, "months_since_diagnosis": 3},
            "newly_diagnosed does not go with 3 months_since_diagnosis",
        ),
        ({"hla": {"A": ["01:01", "02:01", "03:01"]}}, "at most 2"),
        ({"hla": {"DRA": ["01:01"]}}, "'DRB1'"),
        ({"hla": {"A": [1]}}, "valid string"),
        ({"counts": []}, "at least 1"),
        ({"counts": [{"day": 0, "hemoglobin": "9 g/dL"}]}, "counts hold no platelets"),
        ({"counts": [{"day": 0}]}, "a measurement has no value"),
        ({"counts": [{"platelets": "9 K/uL"}]}, "exactly one of the two"),
        ({"counts": [{"day": 0, "date": "2026-01-31", "platelets": "9 K/uL"}]}, "exactly one of the two"),
        ({"counts": platelets((0, "9 g/dL"))}, "not one of its units"),
        ({"counts": [{"day": 0, "platelets": 9}]}, "9 has no unit"),
        ({"counts": platelets((0, "9 K/uL"), (-1, "9 K/uL"))}, "day -1 comes after day 0"),
        ({"counts": platelets((0, "9 K/uL"), (0, "8 K/uL"))}, "day 0 occurs twice"),
        (
            {"counts": platelets((0, "9 K/uL"), (1, "8000 /uL"))},
            "8000 /uL stands beside 9 K/uL: write all platelets",
        ),
        ({"counts": [{"date": "2026-02-30", "platelets": "9 K/uL"}]}, "is not a date"),
        ({"counts": platelets((float("nan"), "9 K/uL"))}, "not a possible day"),
        ({"counts": [{"day": True, "platelets": "9 K/uL"}]}, "neither a date nor a day number"),
        (
            {"treatments": [{"name": "x", "start": "2026-01-31"}]},
            "dates throughout or day numbers throughout",
        ),
        (
            {"suppressing_drug": {"name": "x", "stop": "2026-01-31"}},
            "dates throughout or day numbers throughout",
        ),
        (
            {"treatments": [{"name": "x", "start": 0, "stop": -1}]},
            "stops on day -1 before its start on day 0",
        ),
        ({"donors": [donor(cd34_per_kg=0)]}, "greater than or equal to 10000"),
        ({"donors": [donor(cd34_per_kg=3)]}, "greater than or equal to 10000"),
        ({"donors": [donor(cd34_per_kg=3e9)]}, "less than or equal to 100000000"),
        ({"donors": [donor(match="11/10")]}, "matches more alleles than were compared"),
        ({"donors": [donor(match="ten")]}, "should match pattern"),
        ({"donors": [donor(relation="cord_blood")]}, "a cord unit has cord_blood in both"),
        ({"donors": [donor(source="cord_blood")]}, "a cord unit has cord_blood in both"),
        ({"donors": [donor(label="a"), donor(label="a")]}, 'the label "a" is used twice'),
        ({"donors": [donor(), donor(label="1")]}, 'the label "1" is used twice'),
    ],
)
def test_inconsistent_cases_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        case(**changes)
    assert message in str(caught.value)


def test_spellings_of_one_unit_may_stand_together() -> None:
    assert case(counts=platelets((0, "9 K/uL"), (1, "8 10*9/L"), (2, "7 G/L"))).days == (-2, -1, 0)


def test_days_count_from_the_last_entry() -> None:
    dated = case(
        counts=[{"date": day, "platelets": "9 K/uL"} for day in ("2026-02-27", "2026-03-01")],
        treatments=[{"name": "dexamethasone", "dose": "40 mg/day", "start": "2026-02-01"}],
    )
    assert dated.days == (-2, 0)
    assert dated.day_of(dated.treatments[0].start) == -28
    assert case(counts=platelets((3, "9 K/uL"), (10.5, "9 K/uL"))).days == (-7.5, 0)


@pytest.mark.parametrize("diagnosis", MALIGNANT)
@pytest.mark.parametrize("risk", ["low", "intermediate", "high", "very_high"])
def test_a_malignant_disease_has_a_risk_group(diagnosis: str, risk: str) -> None:
    patient = case(
        diagnosis=diagnosis, disease_risk=risk, comorbidity_index=3, karnofsky=70, months_since_diagnosis=7.5
    )
    assert (patient.disease_risk, patient.comorbidity_index, patient.karnofsky) == (risk, 3, 70)
    assert Case.model_validate(patient.model_dump(mode="json")) == patient


@given(months=st.floats(0.0, 1440.0), age=st.integers(0, 120), new=st.booleans())
def test_a_diagnosis_lies_within_the_patients_life_and_is_new_for_three_months(
    months: float, age: int, new: bool
) -> None:
    def made() -> Case:
        return case(age=age, months_since_diagnosis=months, newly_diagnosed=new)

    if months >= 12 * (age + 1) or (new and months >= 3.0):
        with pytest.raises(ValidationError, match="correct one of the two"):
            made()
    else:
        assert made().months_since_diagnosis == months


def test_donors_without_a_label_have_their_place() -> None:
    patient = case(donors=[donor(), donor(label="sister"), donor()])
    assert patient.donor_labels == ("1", "sister", "3")
    assert patient.donors[0].conditioning == "myeloablative"


def test_the_digest_follows_content_not_form() -> None:
    patient = case()
    reordered = Case.model_validate(dict(reversed(fields().items())))
    as_mapping = case(
        counts=[
            {"day": -2.0, "platelets": {"value": 14, "unit": "K/uL"}},
            {"day": 0, "platelets": {"value": 12.0, "unit": "10^9/L", "censored": False}},
        ]
    )
    assert len(patient.case_sha256) == 64
    assert patient.case_sha256 == reordered.case_sha256 == as_mapping.case_sha256
    assert patient.case_sha256 != case(weight=65).case_sha256


def test_a_dumped_case_is_the_same_case() -> None:
    patient = case(hla={"A": ["01:01"]}, donors=[donor()], treatments=[{"name": "x", "start": -3}])
    assert Case.model_validate(patient.model_dump(mode="json")) == patient


def test_starting_counts_are_the_median_of_the_last_three_within_two_weeks() -> None:
    counts = platelets((-30, "90 K/uL"), (-13, "20 K/uL"), (-9, "15 K/uL"), (-4, "70 K/uL"), (0, "11 K/uL"))
    start = starting_counts(case(counts=counts))
    assert start.platelets == 15
    assert start.used == {"platelets": (-9, -4, 0)}
    assert (start.neutrophils, start.leukocytes, start.hemoglobin, start.notes) == (None, None, None, ())
    assert starting_counts(case(counts=platelets((-15, "90 K/uL"), (0, "11 K/uL")))).platelets == 11


@pytest.mark.parametrize("permutation", [lambda x: x, reversed])
def test_one_outlier_cannot_move_the_start_beyond_its_neighbors(permutation: Callable[[Any], Any]) -> None:
    values = [str(value) for value in permutation([12, 14, 400])]
    start = starting_counts(
        case(counts=platelets(*((day, f"{value} K/uL") for day, value in zip((-2, -1, 0), values, strict=True))))
    )
    assert start.platelets == 14


def test_counts_after_a_transfusion_are_passed_over_unless_lower() -> None:
    transfused = [{"name": "platelet_transfusion", "dose": "1 units", "start": -3}]
    counts = platelets((-5, "10 K/uL"), (-4, "8 K/uL"), (-2, "45 K/uL"), (-1, "30 K/uL"))
    start = starting_counts(case(counts=[*counts, *platelets((1.5, "9 K/uL"))], treatments=transfused))
    assert start.platelets == 9
    assert start.used["platelets"] == (-6.5, -5.5, 0)
    assert start.notes == ("Platelet counts passed over after a transfusion: 2.",)
    lower = starting_counts(case(counts=[*counts, *platelets((0, "6 K/uL"))], treatments=transfused))
    assert lower.platelets == 8  # donor platelets only add, so a lower count stands
    only = starting_counts(case(counts=platelets((-2, "45 K/uL"), (0, "31 K/uL")), treatments=transfused))
    assert only.platelets == 38
    assert len(only.notes) == 1
    assert "may be lower" in only.notes[0]


def test_a_censored_start_is_half_its_limit_and_says_so() -> None:
    start = starting_counts(case(counts=platelets((0, "<5 K/uL"))))
    assert start.platelets == 2.5
    assert start.notes == ("Readings of platelets below the limit, counted as half of it: 1.",)


def test_the_schema_is_published_with_every_field() -> None:
    schema = case_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Case.model_fields)
    assert set(schema["required"]) == {"age", "weight", "diagnosis", "counts"}
    written = schema["$defs"]["Measurement"]["properties"]["platelets"]["anyOf"]
    assert [form["type"] for form in written] == ["string", "object", "null"]
    assert "cells per kg" in schema["$defs"]["Donor"]["properties"]["cd34_per_kg"]["description"]

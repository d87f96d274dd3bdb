"""Units and bounds: a spelling may not change a count, and a slip by a factor of a thousand may not pass."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemograft.interop.laboratory import (
    LaboratoryError,
    Reading,
    analyte_named,
    analytes,
    parse_reading,
    shown,
    to_canonical,
    unit_named,
)

BILLIONS = [
    "K/uL", "k/ul", "K/µL", "K/μL", "K/mcL", "10*3/uL", "10^3/uL", "10**3/uL", "x10^3/uL", "X 10³/µL",
    "×10³/μL", "10^3/mm3", "10^3/mm³", "x103/uL", "thousand/uL", "Thousand/uL", "G/L", "Giga/L", "giga/l",
    "10*9/L", "10^9/L", "10⁹/L", "x10^9/L", "x10E9/L", "10e9/l", "109/L", " 10^9 / L ",
]  # fmt: skip
SINGLE = ["/uL", "/µL", "/mm3", "/mm³", "/mm^3", "cells/uL", "cells/µL", "Cells/mm3", "{cells}/uL", "/cumm"]


@pytest.mark.parametrize("unit", BILLIONS)
@pytest.mark.parametrize("name", ["platelets", "neutrophils", "leukocytes"])
def test_spellings_of_billions_a_liter_leave_the_number(name: str, unit: str) -> None:
    assert to_canonical(name, 12.5, unit) == 12.5
    assert unit_named(name, unit) == "10^9/L"


@pytest.mark.parametrize("unit", SINGLE)
def test_cells_per_microliter_are_a_thousandth(unit: str) -> None:
    assert to_canonical("platelets", 12_500, unit) == pytest.approx(12.5)
    assert unit_named("platelets", unit) == "/uL"


def test_the_japanese_unit_is_ten_billions_a_liter() -> None:
    assert to_canonical("platelets", 1.5, "10^4/μL") == pytest.approx(15)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (14, "g/dL", 14),
        (14, "G/DL", 14),
        (140, "g/L", 14),
        (8.69, "mmol/L", 14.002),  # 14 g/dL is 8.69 mmol/L in the tables of Kratz 2004
    ],
)
def test_hemoglobin_units(value: float, unit: str, expected: float) -> None:
    assert to_canonical("hemoglobin", value, unit) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "value", "unit", "remedy"),
    [
        ("platelets", 12_000, "10^9/L", "did you mean 12000 /uL?"),
        ("platelets", 250_000, "K/uL", "did you mean 250000 /uL?"),
        ("platelets", 12, "/uL", "did you mean 12 10^9/L?"),
        ("neutrophils", 3_000, "10*3/uL", "did you mean 3000 /uL?"),  # the fault of an HL7 example
        ("hemoglobin", 140, "g/dL", "did you mean 140 g/L?"),
        ("hemoglobin", 8.1, "g/L", "did you mean 8.1 g/dL?"),
        ("hemoglobin", 0, "g/dL", "check the number and its unit."),
        ("platelets", 1e12, "/uL", "check the number and its unit."),
    ],
)
def test_implausible_values_name_field_value_and_remedy(name: str, value: float, unit: str, remedy: str) -> None:
    with pytest.raises(LaboratoryError) as caught:
        to_canonical(name, value, unit)
    message = str(caught.value)
    assert message.startswith(f"{name} {value:.10g} {unit} is outside the plausible ")
    assert message.endswith(remedy)


@pytest.mark.parametrize("name", ["platelets", "neutrophils", "leukocytes"])
def test_a_count_of_zero_is_possible(name: str) -> None:
    assert to_canonical(name, 0, "K/uL") == 0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0])
def test_no_number_and_negative_are_refused(value: float) -> None:
    with pytest.raises(LaboratoryError, match=r"finite|negative"):
        to_canonical("platelets", value, "K/uL")


@pytest.mark.parametrize(
    ("name", "unit"), [("platelets", "g/dL"), ("hemoglobin", "K/uL"), ("platelets", "K/L"), ("platelets", "")]
)
def test_a_unit_of_another_kind_is_refused(name: str, unit: str) -> None:
    with pytest.raises(LaboratoryError, match=r"not one of its units: write it in .+ or .+\."):
        to_canonical(name, 10, unit)


def test_an_unknown_analyte_is_refused() -> None:
    with pytest.raises(LaboratoryError, match=r'analyte "sodium" is not known: use one of platelets'):
        analyte_named("sodium")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("12 K/uL", Reading(12)),
        ("12K/uL", Reading(12)),
        ("12 x10^9/L", Reading(12)),
        ("12 10^9/L", Reading(12)),
        ("1.2e4 /uL", Reading(12)),
        ("<5 K/uL", Reading(5, censored=True)),
        (" < 5000 /mm3 ", Reading(5, censored=True)),
    ],
)
def test_written_readings(text: str, reading: Reading) -> None:
    assert parse_reading("platelets", text) == reading


@pytest.mark.parametrize(
    "text",
    ["", "12", "K/uL", "12,5 K/uL", "12,000 /uL", "1210^9/L", "nan K/uL", ">5 K/uL", "1e999 K/uL", "5 " * 99],
)
def test_unreadable_readings_are_refused(text: str) -> None:
    with pytest.raises(LaboratoryError):
        parse_reading("platelets", text)


def test_a_censored_reading_counts_as_half_its_limit() -> None:
    assert Reading(5, censored=True).estimate == 2.5
    assert Reading(5).estimate == 5


def test_loinc_codes_are_well_formed_and_unique() -> None:
    codes = [code for analyte in analytes().values() for code in analyte.loinc]
    assert len(set(codes)) == len(codes)
    for code in codes:
        digits, check = code.split("-")
        assert _luhn(digits) == int(check), code


@given(st.floats(min_value=0.5, max_value=3000), st.sampled_from(["10^9/L", "/uL", "10^4/uL"]))
def test_conversion_is_the_inverse_of_its_factor(value: float, unit: str) -> None:
    analyte = analyte_named("platelets")
    written = min(max(value, analyte.low * 1.001), analyte.high * 0.999) / analyte.factors[unit]
    assert to_canonical("platelets", written, unit) == pytest.approx(value, rel=2e-3)


@given(st.text())
def test_shown_text_stays_on_one_printable_line(text: str) -> None:
    assert shown(text).isprintable()
    assert '"' not in shown(text)[1:-1]


def _luhn(digits: str) -> int:
    """LOINC's check digit: the Luhn sum, doubling every other digit from the right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number // 10 + number % 10
    return -total % 10

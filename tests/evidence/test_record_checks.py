"""The rules of the evidence catch what they are there for: each with a record planted to break it."""

import pytest

from hemograft.evidence import Provenance, Record, Use, records
from hemograft.evidence.check import (
    faults,
    intervals_hold_their_values,
    no_number_calibrates_and_validates,
    provenance_fits_use,
    publications,
    targets_are_for_calibration,
    units_are_known,
)

TRIAL = Record(
    id="trial.response",
    value=0.41,
    unit="dimensionless",
    low=0.32,
    high=0.5,
    interval="Wilson 95% CI",
    meaning="Share with a response.",
    population="adults, n=101",
    endpoint="response at 6 months",
    source="Peffault de Latour et al, N Engl J Med 2022;386:11, PMID 34986284",
    provenance=Provenance.PUBLISHED,
    use=Use.CALIBRATE,
)


def changed(**fields: object) -> Record:
    return Record.model_validate(TRIAL.model_dump() | {"id": "trial.other"} | fields)


def test_a_good_record_has_no_fault():
    assert faults([TRIAL]) == ()


@pytest.mark.parametrize(
    "unit", ["day", "10^9/L/day", "cells/kg", "g/dL per mmol/L", "mg hour/L", "1/Gy^2", "dollar/year"]
)
def test_units_in_use_are_known(unit):
    assert list(units_are_known([changed(unit=unit)])) == []


@pytest.mark.parametrize("unit", ["", "days", "10^9/l", "furlong/day", "mg/", "%"])
def test_an_unknown_unit_is_told_with_its_record(unit):
    (fault,) = units_are_known([TRIAL, changed(unit=unit)])
    assert fault.startswith(f"record trial.other, unit {unit!r}: ")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"value": 0.51}, 1),
        ({"value": 0.31}, 1),
        ({"value": [0.4, 0.6, 0.7]}, 2),
        ({"value": 0.6, "low": None}, 1),
        ({"value": 0.2, "high": None}, 1),
        ({"interval": None}, 1),
        ({"interval": None, "low": None, "high": None}, 0),
        ({"value": 0.32}, 0),
        ({"value": [0.32, 0.5]}, 0),
    ],
)
def test_a_value_lies_in_its_named_interval(fields, count):
    told = list(intervals_hold_their_values([changed(**fields)]))
    assert len(told) == count
    assert all(fault.startswith("record trial.other, ") for fault in told)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"provenance": "calibrated", "use": "validate", "source": "Calibration, step centre"}, 1),
        ({"provenance": "calibrated", "use": "model", "source": "somehow fitted"}, 1),
        ({"provenance": "calibrated", "use": "model", "source": "Calibration, step centre"}, 0),
        ({"provenance": "assumed", "use": "validate"}, 1),
        ({"provenance": "assumed", "use": "calibrate"}, 1),
        ({"provenance": "assumed", "use": "model"}, 0),
        ({"provenance": "computed", "use": "validate"}, 0),
    ],
)
def test_provenance_fits_use(fields, count):
    assert len(list(provenance_fits_use([changed(**fields)]))) == count


@pytest.mark.parametrize(
    "copy",
    [
        {},
        {"meaning": "Said in other words.", "endpoint": "6-month response"},
        {"population": "patients of the trial"},
        {"endpoint": None, "population": "patients of the trial"},
        {"source": "RACE, PMID 34986284 (abstract)", "low": None, "high": None, "interval": None},
        {"source": "Peffault de Latour 2022, N Engl J Med 2022;386:11"},
        {"value": [0.41, 0.68], "low": None, "high": None, "interval": None},
    ],
)
def test_a_number_copied_under_another_id_does_not_both_calibrate_and_validate(copy):
    (fault,) = no_number_calibrates_and_validates([TRIAL, changed(**copy, use="validate")])
    assert "calibrates in trial.response and validates in trial.other" in fault
    assert fault.startswith("0.41 dimensionless of ")
    assert list(no_number_calibrates_and_validates([TRIAL, changed(**copy, use="context")])) == []
    assert list(no_number_calibrates_and_validates([TRIAL, changed(**copy)])) == []


@pytest.mark.parametrize(
    "other",
    [
        {"value": 0.4},
        {"unit": "day"},
        {"source": "Scheinberg et al, N Engl J Med 2011;365:430"},
        {"endpoint": "complete response at 3 months", "population": "adults, n=96"},
    ],
)
def test_another_number_of_the_field_may_validate(other):
    assert list(no_number_calibrates_and_validates([TRIAL, changed(**other, use="validate")])) == []


def test_a_duplicate_planted_among_the_real_records_is_found():
    target = next(item for item in records().values() if item.use is Use.CALIBRATE)
    planted = target.model_copy(update={"id": "planted.copy", "use": Use.VALIDATE, "meaning": "The same again."})
    (fault,) = no_number_calibrates_and_validates([*records().values(), planted])
    assert f"calibrates in {target.id} and validates in planted.copy" in fault


def test_publications_are_told_by_their_identifiers():
    assert publications("Kuter et al, Lancet 2008;371:395, PMID 18242413") == {"2008;371:395", "PMID 18242413"}
    assert publications("RACE, doi 10.1056/NEJMoa2109965, abstract") == {"10.1056/NEJMoa2109965"}
    assert publications("Ergene et al 2007 (abstract)") == publications("Ergene et al 2007") == {"ergene et al 2007"}


@pytest.mark.parametrize(
    ("use", "targets", "message"),
    [
        ("calibrate", ("trial.response",), None),
        ("model", ("trial.response",), None),
        ("validate", ("trial.response",), "trial.response is kept for validation"),
        ("calibrate", ("trial.absent",), "no record has the id 'trial.absent'"),
    ],
)
def test_a_calibration_rests_on_no_record_kept_for_validation(use, targets, message):
    fitted = changed(provenance="calibrated", use="model", source="hemograft calibrate", targets=targets)
    told = list(targets_are_for_calibration([TRIAL.model_copy(update={"use": Use(use)}), fitted]))
    assert told == ([] if message is None else [f"record trial.other, targets: {message}"])

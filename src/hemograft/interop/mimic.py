"""One patient from a folder of MIMIC-III tables (Johnson et al. 2016, doi:10.1038/sdata.2016.35).

Of the export are read: patients, diagnoses, blood counts (item 51265 platelets, 51222 hemoglobin, 51301
leukocytes, 51256 neutrophils in percent) and platelet transfusions in mL of both bedside systems. Days
count from the lowest platelet reading.
"""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from hemograft.evidence import number
from hemograft.interop.count_table import MEBIBYTE, read_text
from hemograft.interop.laboratory import (
    DatedReading,
    Dose,
    LaboratoryError,
    LaboratoryHistory,
    Reading,
    analyte_named,
    parse_reading,
    shown,
)
from hemograft.outcomes.quality_of_life import DAYS_PER_YEAR

LARGEST_TABLE: Final = 64 * MEBIBYTE
ENOUGH_COUNTS: Final = 10
SECONDS_A_DAY: Final = 86_400

ITEMS: Final = {"51265": "platelets", "51222": "hemoglobin", "51301": "leukocytes"}
NEUTROPHIL_PERCENT: Final = "51256"
SEXES: Final = {"F": "female", "M": "male"}
HIDDEN_AGE: Final = 120
"""MIMIC-III shifts the birth of patients above 89 by centuries: an age beyond this one is hidden."""

Readings = list[tuple[datetime, str, Reading]]


def read_mimic(
    folder: Path, *, subject: str | None = None, until: Literal["nadir", "latest"] = "nadir"
) -> LaboratoryHistory:
    """One patient's counts, platelet transfusions (mL), age, sex and diagnoses; weight if an order names it.

    Without ``subject``: of the patients with at least ten platelet counts, the one with the lowest, "<5"
    being below 5; a tie goes to the one with more counts. ``until`` ends the history at that lowest count
    (day 0) or at the latest one.

    Raises:
        LaboratoryError: a table is missing or malformed, or no patient qualifies.
    """
    laboratory = _table(folder, "cbc_labs.csv")
    chosen = subject or _lowest(laboratory)
    readings, refused = _readings_of(row for row in laboratory if row["subject_id"] == chosen)
    platelets = [(reading.estimate, time) for time, analyte, reading in readings if analyte == "platelets"]
    if not platelets:
        raise LaboratoryError(f"subject {shown(chosen)} has no platelet count in {shown(folder.name)}: choose another.")
    origin = min(platelets)[1]
    end = origin if until == "nadir" else max(time for _, time in platelets)
    kept = [(time, analyte, reading) for time, analyte, reading in readings if time <= end]
    warnings = [
        f"Subject {chosen} of {folder.name}: the plan starts at the "
        f"{'lowest' if until == 'nadir' else 'latest'} platelet count."
    ]
    if later := len(readings) - len(kept):
        warnings.append(f"Readings after the start of the plan were left out: {later}.")
    if refused:
        warnings.append(f"Readings that are no usable number were left out: {refused}.")
    transfusions, weight = _transfusions_of(folder, chosen, origin, end)
    age, sex, note = _person(folder, chosen, origin)
    return LaboratoryHistory(
        source=f"{folder.name}, subject {chosen}",
        readings=tuple(DatedReading(_days(origin, time), analyte, reading) for time, analyte, reading in kept),
        doses=transfusions,
        age=age,
        sex=sex,
        weight=weight,
        diagnoses=tuple(
            dict.fromkeys(
                row["long_title"]
                for row in _table(folder, "diagnoses.csv")
                if row["subject_id"] == chosen and row["long_title"]
            )
        ),
        warnings=(*warnings, *note),
    )


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(read_text(folder / name, LARGEST_TABLE), newline=""), restval="")
    try:
        rows = list(reader)
    except csv.Error:
        raise LaboratoryError(f"{name} row {reader.line_num} is not comma-separated text: export it again.") from None
    needed = ("subject_id", *NEEDED[name])
    if missing := next((title for title in needed if title not in (reader.fieldnames or ())), None):
        raise LaboratoryError(f"{name} has no column {shown(missing)}: give the folder of a MIMIC-III export.")
    return rows


NEEDED: Final = {
    "cbc_labs.csv": ("itemid", "charttime", "value", "valueuom"),
    "patients.csv": ("gender", "dob"),
    "diagnoses.csv": ("long_title",),
    "platelet_transfusions_cv.csv": ("charttime", "amount"),
    "platelet_transfusions_mv.csv": ("starttime", "amount", "patientweight", "statusdescription"),
}


def _lowest(laboratory: Iterable[Mapping[str, str]]) -> str:
    counts: dict[str, list[float]] = defaultdict(list)
    for row in laboratory:
        if ITEMS.get(row["itemid"]) == "platelets" and (reading := _usable(row)):
            counts[row["subject_id"]].append(reading.estimate)
    enough = [
        (min(values), -len(values), subject) for subject, values in counts.items() if len(values) >= ENOUGH_COUNTS
    ]
    if not enough:
        raise LaboratoryError(f"no subject has {ENOUGH_COUNTS} platelet counts: name the subject you mean.")
    return min(enough)[2]


def _readings_of(rows: Iterable[Mapping[str, str]]) -> tuple[Readings, int]:
    """Readings in time order, neutrophils from their share of leukocytes, and how many were unusable."""
    readings: Readings = []
    percents: dict[datetime, float] = {}
    refused = 0
    for row in rows:
        if row["itemid"] == NEUTROPHIL_PERCENT:
            percents |= _percent(row)
        elif analyte := ITEMS.get(row["itemid"]):
            if reading := _usable(row):
                readings.append((_time(row["charttime"]), analyte, reading))
            else:
                refused += 1
    plausible = analyte_named("neutrophils").is_plausible
    neutrophils = [
        (time, "neutrophils", Reading(count, reading.censored))
        for time, analyte, reading in readings
        if analyte == "leukocytes" and time in percents and plausible(count := reading.value * percents[time] / 100)
    ]
    return sorted([*readings, *neutrophils], key=lambda item: item[:2]), refused


def _usable(row: Mapping[str, str]) -> Reading | None:
    """The reading, or None where the laboratory wrote words ("UNABLE TO REPORT") or an impossible value."""
    try:
        return parse_reading(ITEMS[row["itemid"]], f"{row['value']} {row['valueuom']}")
    except LaboratoryError:
        return None


def _percent(row: Mapping[str, str]) -> dict[datetime, float]:
    percent = 0.0 if row["value"] == "0" else _positive(row["value"])
    return {} if percent is None or percent > 100 else {_time(row["charttime"]): percent}


def _positive(text: str) -> float | None:
    """The number above zero, or None where the hospital wrote nothing, words or zero."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < math.inf else None


def _transfusions_of(
    folder: Path, subject: str, origin: datetime, end: datetime
) -> tuple[tuple[Dose, ...], float | None]:
    given: list[tuple[datetime, float]] = []
    weights: list[float] = []
    for name, clock in (
        ("platelet_transfusions_cv.csv", "charttime"),
        ("platelet_transfusions_mv.csv", "starttime"),
    ):
        for row in _table(folder, name):
            # A rewritten order was replaced by another row; a row without volume records that nothing ran in.
            if row["subject_id"] != subject or row.get("statusdescription") == "Rewritten":
                continue
            if volume := _positive(row["amount"]):
                given.append((_time(row[clock]), volume))
            if weight := _positive(row.get("patientweight", "")):
                weights.append(weight)
    doses = tuple(
        Dose(_days(origin, time), "platelet_transfusion", round(volume, 1), "mL")
        for time, volume in sorted(given)
        if time <= end
    )
    return doses, weights[-1] if weights else None


def _person(folder: Path, subject: str, origin: datetime) -> tuple[float, str, tuple[str, ...]]:
    row = next((row for row in _table(folder, "patients.csv") if row["subject_id"] == subject), None)
    if row is None:
        raise LaboratoryError(f"subject {shown(subject)} is not in patients.csv: choose another.")
    years = _days(_time(row["dob"]), origin) / DAYS_PER_YEAR
    sex = SEXES.get(row["gender"], "unknown")
    if years <= HIDDEN_AGE:
        return round(years, 1), sex, ()
    oldest = number("laboratory.mimic_oldest_age")
    return oldest, sex, (f"The age is above 89 years and hidden in MIMIC-III: {oldest:g} assumed.",)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise LaboratoryError(f"the time {shown(text)} is no date: give the tables as MIMIC-III writes them.") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _days(origin: datetime, time: datetime) -> float:
    return round((time - origin).total_seconds() / SECONDS_A_DAY, 4)

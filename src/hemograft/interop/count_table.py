"""Counts and doses as a table in the NM-TRAN style of pharmacometrics: one row an event, days in TIME.

Columns TIME, DV, AMT, EVID and CMT; optional are ID, DVID, MDV, CENS, LIMIT and UNIT. Any order, any case;
"." or nothing is an absent value. EVID 0 is an observation of the analyte that DVID (else CMT) names,
platelets where neither does; EVID 1 is a dose of what CMT names: platelet_transfusion, romiplostim, graft.
CENS 1 says that the truth lies below DV.
"""

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hemograft.interop.laboratory import (
    DatedReading,
    Dose,
    LaboratoryError,
    LaboratoryHistory,
    Reading,
    analytes,
    shown,
    to_canonical,
)

MEBIBYTE: Final = 2**20

REQUIRED: Final = ("TIME", "DV", "AMT", "EVID", "CMT")
OPTIONAL: Final = ("ID", "DVID", "MDV", "CENS", "LIMIT", "UNIT")
ABSENT: Final = ("", ".", "NA")
NUMBERED: Final = {"1": "platelets", "2": "neutrophils", "3": "leukocytes", "4": "hemoglobin"}
"""DVID may be the analyte's name or its number here."""


def read_text(path: Path, limit: int = MEBIBYTE) -> str:
    """The UTF-8 text of a file of at most ``limit`` bytes; no more than that is ever read.

    Raises:
        LaboratoryError: absent, unreadable, a folder, too large, empty, binary, or in another encoding.
    """
    name = shown(path.name)
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not a path"
        raise LaboratoryError(f"file {name} cannot be read ({reason}): check its path.") from None
    if len(content) > limit:
        raise LaboratoryError(
            f"file {name} is larger than {limit // MEBIBYTE} MiB: give a file that holds one patient only."
        )
    if b"\0" in content:
        raise LaboratoryError(f"file {name} is binary or UTF-16: save it as UTF-8 text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LaboratoryError(
            f"file {name} is not UTF-8 text (byte {error.start + 1}): save it in that encoding."
        ) from None
    if not text.strip():
        raise LaboratoryError(f"file {name} is empty: check that it was saved.")
    return text


def read_count_table(path: Path, *, subject: str | None = None) -> LaboratoryHistory:
    """One patient's readings and doses from a comma-separated table; ``subject`` picks one ID of several.

    Raises:
        LaboratoryError: the file or the row with the fault, its field and the remedy.
    """
    readings: list[DatedReading] = []
    doses: list[Dose] = []
    previous = -math.inf
    for number, row in _rows_of(path, subject):
        where = f"{shown(path.name)} row {number}"
        day = _number(row, "TIME", where)
        if day < previous:
            raise LaboratoryError(f"{where}: TIME {day:g} comes after {previous:g}: put the rows in the order of time.")
        previous = day
        match row["EVID"]:
            case "0" | "":
                if row["MDV"] not in ("1", "1.0"):
                    readings.append(_reading(row, day, where))
            case "1":
                doses.append(_dose(row, day, where))
            case event:
                raise LaboratoryError(f"{where}: EVID is {shown(event)}: use 0 for an observation and 1 for a dose.")
    return LaboratoryHistory(source=path.name, readings=tuple(readings), doses=tuple(doses))


def _rows_of(path: Path, subject: str | None) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of one patient with their line numbers in the file; absent values are empty."""
    name = shown(path.name)
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    rows: list[tuple[int, Mapping[str, str]]] = []
    try:
        header = [title.strip().upper() for title in next(reader)]
        if unknown := next(
            (title for title in (*REQUIRED, *header) if title not in header or not _is_column(title)), None
        ):
            fault = "is missing" if unknown in REQUIRED else "is not a known column"
            raise LaboratoryError(
                f"{name}: column {shown(unknown)} {fault}: the header is {','.join(REQUIRED)} "
                f"and, where wanted, {','.join(OPTIONAL)}."
            )
        if len(set(header)) < len(header):
            raise LaboratoryError(f"{name}: the header names a column twice: keep one of each.")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise LaboratoryError(
                    f"{name} row {reader.line_num}: {len(cells)} fields stand under {len(header)} columns: "
                    "write one value, or a point, for each."
                )
            cleaned = (cell.strip() for cell in cells)
            values = dict.fromkeys(OPTIONAL, "") | dict(zip(header, cleaned, strict=True))
            rows.append((reader.line_num, {key: "" if text in ABSENT else text for key, text in values.items()}))
    except csv.Error:
        raise LaboratoryError(f"{name} row {reader.line_num}: not comma-separated text: export it as CSV.") from None
    return _of_subject(rows, subject, name)


def _of_subject(
    rows: list[tuple[int, Mapping[str, str]]], subject: str | None, name: str
) -> list[tuple[int, Mapping[str, str]]]:
    identifiers = list(dict.fromkeys(row["ID"] for _, row in rows))
    if subject is None and len(identifiers) > 1:
        raise LaboratoryError(f"{name}: ID holds {len(identifiers)} patients: name the subject you mean.")
    chosen = rows if subject is None else [(number, row) for number, row in rows if row["ID"] == subject]
    if not chosen:
        wanted = "no rows" if subject is None else f"no row with ID {shown(subject)}"
        raise LaboratoryError(f"{name} has {wanted}: give at least one platelet count.")
    return chosen


def _is_column(title: str) -> bool:
    return title in REQUIRED or title in OPTIONAL


def _reading(row: Mapping[str, str], day: float, where: str) -> DatedReading:
    compartment = row["CMT"].casefold()
    label = row["DVID"].casefold() or (compartment if compartment in analytes() else "platelets")
    analyte = NUMBERED.get(label, label)
    if analyte not in analytes():
        raise LaboratoryError(f"{where}: DVID is {shown(row['DVID'])}: use one of {', '.join(analytes())}.")
    if row["CENS"] not in ("", "0", "1"):
        raise LaboratoryError(f"{where}: CENS is {shown(row['CENS'])}: use 1 where the truth lies below DV, else 0.")
    value = _number(row, "DV", where)
    try:
        canonical = to_canonical(analyte, value, row["UNIT"] or analytes()[analyte].unit)
    except LaboratoryError as error:
        raise LaboratoryError(f"{where}: {error}") from None
    return DatedReading(day, analyte, Reading(canonical, censored=row["CENS"] == "1"))


def _dose(row: Mapping[str, str], day: float, where: str) -> Dose:
    if not row["CMT"]:
        raise LaboratoryError(
            f"{where}: CMT is empty on a dose: name what was given, for example platelet_transfusion."
        )
    amount = _number(row, "AMT", where) if row["AMT"] else None
    if amount is not None and amount <= 0:
        raise LaboratoryError(f"{where}: AMT is {amount:g}: write the amount given, above 0.")
    return Dose(day, row["CMT"].casefold(), amount, row["UNIT"] or None)


def _number(row: Mapping[str, str], column: str, where: str) -> float:
    text = row[column]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LaboratoryError(f"{where}: {column} is {shown(text or None)}: write a finite number.")
    return value
